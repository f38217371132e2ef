// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/fact"
	"chaperone/fact/claim"
	"chaperone/post"
	"chaperone/register"
	"chaperone/text"
)

// The register of evidence says what claims rest on. A claim once looked up counts as sourced where a post makes the very same one; one
// that is only like it is asked about, since a number, a group or a "may" is what evidence is about.
var _ = add(Detector{
	Name: "evidence-register",
	Kinds: Kinds{
		"evidence-linked":      "Entries in the register of evidence hold what the post claims, and still stand.",
		"evidence-gone":        "The entry the post leans on is marked retracted or superseded, and no other holds the claim.",
		"evidence-due":         "The review date of the entry the post leans on has passed, and no other holds the claim.",
		"evidence-early":       "All that is on file for an unhedged claim is graded animal, opinion or preprint.",
		"claim-on-record":      "A sentence makes a claim that the register holds, as it stands.",
		"claim-like-record":    "A sentence makes a claim like one that the register holds; something differs.",
		"claim-like-gone":      "The claim on record that a sentence is like has lost its source: retracted or superseded.",
		"claim-same-as-record": "Every claim of the post that is like one on record is that very one; unknown where one is only like it.",
		"claim-against-record": "A sentence says the opposite of a claim that the register holds.",
	},
	Needs: append([]fact.Kind{"refutes", "hedge"}, claimKinds...),
	Read: func(r *Reader) {
		if len(r.Practice.Evidence) == 0 {
			return
		}
		b := &recorded{Reader: r, lib: libraryOf(r.Practice.Evidence), claims: r.claimSentences()}
		b.held = make([][]int, r.Doc.Sentences())
		b.readWords()
		b.readClaims()
		b.tell()
	},
})

// claimKinds are the kinds by which a sentence counts as making a claim that wants support.
var claimKinds = []fact.Kind{"strong-claim", "wellness-claim", "plain-claim", "absolute-claim", "health-claim-strong", "relative-risk-alone", "causal-leap", "figure-alone",
	"result-promised", "comparison", "testimony-remedy", "claim-leaning"}

// claimSentences tells which sentences make a claim.
func (r *Reader) claimSentences() []bool {
	out := make([]bool, r.Doc.Sentences())
	for _, k := range claimKinds {
		for _, f := range r.Facts(k) {
			if n := r.SentenceOf(f.Span); n >= 0 && !f.Empty() {
				out[n] = true
			}
		}
	}
	return out
}

// recorded is a post beside the register of evidence.
type recorded struct {
	*Reader
	lib    *claimLibrary
	claims []bool  // by sentence: it makes a claim
	held   [][]int // by sentence: the entries that hold what it says
	like   []likeRecord
}

// likeRecord is a sentence like a claim on record.
type likeRecord struct {
	sent  int
	entry int
	claim.Result
}

func (b *recorded) form(first, end int) *claim.Form {
	var names []claim.Name
	for _, m := range b.Phrases("drug") {
		if m.First >= first && m.Last < end {
			names = append(names, medicineNames([]text.Match{m}, first)...)
		}
	}
	return claim.Read(b.Tokens()[first:end], names)
}

// readWords looks for the words of entries. They hold the sentence they stand in, and one that goes on about the same thing, as long as
// it does not say what the entry's claim doesn't.
func (b *recorded) readWords() {
	b.lib.spoken(b.Doc, func(w *claimWords, at, last int) {
		s := int(b.Tokens()[at].Sent)
		first, end := b.Doc.Sentence(s)
		if !b.claims[s] || b.lib.fits(w, b.form(first, end)) {
			b.hold(s, w.entry)
			if s+1 < len(b.claims) && b.claims[s+1] && !b.ownSubject(s+1) {
				if _, end := b.Doc.Sentence(s + 1); b.lib.fits(w, b.form(first, end)) {
					b.hold(s+1, w.entry)
				}
			}
			return
		}
		f := b.form(first, end)
		if r := claim.Compare(b.lib.forms[w.entry], f); r.Verdict != claim.Contrary {
			r.Verdict = claim.Near
			if len(r.Differs) == 0 {
				r.Differs = []claim.Difference{claim.DiffersWords}
			}
			b.like = append(b.like, likeRecord{s, w.entry, r})
		}
	})
}

// fits tells whether a sentence in which words of an entry stand says no more than the entry's claim.
func (l *claimLibrary) fits(w *claimWords, f *claim.Form) bool {
	return claim.Within(l.forms[w.entry], w.form, f)
}

func (b *recorded) hold(sent, entry int) {
	for _, e := range b.held[sent] {
		if e == entry {
			return
		}
	}
	b.held[sent] = append(b.held[sent], entry)
}

// ownSubject tells whether a sentence names a remedy of its own, so that it does not go on about the one before.
func (b *recorded) ownSubject(s int) bool {
	for _, m := range matchesOf(b.Reader, "evidence-agent", "supplement", "drug", "drug-class", "vaccine", "procedure", "screening") {
		if int(b.Tokens()[m.First].Sent) == s {
			return true
		}
	}
	return false
}

