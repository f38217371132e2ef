// SPDX-License-Identifier: Apache-2.0

package claim

import "slices"

// What it takes to be near, chosen on the half of testdata/pairs.txt that may be looked at; doc/quality.md gives the figures of the other.
const (
	recordCover = 0.6  // share of the record's weight that the sentence speaks of
	postCover   = 0.5  // share of the sentence's weight that the record speaks of
	nearWorth   = 0.8  // what a near word counts against the same one
	lightWeight = 0.3  // of words such as risk, rate, women
	bareCover   = 0.75 // of both, where only one of the two says which way it goes
)

func (x *item) weight() float64 {
	switch x.class {
	case content:
		return 1
	case light, group:
		return lightWeight
	}
	return 0
}

// opposites are ways that turn one another round.
var opposites = func() map[[2]string]bool {
	out := map[[2]string]bool{}
	for _, p := range []struct{ a, b []string }{
		{[]string{"down", "prevent", "cure", "ease", "less"}, []string{"up", "cause", "worse", "more"}},
		{[]string{"better", "works", "safe", "ease", "cure", "prevent"}, []string{"worse", "harm", "useless", "danger", "cause"}},
		{[]string{"better", "same"}, []string{"less", "worse"}},
	} {
		for _, a := range p.a {
			for _, b := range p.b {
				out[[2]string{a, b}], out[[2]string{b, a}] = true, true
			}
		}
	}
	return out
}()

// Compare tells how a sentence stands to a claim on record. It is not symmetric: what the record says has to be found in the sentence.
func Compare(record, post *Form) Result {
	r := Result{Score: record.cover(post)}
	if r.Score < recordCover {
		return r
	}
	roles := sameRoles(record, post)
	turned := !roles && len(record.subject) > 0 && len(record.object) > 0 && slices.Equal(record.subject, post.object) && slices.Equal(record.object, post.subject)
	diffs, opposed := record.differ(post)
	if len(diffs) == 0 && roles && record.Size() > 0 {
		return Result{Verdict: Exact, Score: 1}
	}
	if !record.meets(post, r.Score, turned) {
		return Result{Score: r.Score}
	}
	denied := record.nots%2 != post.nots%2
	if denied && slices.ContainsFunc(append(record.without(post), post.without(record)...), func(x item) bool { return x.class == scarce }) {
		denied, diffs = opposed, append(diffs, DiffersStrong) // "rarely helps" is no opposite of "does not help"
	}
	if opposed != denied || turned && record.compares() {
		r.Verdict = Contrary
		return r
	}
	if !roles {
		diffs = append(diffs, DiffersRoles)
	}
	r.Verdict, r.Differs = Near, diffs
	return r
}

// sameRoles tells whether the same things act in both; what opens a sentence stands apart from that.
func sameRoles(a, b *Form) bool {
	i, j := 0, 0
	for {
		for i < len(a.subject) && slices.Contains(b.fronted, a.subject[i]) {
			i++
		}
		for j < len(b.subject) && slices.Contains(a.fronted, b.subject[j]) {
			j++
		}
		if i == len(a.subject) || j == len(b.subject) {
			return i == len(a.subject) && j == len(b.subject)
		}
		if a.subject[i] != b.subject[j] {
			return false
		}
		i, j = i+1, j+1
	}
}

// meets tells whether two forms speak of mostly the same things, in mostly the same parts.
func (f *Form) meets(post *Form, cover float64, turned bool) bool {
	if cover < recordCover || post.cover(f) < postCover {
		return false
	}
	if f.Ways() != post.Ways() && min(cover, post.cover(f)) < bareCover {
		return false
	}
	if turned || len(f.subject) == 0 || len(f.object) == 0 || len(post.subject) == 0 || len(post.object) == 0 {
		return true
	}
	return f.sharesOf(f.subject, post) && f.sharesOf(f.object, post)
}

// sharesOf tells whether the other form speaks of any of these.
func (f *Form) sharesOf(ids []uint64, post *Form) bool {
	for i := range f.items {
		x := &f.items[i]
		if slices.Contains(ids, x.id) && post.has(x) > 0 {
			return true
		}
	}
	return false
}

// cover is the share of f's weight that the other form speaks of.
func (f *Form) cover(o *Form) float64 {
	var sum, all float64
	for i := range f.items {
		x := &f.items[i]
		if w := x.weight(); w > 0 {
			all += w
			sum += w * o.has(x)
		}
	}
	if all == 0 {
		return 0
	}
	return sum / all
}

// has is 1 where the form holds x, nearWorth where it holds something near, else 0.
func (f *Form) has(x *item) float64 {
	if _, ok := slices.BinarySearchFunc(f.items, x.id, func(y item, id uint64) int { return compareIDs(y.id, id) }); ok {
		return 1
	}
	for i := range f.items {
		y := &f.items[i]
		if y.weight() == 0 {
			continue
		}
		if slices.Contains(x.also, y.id) || slices.Contains(y.also, x.id) || slices.ContainsFunc(x.also, func(id uint64) bool { return id>>63 == 1 && slices.Contains(y.also, id) }) {
			return nearWorth
		}
	}
	return 0
}

func (f *Form) compares() bool {
	return slices.ContainsFunc(f.items, func(x item) bool {
		return x.class == way && (x.way == "more" || x.way == "less" || x.way == "better" || x.way == "worse")
	})
}

// differ names what two forms differ in, parts apart, and tells whether they go opposite ways.
func (f *Form) differ(o *Form) (out []Difference, opposed bool) {
	ours, theirs := f.without(o), o.without(f)
	for _, a := range ours {
		for _, b := range theirs {
			opposed = opposed || a.class == way && b.class == way && opposites[[2]string{a.way, b.way}]
		}
	}
	say := func(is bool, d Difference) {
		if is {
			out = append(out, d)
		}
	}
	both := append(slices.Clone(ours), theirs...)
	any := func(cs ...class) bool {
		return slices.ContainsFunc(both, func(x item) bool { return slices.Contains(cs, x.class) })
	}
	say(any(way), DiffersWay)
	say(f.nots != o.nots, DiffersNot)
	say(!slices.Equal(f.numbers, o.numbers), DiffersNumber)
	say(any(group), DiffersGroup)
	say(any(against), DiffersAgainst)
	say(any(sure), DiffersSure)
	say(any(strong, scarce), DiffersStrong)
	say(any(content, light), DiffersWords)
	return out, opposed
}

// without gives the items the other form does not hold.
func (f *Form) without(o *Form) []item {
	var out []item
	j := 0
	for _, x := range f.items {
		for j < len(o.items) && o.items[j].id < x.id {
			j++
		}
		if j >= len(o.items) || o.items[j].id != x.id {
			out = append(out, x)
		}
	}
	return out
}

// Within tells whether a sentence in which some words of an entry stand says no more than the entry's claim: no figure of its own,
// nothing the other way round, and where it says what those words do, something else of the claim too. "Magnesium fixes insomnia" is
// within "Magnesium and sleep" for the word magnesium; "magnesium cures cancer" is not.
func Within(record, words, post *Form) bool {
	for _, n := range post.numbers {
		if !slices.Contains(record.numbers, n) && !slices.Contains(words.numbers, n) {
			return false
		}
	}
	if record.Ways() && post.Ways() {
		if _, opposed := record.differ(post); opposed != (record.nots%2 != post.nots%2) {
			return false
		}
	}
	rest := 0
	for i := range record.items {
		x := &record.items[i]
		if x.class != content || words.has(x) > 0 {
			continue
		}
		if rest++; post.has(x) > 0 {
			return true
		}
	}
	return rest == 0 || !post.Ways()
}
