// SPDX-License-Identifier: Apache-2.0

package jigsaw

import (
	"cmp"
	"slices"
)

// cellSet is a set of cells.
type cellSet [(MaxClues*MaxLevels + 63) / 64]uint64

func (s *cellSet) has(c int) bool { return s[c/64]&(1<<(c%64)) != 0 }
func (s *cellSet) add(c int)      { s[c/64] |= 1 << (c % 64) }

// wordings tells which levels can be put into words, and which can't be together because their edits get in each other's way.
type wordings struct {
	worded cellSet
	attest cellSet
	clash  []cellSet // by cell; nil: none
}

func (m *Model) level(i int, l uint8) *Level { return &m.p.Clues[m.clue[i]].Levels[m.widen(i, l)] }

func (m *Model) wordings() *wordings {
	w := &wordings{}
	for i := range m.n {
		for l := range m.top[i] + 1 {
			lv, c := m.level(i, l), m.first[i]+int(l)
			if lv.Attest {
				w.attest.add(c)
			}
			if l == m.at[i] || lv.Attest && len(lv.Edits) == 0 || lv.Edits != nil && sound(lv.Edits) {
				w.worded.add(c)
			}
		}
	}
	for i := range m.n {
		for la := m.at[i] + 1; la <= m.top[i]; la++ {
			a := m.level(i, la).Edits
			if len(a) == 0 {
				continue
			}
			for j := i + 1; j < m.n; j++ {
				for lb := m.at[j] + 1; lb <= m.top[j]; lb++ {
					if !clash(a, m.level(j, lb).Edits) {
						continue
					}
					if w.clash == nil {
						w.clash = make([]cellSet, m.cells)
					}
					ca, cb := m.first[i]+int(la), m.first[j]+int(lb)
					w.clash[ca].add(cb)
					w.clash[cb].add(ca)
				}
			}
		}
	}
	return w
}

// fits tells whether clue i can go to level l beside the others at lv. Levels the clues stand at have no edits and fit all.
func (w *wordings) fits(m *Model, lv *levels, i int, l uint8) bool {
	if w.clash == nil || l == m.at[i] {
		return true
	}
	row := &w.clash[m.first[i]+int(l)]
	for j := range m.n {
		if j != i && row.has(m.first[j]+int(lv[j])) {
			return false
		}
	}
	return true
}

// sound tells whether edits can be made together.
func sound(es []Edit) bool {
	for i, e := range es {
		if e.Start < 0 || e.End < e.Start || clash(es[:i], es[i:i+1]) {
			return false
		}
	}
	return true
}

func clash(as, bs []Edit) bool {
	for i := range as {
		for j := range bs {
			if atOdds(&as[i], &bs[j]) {
				return true
			}
		}
	}
	return false
}

// atOdds tells whether two edits can't both be made: they share bytes or a place to insert at. The same edit twice is one, and what is
// cut out whole may be changed inside.
func atOdds(a, b *Edit) bool {
	switch {
	case a.Post != b.Post || *a == *b || swallows(a, b) || swallows(b, a):
		return false
	case a.Span == b.Span:
		return true
	}
	return a.Overlaps(b.Span)
}

func swallows(a, b *Edit) bool { return a.Text == "" && !a.Empty() && a.Contains(b.Span) }

// gather collects the edits that take the clues from where they stand to lv. whole is false where some move has no wording, or none
// beside another's.
func (m *Model) gather(w *wordings, lv *levels) (edits []Edit, whole bool) {
	whole = true
	var all []Edit
	for i := range m.n {
		if lv[i] == m.at[i] {
			continue
		}
		if !w.worded.has(m.first[i]+int(lv[i])) || !w.fits(m, lv, i, lv[i]) {
			whole = false
		}
		if es := m.level(i, lv[i]).Edits; sound(es) {
			all = append(all, es...)
		}
	}
	slices.SortStableFunc(all, func(a, b Edit) int { // the widest first of those that start together, a cut before other words
		return cmp.Or(cmp.Compare(a.Post, b.Post), cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End), cmp.Compare(len(a.Text), len(b.Text)))
	})
	for _, e := range all {
		if n := len(edits); n > 0 && edits[n-1].Post == e.Post && (edits[n-1].Overlaps(e.Span) || edits[n-1].Span == e.Span) {
			continue // the same again, or inside what is cut out; where it is neither, whole is false already
		}
		edits = append(edits, e)
	}
	return edits, whole
}
