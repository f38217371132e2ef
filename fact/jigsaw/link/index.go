// SPDX-License-Identifier: Apache-2.0

package link

import "chaperone/fact/jigsaw"

// ours is the post being read, laid out so that comparing it with every story kept is quick.
type ours struct {
	*Telling
	said   bySort
	stands [maxOurWords]standing
	slots  [4 * maxOurWords]uint8 // by hash: place in Words + 1
	hashes [maxOurWords]uint32
}

// maxOurWords is how many words of one post count.
const maxOurWords = 48

// bySort holds the readings that are compared, in the order of compared.
type bySort [len(compared)][]jigsaw.Reading

func layOut(t *Telling) *ours {
	o := &ours{Telling: t}
	if len(t.Words) > maxOurWords {
		t.Words = t.Words[:maxOurWords]
	}
	if t.Story != nil {
		o.said = sorted(t.Story.Readings)
	}
	for i, w := range t.Words {
		h := hash(w.Stem)
		o.hashes[i] = h
		at := h % uint32(len(o.slots))
		for o.slots[at] != 0 {
			at = (at + 1) % uint32(len(o.slots))
		}
		o.slots[at] = uint8(i + 1)
	}
	return o
}

// find gives the place of their word among ours; -1 for none.
func (o *ours) find(w *theirWord) int {
	for at := w.hash % uint32(len(o.slots)); ; at = (at + 1) % uint32(len(o.slots)) {
		i := int(o.slots[at]) - 1
		if i < 0 || o.hashes[i] == w.hash && o.Words[i].Stem == w.stem {
			return i
		}
	}
}

func hash(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h ^ h>>15
}

// sorted puts readings in their places. What the profile says holds for everybody the author treats, so it is not compared.
func sorted(rs []jigsaw.Reading) (out bySort) {
	for _, r := range rs {
		if r.Source == jigsaw.FromProfile {
			continue
		}
		for i, s := range compared {
			if r.Sort == s {
				out[i] = append(out[i], r)
			}
		}
	}
	return out
}
