// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"chaperone/fact/claim"
	"chaperone/register"
)

// maxEntry bounds how much of an entry a message repeats, in characters.
const maxEntry = 60

// entryValue names an entry for programs: its id, or what it is called where it has none.
func entryValue(e *register.Evidence) string {
	if e.ID != "" {
		return e.ID
	}
	return entryTitle(e)
}

func entryTitle(e *register.Evidence) string {
	for _, s := range []string{e.Claim, e.Title} {
		if s != "" {
			return s
		}
	}
	return e.Source
}

// entryNote names an entry for its author: "On record: ‘Vitamin D and falls’, doi:10.1000/182, checked May 2026."
func entryNote(e *register.Evidence) string {
	s := "On record: ‘" + shorten(entryTitle(e)) + "’"
	if src := cmp.Or(e.Source, e.Title); src != "" && src != entryTitle(e) {
		s += ", " + shorten(src)
	}
	switch {
	case e.Retracted:
		s += ", since retracted"
	case e.Superseded:
		s += ", since replaced"
	case !e.Checked.IsZero():
		s += ", checked " + e.Checked.Format("January 2006")
	}
	return s + "."
}

func shorten(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= maxEntry {
		return s
	}
	return strings.TrimRight(string([]rune(s)[:maxEntry-1]), " ,.;:") + "…"
}

// differs says what is not the same, at most two things: "Not the same: a number, who it is about."
func differs(ds []claim.Difference) string {
	var out []string
	for _, d := range ds[:min(len(ds), 2)] {
		out = append(out, string(d))
	}
	return "Not the same: " + strings.Join(out, ", ") + "."
}