// readClaims compares each sentence with the claims on record.
func (b *recorded) readClaims() {
	for s := range b.claims {
		first, end := b.Doc.Sentence(s)
		if end-first < 3 || strings.Contains(b.Tokens()[end-1].Fold, "?") {
			continue
		}
		hits := b.lib.claims.Find(b.form(first, end))
		for _, c := range claim.Clauses(b.Tokens()[first:end]) {
			for _, h := range b.lib.claims.Find(b.form(first+c[0], first+c[1])) {
				if h.Verdict == claim.Exact {
					hits = append([]claim.Hit{h}, hits...)
				}
			}
		}
		exact := false
		for _, h := range hits {
			switch {
			case h.Verdict == claim.Exact:
				b.hold(s, h.Entry)
				exact = true
			case !exact && len(b.held[s]) == 0 && !b.takenBack(s) && (b.claims[s] || h.Score >= likeUnread):
				b.like = append(b.like, likeRecord{s, h.Entry, h.Result})
			}
		}
	}
}

// likeUnread is how much of a claim on record a sentence must speak of to be asked about where nothing else reads it as a claim.
const likeUnread = 0.8

// takenBack tells whether a sentence is quoted or denied.
func (b *recorded) takenBack(s int) bool {
	span := b.Doc.SentenceSpan(s)
	for _, f := range b.Facts("refutes") {
		if f.Value != "neg" && f.Overlaps(span) {
			return true
		}
	}
	return false
}

// tell makes facts of what was found.
func (b *recorded) tell() {
	gone, due, claims, held := true, true, 0, 0
	var leans, left []fact.Fact // of entries that stand, and of entries that don't
	for s, es := range b.held {
		if b.claims[s] {
			claims++
		}
		standing := false
		for _, e := range es {
			x := &b.Practice.Evidence[e]
			f := fact.Fact{Span: b.Doc.SentenceSpan(s), Value: entryValue(x), Note: entryNote(x)}
			if x.Retracted || x.Superseded {
				left = append(left, f)
				continue
			}
			standing = true
			gone = false
			due = due && x.Review.Past(b.Now)
			leans = append(leans, f)
		}
		if standing && b.claims[s] {
			held++
			b.early(s, es)
		}
	}
	for _, f := range leans {
		if claims == held {
			b.note("evidence-linked", f)
		}
		if due {
			b.note("evidence-due", f)
		}
		if s := b.SentenceOf(f.Span); s >= 0 && b.claims[s] {
			b.note("claim-on-record", f)
		}
	}
	if gone && !aboutRetraction(b.Doc) {
		for _, f := range left {
			b.note("evidence-gone", f)
		}
	}
	b.tellLike()
}

// tellLike tells of sentences like a claim on record, the nearest entry of each.
func (b *recorded) tellLike() {
	told, near, exact := map[int]bool{}, false, false
	for _, l := range b.like {
		if told[l.sent] || len(b.held[l.sent]) > 0 {
			continue
		}
		told[l.sent] = true
		e := &b.Practice.Evidence[l.entry]
		f := fact.Fact{Span: b.Doc.SentenceSpan(l.sent), Value: entryValue(e), Note: entryNote(e)}
		if l.Verdict == claim.Contrary {
			if b.claims[l.sent] {
				b.note("claim-against-record", f)
			}
			continue
		}
		near = true
		f.Note += " " + differs(l.Differs)
		b.note("claim-like-record", f)
		if e.Retracted || e.Superseded {
			b.note("claim-like-gone", f)
		}
	}
	for s, es := range b.held {
		exact = exact || len(es) > 0 && b.claims[s]
	}
	switch {
	case near:
		b.Unknown("claim-same-as-record", "a claim of the post is like one on record, and only its author can tell whether it is the same")
	case exact:
		b.Found("claim-same-as-record", post.Span{})
	}
}

func (b *recorded) note(k fact.Kind, f fact.Fact) {
	x := b.Found(k, f.Span)
	x.Value, x.Note = f.Value, f.Note
}

// early tells where an unhedged claim rests on nothing but early evidence.
func (b *recorded) early(s int, entries []int) {
	span := b.Doc.SentenceSpan(s)
	if hedged(b.Reader, span) {
		return
	}
	var at *register.Evidence
	for _, i := range entries {
		switch e := &b.Practice.Evidence[i]; strings.ToLower(e.Grade) {
		case "animal", "opinion", "preprint":
			at = e
		default:
			return
		}
	}
	b.note("evidence-early", fact.Fact{Span: span, Value: entryValue(at), Note: entryNote(at)})
}

// aboutRetraction tells whether the post itself speaks of the retraction.
func aboutRetraction(d *text.Doc) bool {
	for i := range d.Tokens {
		if f := d.Tokens[i].Fold; strings.HasPrefix(f, "retract") || strings.HasPrefix(f, "supersed") || f == "withdrawn" || f == "outdated" {
			return true
		}
	}
	return false
}
