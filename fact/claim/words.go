// SPDX-License-Identifier: Apache-2.0

package claim

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"chaperone/text"
)

//go:embed words.txt
var wordsFile string

// class is what part a word plays in a claim.
type class uint8

const (
	content class = iota // what the claim speaks of
	light                // carries little by itself: risk, rate, people
	group                // whom it is about
	sure                 // how sure: may, can, probably
	strong               // how strong or often: always, slightly
	against              // what it is measured against
	way                  // which way something goes: lowers, causes, safe
	scarce               // hardly at all
	not                  // a negation
	skipped              // says nothing of the claim
)

// concept is a set of words that say the same.
type concept struct {
	id    int32
	class class
	way   string // for class way: down, cause, safe
	name  string
	near  []uint64 // the concepts near this one
}

// vocabulary is words.txt, read once.
type vocabulary struct {
	phrase  map[string]*concept // by stems, joined by a space
	longest map[string]int      // by first stem: how many words its longest phrase has
	stop    map[string]bool
	next    int32
}

var vocab = sync.OnceValue(func() *vocabulary {
	v := &vocabulary{phrase: map[string]*concept{}, longest: map[string]int{}, stop: map[string]bool{}}
	for _, w := range strings.Fields(stopWords) {
		v.stop[w] = true
	}
	if err := v.read(wordsFile); err != nil {
		panic(err) // a fault of this build, which the first test finds
	}
	return v
})

// stopWords say nothing of a claim by themselves.
const stopWords = `a an the this that these those it its he she they them his her their i you your yours we our us my me of in on at to for from by with and or as is are was were be been being
am has have had having do does did done will would shall s 's t who which whose there here it's that's he's she's they're we're you're i'm i've we've also too very really just
when while if because into onto per actually still ever both each make makes made making`

var classes = map[string]class{"same": content, "group": group, "light": light, "sure": sure, "strong": strong, "scarce": scarce, "against": against, "not": not, "lead": skipped}

func (v *vocabulary) read(s string) error {
	var kind, arg string
	for n, line := range strings.Split(s, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '[' {
			kind, arg, _ = strings.Cut(strings.Trim(line, "[]"), " ")
			continue
		}
		words := strings.Split(line, ",")
		switch c, ok := classes[kind]; {
		case kind == "near":
			v.join(words)
		case kind == "way":
			v.set(words, way, arg)
		case ok:
			v.set(words, c, "")
		default:
			return fmt.Errorf("words.txt:%d: there is no section %q", n+1, kind)
		}
	}
	return nil
}

// set makes words one concept. A word that is in a set already keeps its set, and the class named later: "risk" is one set and light.
func (v *vocabulary) set(words []string, c class, how string) {
	var k *concept
	for _, w := range words {
		if old := v.phrase[key(w)]; old != nil && k == nil {
			k = old
		}
	}
	if k == nil {
		v.next++
		k = &concept{id: v.next, name: strings.TrimSpace(words[0])}
	}
	if c != content {
		k.class = c
	}
	if how != "" {
		k.way = how
	}
	for _, w := range words {
		if s := key(w); v.phrase[s] == nil {
			v.put(s, k)
		}
	}
}

func (v *vocabulary) put(s string, k *concept) {
	v.phrase[s] = k
	first, _, _ := strings.Cut(s, " ")
	v.longest[first] = max(v.longest[first], strings.Count(s, " ")+1)
}

// join notes that words are near one another.
func (v *vocabulary) join(words []string) {
	var ks []*concept
	for _, w := range words {
		s := key(w)
		k := v.phrase[s]
		if k == nil {
			v.next++
			k = &concept{id: v.next, name: strings.TrimSpace(w)}
			v.put(s, k)
		}
		ks = append(ks, k)
	}
	for _, a := range ks {
		for _, b := range ks {
			if a != b {
				a.near = append(a.near, uint64(b.id))
			}
		}
	}
}

func key(w string) string {
	var out []string
	for _, f := range strings.Fields(text.Fold(w)) {
		out = append(out, stem(f))
	}
	return strings.Join(out, " ")
}
