// SPDX-License-Identifier: Apache-2.0

package figure

import (
	_ "embed"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"chaperone/fact/jigsaw"
)

//go:embed table/town.tsv
var townText string

//go:embed table/authority.tsv
var authorityText string

//go:embed table/authority-sex.tsv
var authoritySexText string

var (
	towns          = open("town", townText)
	authorities    = open("authority", authorityText)
	authoritySexes = open("authority-sex", authoritySexText)
)

// Town is a place with its people.
type Town struct {
	Name     string
	Country  string // one of Countries
	Lat, Lon float64
	People   jigsaw.Figure
}

// Towns gives the towns and villages of a name, the largest first: several places can have one name.
func Towns(name string) []Town {
	var all []Town
	key := Fold(name)
	for r := range towns.under(key + "/") {
		shown := r.field(1)
		if shown == "" {
			shown = Capitals(key)
		}
		all = append(all, Town{shown, r.field(2), r.count(4), r.count(5), r.figure(r.count(3), "people")})
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].People.Value > all[j].People.Value })
	return all
}

// Authority is a local authority: a district, borough, county or council area.
type Authority struct {
	Code  string // of the Office for National Statistics
	Name  string
	Total jigsaw.Figure // people
	row   row
}

// AuthorityNamed gives a local authority by its name.
func AuthorityNamed(name string) (Authority, bool) {
	r, ok := authorities.find(Fold(name))
	if !ok {
		return Authority{}, false
	}
	return Authority{r.field(1), r.field(2), r.figure(r.count(3), "people"), r}, true
}

// Country gives the country an authority lies in.
func (a Authority) Country() string {
	switch {
	case strings.HasPrefix(a.Code, "S"):
		return "scotland"
	case strings.HasPrefix(a.Code, "W"):
		return "wales"
	case strings.HasPrefix(a.Code, "N"):
		return "northern-ireland"
	}
	return "england"
}

// People gives the people of the authority aged lo to hi; false where no ages are published (Northern Ireland). Unit: people.
func (a Authority) People(lo, hi int) (jigsaw.Figure, bool) {
	if !a.row.ok() || a.row.field(4) == "" {
		return jigsaw.Figure{}, false
	}
	f := a.row.figure(people(a.row, 4, "", lo, hi), "people")
	f.Default = parted(lo, hi)
	return f, true
}

// SexShare gives the part of the authority's people of a sex ("f" or "m"); false where none is published (Scotland). Unit: share.
func (a Authority) SexShare(sex string) (jigsaw.Figure, bool) {
	r, ok := authoritySexes.find(a.Code)
	if !ok {
		return jigsaw.Figure{}, false
	}
	f, m := r.count(1), r.count(2)
	if sex == "f" {
		return r.figure(f/(f+m), "share"), true
	}
	return r.figure(m/(f+m), "share"), true
}

var plain = map[rune]rune{'à': 'a', 'á': 'a', 'â': 'a', 'ä': 'a', 'ç': 'c', 'è': 'e', 'é': 'e', 'ê': 'e', 'ë': 'e', 'ì': 'i', 'í': 'i', 'î': 'i',
	'ï': 'i', 'ñ': 'n', 'ò': 'o', 'ó': 'o', 'ô': 'o', 'ö': 'o', 'ù': 'u', 'ú': 'u', 'û': 'u', 'ü': 'u', 'ŵ': 'w', 'ŷ': 'y'}

// Capitals writes a key as most names are written: each word with a capital.
func Capitals(key string) string {
	out := []byte(key)
	for i, c := range out {
		if (i == 0 || out[i-1] == ' ') && c >= 'a' && c <= 'z' {
			out[i] = c - 'a' + 'A'
		}
	}
	return string(out)
}

// Fold writes a name as the keys of the tables have it: lower case, letters and digits with single spaces between words; "&" is "and",
// "saint" is "st"; apostrophes, full stops and accents are gone.
func Fold(name string) string {
	if folded(name) {
		return name
	}
	var room [64]byte
	out := room[:0]
	word := 0 // where the word being written begins
	space := false
	begin := func() {
		if space && len(out) > 0 {
			out = append(saint(out, word), ' ')
			word = len(out)
		}
		space = false
	}
	for _, r := range name {
		if r < utf8.RuneSelf {
			c := byte(r)
			if c >= 'A' && c <= 'Z' {
				c += 'a' - 'A'
			}
			switch {
			case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
				begin()
				out = append(out, c)
			case c == '&':
				space = true
				begin()
				out = append(out, "and"...)
				space = true
			case c != '\'' && c != '.':
				space = true
			}
			continue
		}
		r = unicode.ToLower(r)
		if p, ok := plain[r]; ok {
			r = p
		}
		switch {
		case r == '’' || r == '‘':
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			begin()
			out = utf8.AppendRune(out, r)
		default:
			space = true
		}
	}
	return string(saint(out, word))
}

// saint makes the word that begins at an offset "st" if it is "saint".
func saint(out []byte, word int) []byte {
	if string(out[word:]) == "saint" {
		return append(out[:word], "st"...)
	}
	return out
}

// folded tells whether a name is written like a key already, which most are.
func folded(name string) bool {
	for i := range len(name) {
		if c := name[i]; c == ' ' && (i == 0 || i == len(name)-1 || name[i-1] == ' ') || c != ' ' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return !strings.Contains(name, "saint")
}
