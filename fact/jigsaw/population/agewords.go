// SPDX-License-Identifier: Apache-2.0

package population

import (
	"fmt"
	"strings"
	"unicode"
)

// ages is a stretch of completed years, both ends included.
type ages struct{ lo, hi int }

// oldest is the end of every open stretch: nobody is known to have grown older in this country.
const oldest = 120

// coarser gives the wider stretches a careful writer could name instead, finest first: five years, a decade, a stage of life. Each holds
// the one before, so that nothing false is said.
func (a ages) coarser() []ages {
	var out []ages
	add := func(b ages) {
		last := a
		if len(out) > 0 {
			last = out[len(out)-1]
		}
		if b.lo <= last.lo && b.hi >= last.hi && b != last {
			out = append(out, b)
		}
	}
	if a.lo >= 20 {
		if a.lo/5 == a.hi/5 && a.hi < 90 {
			add(ages{a.lo / 5 * 5, a.lo/5*5 + 4})
		}
		if a.lo < 90 {
			add(ages{a.lo / 10 * 10, max(a.hi, a.lo/10*10+9)})
		} else {
			add(ages{90, oldest})
		}
	} else if a.hi < 18 {
		for _, b := range []ages{{0, 0}, {1, 4}, {5, 11}, {12, 17}} {
			add(b)
		}
	}
	switch {
	case a.hi < 18:
		add(ages{0, 17})
	case a.lo >= 65:
		add(ages{65, oldest})
	case a.lo >= 40 && a.hi < 65:
		add(ages{40, 64})
		add(ages{18, 64})
	case a.lo >= 18 && a.hi < 65:
		add(ages{18, 64})
	case a.lo >= 18:
		add(ages{18, oldest})
	}
	return out
}

var decades = []string{"", "", "twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"}

// name says a stretch of years for a reader: "in their seventies", "aged 30 to 34", "a child".
func (a ages) name(whose string) string {
	switch {
	case a.lo == a.hi:
		return fmt.Sprintf("aged %d", a.lo)
	case a == ages{0, 17}:
		return "under 18"
	case a == ages{5, 11}:
		return "of primary-school age"
	case a == ages{12, 17}:
		return "a teenager"
	case a == ages{1, 4}:
		return "a toddler"
	case a == ages{65, oldest}:
		return "over 65"
	case a == ages{40, 64}:
		return "in middle age"
	case a == ages{18, 64}:
		return "of working age"
	case a == ages{18, oldest}:
		return "an adult"
	case a == ages{90, oldest}:
		return "in " + whose + " nineties or older"
	case a.lo%10 == 0 && a.hi == a.lo+9 && a.lo >= 20:
		return "in " + whose + " " + decades[a.lo/10]
	case a.lo%5 == 0 && a.hi == a.lo+4 && a.lo >= 20:
		part := "early "
		if a.lo%10 == 5 {
			part = "late "
		}
		return "in " + whose + " " + part + decades[a.lo/10]
	}
	return fmt.Sprintf("aged %d to %d", a.lo, a.hi)
}

// instead gives words for a stretch of years that can stand where words stood, how many bytes behind them they replace as well, and whether
// English has such words. The shape of what stands there decides: an adjective before its noun ("a 43-year-old man" becomes "a man in his
// forties"), a noun of its own ("our 43-year-old"), "aged 43", a bare figure in brackets or behind a verb.
func (a ages) instead(words, before, after, whose string) (text string, more int, ok bool) {
	w := strings.ToLower(strings.TrimSpace(words))
	name := a.name(whose)
	follows := strings.HasPrefix(name, "in ") || strings.HasPrefix(name, "of ") || strings.HasPrefix(name, "aged ")
	switch {
	case strings.HasPrefix(w, "aged ") || strings.HasPrefix(w, "age "):
		return name, 0, follows
	case strings.HasPrefix(w, "in his ") || strings.HasPrefix(w, "in her ") || strings.HasPrefix(w, "in their "):
		return a.name(strings.Fields(w)[1]), 0, follows
	case yearsOld(w):
		noun, n := nextWord(after)
		if !person(noun) {
			return a.noun(), 0, a.noun() != ""
		}
		if adjective := a.adjective(); adjective != "" {
			return adjective, 0, true
		}
		if follows {
			return strings.TrimSpace(after[:n]) + " " + a.name(possessive(noun, whose)), n, true
		}
	case bareNumber(w):
		if strings.HasSuffix(strings.TrimRight(before, " "), "(") || strings.HasPrefix(strings.TrimLeft(after, " "), ")") || verbBefore(before) {
			return name, 0, true
		}
	}
	return "", 0, false
}

