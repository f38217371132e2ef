// SPDX-License-Identifier: Apache-2.0

package figure

import (
	_ "embed"
	"slices"
	"sort"
	"strings"
	"sync"
)

//go:embed table/alias.tsv
var aliasText string

var aliases = open("alias", aliasText)

// How a name was recognised, surest first.
const (
	ByAlias = "alias" // a nickname: "the RVI"
	ByName  = "name"  // the whole name: "Leeds General Infirmary"
	ByPart  = "part"  // words of the name, perhaps with the town: "Kettering General", "St James's Leeds"
	ByTown  = "town"  // the town alone: "Kettering hospital"
)

// Care is what a hospital or trust named in words can be.
type Care struct {
	Units []Unit // those it can be, the busiest first; none: no such name is known
	By    string // how they were recognised
}

// Ambiguous tells whether the words can mean units of different trusts (outside England: different hospitals).
func (c Care) Ambiguous() bool {
	for _, u := range c.Units {
		if u.owner() != c.Units[0].owner() {
			return true
		}
	}
	return false
}

// One gives the unit that is meant: the only one, or the trust all of them belong to. False if there is none or it is ambiguous.
func (c Care) One() (Unit, bool) {
	switch {
	case len(c.Units) == 0 || c.Ambiguous():
		return Unit{}, false
	case len(c.Units) == 1:
		return c.Units[0], true
	}
	if u, ok := UnitOf(c.Units[0].Trust); ok {
		return u, true
	}
	return c.Units[0], true
}

func (u Unit) owner() string {
	if u.Trust != "" {
		return u.Trust
	}
	return u.Code
}

// Resolve finds the hospital or trust people mean by words: a code, a nickname, a name or a part of it, a town. Words near it (the
// author's town, trust or authority, from the profile or another post) decide between several where they can; they never exclude all.
// It takes a microsecond or two, the first call about a millisecond more.
func Resolve(words string, near ...string) Care {
	words = strings.TrimSpace(words)
	if len(words) > 200 || words == "" {
		return Care{}
	}
	if u, ok := UnitOf(words); ok {
		return Care{[]Unit{u}, ByName}
	}
	key := CareKey(words)
	for _, k := range [2]string{key, strings.TrimSuffix(strings.TrimSuffix(key, " hospital"), " infirmary")} {
		if r, ok := aliases.find(k); ok {
			return choose(strings.Split(r.field(1), ","), ByAlias, near)
		}
	}
	said := tokens(nil, key)
	if len(said) == 0 {
		return Care{}
	}
	codes, by := careNames().match(said)
	return choose(codes, by, near)
}

// CareKey writes what a hospital or trust is called as the table alias has it: folded, without "the" before and "NHS Trust" behind.
func CareKey(words string) string {
	key := strings.TrimPrefix(Fold(words), "the ")
	for _, tail := range [...]string{" trust", " foundation", " nhs"} {
		key = strings.TrimSuffix(key, tail)
	}
	return key
}

// choose looks the codes up, takes those near, drops trusts whose hospitals are meant, and puts the busiest first.
func choose(codes []string, by string, near []string) Care {
	var units []Unit
	for _, code := range codes {
		if u, ok := UnitOf(code); ok && !slices.ContainsFunc(units, func(v Unit) bool { return v.Code == u.Code }) {
			units = append(units, u)
		}
	}
	if len(units) > 1 {
		units = closest(units, near)
		all := slices.Clone(units)
		units = slices.DeleteFunc(units, func(u Unit) bool {
			return !u.Hospital && slices.ContainsFunc(all, func(h Unit) bool { return h.Hospital && h.Trust == u.Code })
		})
	}
	sort.SliceStable(units, func(i, j int) bool { return units[i].busy() > units[j].busy() })
	if len(units) == 0 {
		by = ""
	}
	return Care{units, by}
}

// closest gives the units that any of the words stands near; all of them if none is.
func closest(units []Unit, words []string) []Unit {
	var close []Unit
	x := careNames()
	for _, w := range words {
		said := tokens(nil, Fold(w))
		for _, u := range units {
			if u.near(w, said, x) && !slices.ContainsFunc(close, func(v Unit) bool { return v.Code == u.Code }) {
				close = append(close, u)
			}
		}
	}
	if len(close) == 0 {
		return units
	}
	return close
}

func (u Unit) busy() float64 { return u.Attendances.Value + u.Emergency.Value }

// near tells whether some words name the unit's code, trust or town, or are part of their names.
func (u Unit) near(words string, said []string, x *nameIndex) bool {
	if words == u.Code || words == u.Trust && u.Trust != "" {
		return true
	}
	here, trust := x.of(u.Code), x.of(u.Trust)
	for _, w := range said {
		if !slices.Contains(here.name, w) && !slices.Contains(here.town, w) && !slices.Contains(trust.name, w) {
			return false
		}
	}
	return len(said) > 0
}

