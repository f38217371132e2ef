// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/register"
	"chaperone/text"
)

// interestNote says why a word counts: "Wegovy is Novo Nordisk’s, who paid you for talks until March 2025." It is empty where the post
// names a live party itself: then nothing needs saying.
func interestNote(word, owner string, i *register.Interest, past bool) string {
	ended := ""
	if past && !i.Until.IsZero() {
		ended = " until " + i.Until.Format("January 2006")
	}
	word = strings.Join(strings.Fields(strings.TrimLeft(word, "#@")), " ")
	if owner != "" && !sameName(word, owner) {
		return word + " is " + owner + possessive(owner) + ", " + tieWords(i, past, false) + ended + "."
	}
	if !past {
		return ""
	}
	return word + " " + tieWords(i, true, true) + ended + "."
}

// sameName tells whether words are the company's own name, or its beginning: Novo, for Novo Nordisk.
func sameName(word, owner string) bool {
	w, o := text.Fold(word), text.Fold(owner)
	return w == o || strings.HasPrefix(o, w+" ")
}

func possessive(name string) string {
	if strings.HasSuffix(name, "s") {
		return "’"
	}
	return "’s"
}

// tieWords puts an entry's kind into words behind the company's name: "who pay you", or, as what the company does, "paid you".
func tieWords(i *register.Interest, past, plain bool) string {
	kind := i.Kind
	if kind == "" || kind == "past" {
		kind = interestKind("", i.Party+" "+i.Details)
	}
	if strings.Contains(strings.ToLower(i.Party+" "+i.Details), "talk") && kind == "paid" || kind == "speaker" {
		kind = "talks"
	}
	w, ok := tieKinds[kind]
	if !ok {
		w = tieKinds[""]
	}
	switch {
	case plain:
		return w.plain
	case past:
		return w.past
	}
	return w.live
}

// tieKinds are the words for each kind: of a live tie, of a past one, and of a past one as a sentence whose subject is the company.
var tieKinds = map[string]struct{ live, past, plain string }{
	"paid":     {"who pay you", "who paid you", "paid you"},
	"talks":    {"who pay you for talks", "who paid you for talks", "paid you for talks"},
	"research": {"who fund research of yours", "who funded research of yours", "funded research of yours"},
	"gift":     {"who gave you something", "who gave you something", "gave you something"},
	"shares":   {"in which you hold shares", "in which you held shares", "was a company you held shares in"},
	"own":      {"which is yours", "which was yours", "was yours"},
	"family":   {"where your family has a stake", "where your family had a stake", "was where your family had a stake"},
	"":         {"with whom you have a tie on record", "with whom you had a tie", "is a tie you had"},
}