func possessive(noun, otherwise string) string {
	switch noun {
	case "man", "gentleman", "gent", "chap", "bloke", "boy", "lad", "dad", "male", "fella", "grandad":
		return "his"
	case "woman", "lady", "girl", "lass", "lassie", "mum", "mom", "female", "mother", "granny", "gran":
		return "her"
	}
	return otherwise
}

// adjective is a word that can stand before "man" or "woman" and says just this stretch; "" where English has none.
func (a ages) adjective() string {
	switch a {
	case ages{12, 17}:
		return "teenage"
	case ages{0, 17}:
		return "young"
	case ages{65, oldest}:
		return "older"
	case ages{40, 64}:
		return "middle-aged"
	case ages{18, 64}, ages{18, oldest}:
		return "adult"
	}
	return ""
}

func (a ages) noun() string {
	switch {
	case a == ages{0, 0}:
		return "baby"
	case a == ages{1, 4}:
		return "toddler"
	case a.hi < 18 && a.lo >= 12:
		return "teenager"
	case a.hi < 18:
		return "child"
	case a == ages{65, oldest}:
		return "older patient"
	case a.lo%10 == 0 && a.hi == a.lo+9:
		return "patient in their " + decades[a.lo/10]
	case a == ages{90, oldest}:
		return "patient in their nineties"
	case a.lo%5 == 0 && a.hi == a.lo+4:
		return "patient " + a.name("their")
	case a.lo >= 18:
		return "adult"
	}
	return ""
}

func yearsOld(w string) bool {
	for _, end := range []string{"year old", "year-old", "years old", "yr old", "y/o", "yo", "yrs old", "month old", "month-old", "week old", "week-old", "day old", "day-old", "something"} {
		if strings.HasSuffix(w, end) {
			return !strings.HasSuffix(w, "years old") && !strings.HasSuffix(w, "yrs old")
		}
	}
	return false
}

func bareNumber(w string) bool {
	return w != "" && strings.IndexFunc(w, func(r rune) bool { return !unicode.IsDigit(r) }) < 0
}

func verbBefore(before string) bool {
	f := strings.Fields(strings.ToLower(before))
	if len(f) == 0 {
		return false
	}
	switch f[len(f)-1] {
	case "is", "was", "he's", "she's", "he’s", "she’s", "they're", "turned", "just", "only":
		return f[len(f)-1] != "turned"
	}
	return false
}

// nextWord gives the word that follows in lower case and where it ends in after; "" where a sign comes first.
func nextWord(after string) (word string, end int) {
	i := len(after) - len(strings.TrimLeft(after, " "))
	j := i
	for j < len(after) && (after[j] >= 'a' && after[j] <= 'z' || after[j] >= 'A' && after[j] <= 'Z') {
		j++
	}
	return strings.ToLower(after[i:j]), j
}

// person tells whether a word names a person, so that the age before it stands as an adjective.
func person(w string) bool {
	switch w {
	case "man", "woman", "lady", "gentleman", "gent", "chap", "bloke", "boy", "girl", "lad", "lass", "guy", "patient", "mum", "mom", "dad", "male", "female", "farmer", "teacher", "child", "kid",
		"lassie", "fella", "nurse", "student", "builder", "mother", "father", "granny", "gran", "grandad", "pensioner", "cyclist", "driver", "dancer":
		return true
	}
	return false
}