// generic words say nothing of which hospital is meant; weak ones only beside others.
var generic = words("hospital hospitals the nhs foundation trust of and for at in a e ae ed casualty site campus")
var weak = words("royal general district university infirmary county memorial community children teaching st city new area")

func words(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// tokens adds to a list the words of a folded name that say which hospital it is, without the endings possessives leave behind.
func tokens(list []string, folded string) []string {
	for w := range strings.FieldsSeq(folded) {
		if generic[w] {
			continue
		}
		if len(w) > 3 {
			w = strings.TrimRight(w, "s")
		}
		list = append(list, w)
	}
	return list
}

func subset(some, all []string) bool {
	for _, w := range some {
		if !slices.Contains(all, w) {
			return false
		}
	}
	return true
}

// nameIndex finds units by the words of their names and towns.
type nameIndex struct {
	names  []careName
	words  []string
	byWord map[string]chain
	links  []link
	byCode map[string]int32
}

type careName struct {
	code       string
	name, town []string
}

// chain is all names with a word: the last, and through links those before.
type chain struct{ last, count int32 }
type link struct{ name, before int32 }

var careNames = sync.OnceValue(newNameIndex)

func newNameIndex() *nameIndex {
	x := &nameIndex{names: make([]careName, 0, 1500), words: make([]string, 0, 8000), byWord: make(map[string]chain, 2500), links: make([]link, 0, 8000), byCode: make(map[string]int32, 1500)}
	for _, t := range [2]*table{hospitals, trusts} {
		for r := range t.from("") {
			x.add(r)
		}
	}
	return x
}

func (x *nameIndex) add(r row) {
	begin := len(x.words)
	x.words = tokens(x.words, Fold(r.field(1)))
	middle := len(x.words)
	x.words = tokens(x.words, Fold(r.field(2)))
	if begin == middle {
		return
	}
	i := int32(len(x.names))
	x.names = append(x.names, careName{r.key(), x.words[begin:middle:middle], x.words[middle:len(x.words):len(x.words)]})
	x.byCode[r.key()] = i
	for _, w := range x.words[begin:] {
		c, ok := x.byWord[w]
		if !ok {
			c.last = -1
		} else if x.links[c.last].name == i {
			continue
		}
		x.links = append(x.links, link{i, c.last})
		x.byWord[w] = chain{int32(len(x.links) - 1), c.count + 1}
	}
}

// of gives the words of a unit; none for a code that has no name.
func (x *nameIndex) of(code string) careName {
	if i, ok := x.byCode[code]; ok {
		return x.names[i]
	}
	return careName{}
}

// rest tells whether what the name has beside the words said is only the town's.
func (n *careName) rest(said []string) bool {
	for _, w := range n.name {
		if !slices.Contains(said, w) && !slices.Contains(n.town, w) {
			return false
		}
	}
	return true
}

// match gives the codes of the units whose names hold all the words, by the surest way that gives any.
func (x *nameIndex) match(said []string) (codes []string, by string) {
	rare := chain{-1, 1 << 30}
	strong := false
	for _, w := range said {
		c, ok := x.byWord[w]
		if !ok {
			return nil, ""
		}
		if c.count < rare.count {
			rare = c
		}
		strong = strong || !weak[w]
	}
	var whole, front, part, both, town []string
	for at := rare.last; at >= 0; at = x.links[at].before {
		n := &x.names[x.links[at].name]
		switch inName := subset(said, n.name); {
		case inName && n.rest(said):
			whole = append(whole, n.code)
		case inName && len(said) <= len(n.name) && slices.Equal(said, n.name[:len(said)]):
			front = append(front, n.code)
		case inName:
			part = append(part, n.code)
		case subset(said, n.town):
			town = append(town, n.code)
		case slices.ContainsFunc(said, func(w string) bool { return slices.Contains(n.name, w) && !weak[w] || len(n.name) == 1 }) && subset(said, append(slices.Clone(n.name), n.town...)):
			both = append(both, n.code)
		}
	}
	switch {
	case len(whole) > 0 && strong:
		return whole, ByName
	case len(front) > 0 && strong:
		return front, ByPart
	case len(part) > 0 && strong:
		return part, ByPart
	case len(both) > 0 && strong:
		return both, ByPart
	case len(town) > 0 && strong:
		return town, ByTown
	}
	return slices.Concat(whole, front, part), ByPart // nothing but weak words: whatever has them, to be decided by what is near
}
