// SPDX-License-Identifier: Apache-2.0

package request

import (
	"slices"
	"strings"

	"chaperone/text"
)

// titles say nothing about who somebody is.
var titles = []string{"dr", "doctor", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "lord", "lady", "sister", "nurse", "rev"}

// is tells whether two parties may be one person, and by what: the account here, the e-mail, the registration number where both have one,
// else the name, with titles and order left aside: an initial fits a name that begins with it. A colleague who happens to share the author's
// surname and initial is told apart by the number.
func (p Party) is(q Party) (by string, same bool) {
	switch {
	case p.Member != "" && p.Member == q.Member:
		return "their account here", true
	case sameMail(p.Email, q.Email):
		return "the e-mail", true
	}
	if a, b := number(p.Number), number(q.Number); a != "" && b != "" {
		return "their number", strings.HasSuffix(a, b) || strings.HasSuffix(b, a) // "GMC 7012345" is 7012345
	}
	return "the name", sameName(p.Name, q.Name)
}

func number(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, text.Fold(s))
}

// sameMail compares two addresses: case and what follows a "+" don't tell people apart.
func sameMail(a, b string) bool {
	fold := func(s string) string {
		local, at, ok := strings.Cut(text.Fold(strings.TrimSpace(s)), "@")
		if !ok {
			return ""
		}
		local, _, _ = strings.Cut(local, "+")
		return local + "@" + at
	}
	a = fold(a)
	return a != "" && a == fold(b)
}

// sameName tells whether two names may be one person's: the same words, or the same last word with initials that fit.
func sameName(a, b string) bool {
	x, y := nameWords(a), nameWords(b)
	if len(x) == 0 || len(y) == 0 {
		return false
	}
	s, t := slices.Sorted(slices.Values(x)), slices.Sorted(slices.Values(y))
	if slices.Equal(s, t) {
		return true
	}
	if x[len(x)-1] != y[len(y)-1] {
		return false
	}
	if len(x) == 1 || len(y) == 1 {
		return true // a surname alone
	}
	return fits(x[0], y[0])
}

func fits(a, b string) bool {
	ra, rb := []rune(a), []rune(b)
	return a == b || ra[0] == rb[0] && (len(ra) == 1 || len(rb) == 1)
}

// nameWords gives the words of a name, folded, "Okafor, Ngozi" turned round, without titles.
func nameWords(s string) []string {
	if last, first, ok := strings.Cut(s, ","); ok {
		s = first + " " + last
	}
	words := strings.FieldsFunc(text.Fold(s), func(r rune) bool {
		return r == ' ' || r == '.' || r == '-' || r == '\'' || r == '’' || r == '\t' || r == '\n' || r == ','
	})
	return slices.DeleteFunc(words, func(w string) bool { return slices.Contains(titles, w) })
}
