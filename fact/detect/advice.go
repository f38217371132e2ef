// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// Advice to one person is an act and somebody it is aimed at. The acts are a diagnosis, a change of treatment, or reassurance; who is
// meant shows in a reply by itself, and in a post only where it speaks to somebody by name. A hedge or a safety net makes a diagnosis
// a leaning; it does not undo a dose. Sending someone to a service is never advice.
var _ = add(Detector{
	Name: "advice",
	Kinds: Kinds{
		"advice-individual":   "The words diagnose, treat or reassure one person.",
		"advice-leaning":      "The words lean towards a diagnosis or treatment for one person, with a hedge or a safety net.",
		"advice-declined":     "The author says they can't advise on one person here.",
		"emergency-direction": "The words send someone to emergency care, or give first aid on the way.",
		"addresses-reader":    "The words speak to one person.",
	},
	Lists: []string{"adv-diagnosis", "adv-instruct", "adv-reassure", "adv-steer", "adv-hedge", "adv-net", "adv-decline", "adv-general", "adv-emergency",
		"adv-your", "adv-vocative", "adv-unasked", "adv-cond", "adv-med", "adv-test", "adv-body",
		"adv-imper", "adv-normal", "adv-frame", "adv-amount", "adv-dependant", "adv-selftalk", "adv-grouptalk", "adv-courtesy", "symptom"},
	Needs: []fact.Kind{"is-reply", "is-bio"},
	Read:  readAdvice,
})

// advAct is the strongest words of one sort of act, and the sum over a text.
type advAct struct {
	sum, top int
	span     post.Span
}

func (a *advAct) add(m text.Match, w int) {
	a.sum += w
	if w > a.top {
		a.top, a.span = w, m.Span
	}
}

func (r *Reader) advActs(list string, free func(text.Match) bool) (a advAct) {
	last := -1
	for _, m := range r.Phrases(list) {
		if m.First <= last || !free(m) { // two patterns over the same words count once
			continue
		}
		last = m.Last
		w := 1
		switch m.Value {
		case "2":
			w = 2
		case "3":
			w = 3
		}
		a.add(m, w)
	}
	return a
}

func readAdvice(r *Reader) {
	if r.Has("is-bio") {
		return
	}
	reply := r.Has("is-reply")
	you := r.advReader(reply)
	decline, emergency := r.Phrases("adv-decline"), r.Phrases("adv-emergency")
	for _, m := range decline {
		r.Found("advice-declined", m.Span)
	}
	for _, m := range emergency {
		r.Found("emergency-direction", m.Span)
	}
	if m := r.Phrases("adv-unasked"); len(m) > 0 {
		r.Found("advice-leaning", m[0].Span).Subject = fact.Generic
		return
	}
	if !reply && !r.advTurned() {
		return
	}
	dx := r.advActs("adv-diagnosis", r.advOfReader)
	do := r.advActs("adv-instruct", r.advOfReader)
	calm := r.advActs("adv-reassure", r.advOfReader)
	steer := r.advActs("adv-steer", r.advOfReader)
	general := len(r.Phrases("adv-general"))
	hedge, net := len(r.Phrases("adv-hedge")), len(r.Phrases("adv-net"))
	clinical := len(r.Phrases("adv-cond"))+len(r.Phrases("adv-med"))+len(r.Phrases("adv-test"))+len(r.Phrases("adv-body")) > 0

	if len(emergency) > 0 && calm.top < 3 || len(decline) > 0 && do.top < 3 && dx.top < 2 {
		return
	}
	if general > 0 && !you {
		return
	}
	found := func(k fact.Kind, at post.Span, c float64) {
		f := r.Found(k, at)
		f.Subject, f.Confidence = fact.Respondent, c
	}
	soft := hedge > 0 || net > 0
	sum := dx.sum + do.sum + calm.sum
	if general > 0 {
		sum--
		soft = soft || general > 1
	}
	cues, at := r.advCues(you, sum, general, net)
	switch {
	case calm.top >= 3:
		found("advice-individual", calm.span, 0.9)
	case do.top >= 3 && hedge > 0 && dx.top == 0 && do.sum == 3:
		found("advice-leaning", do.span, 0.7)
	case do.top >= 3 && len(decline) == 0:
		found("advice-individual", do.span, 0.9)
	case dx.top >= 2 && !soft:
		found("advice-individual", dx.span, 0.85)
	case dx.top >= 2:
		found("advice-leaning", dx.span, 0.7)
	case cues >= 3.3 && !soft:
		found("advice-individual", r.Doc.SentenceSpan(at), 0.7)
	case cues >= 2.6:
		found("advice-leaning", r.Doc.SentenceSpan(at), 0.6)
	case clinical && sum >= 3 && !soft:
		at := do.span
		if do.top == 0 {
			at = calm.span
		}
		if at.Empty() {
			at = dx.span
		}
		found("advice-individual", at, 0.7)
	case clinical && steer.sum > 0 && you:
		found("advice-leaning", steer.span, 0.6)
	case clinical && sum >= 2 && do.sum > 0 && you:
		found("advice-leaning", do.span, 0.6)
	}
}

// advOfReader leaves out words about the author's own care and words that are denied: "don't stop your", "I take".
func (r *Reader) advOfReader(m text.Match) bool {
	if r.Before(m.Span, 2, "if", "whether", "unless", "when") {
		return false
	}
	if m.Value == "3" && r.Before(m.Span, 3, "don't", "never", "not", "without", "before", "can't", "cannot", "i'm", "i've", "we", "they", "used", "nobody", "why", "should", "shouldn't", "i", "to", "who", "asked") {
		return r.Before(m.Span, 3, "you", "u", "them", "him", "her", "want", "need", "i'd", "needn't")
	}
	return !r.Before(m.Span, 2, "mine", "my", "i'm", "not", "nobody", "if", "whether", "had", "i", "was", "isn't", "don't", "doesn't")
}

// advReader finds the person spoken to.
func (r *Reader) advReader(reply bool) bool {
	found := false
	note := func(s post.Span) {
		r.Found("addresses-reader", s).Subject = fact.Respondent
		found = true
	}
	for _, m := range r.Phrases("adv-your") {
		note(m.Span)
	}
	taken := len(r.buf)
	for i := range r.Doc.Tokens {
		t := &r.Doc.Tokens[i]
		switch {
		case t.Class == text.Handle && i == 0:
			note(t.Span)
		case !reply:
		case t.Class != text.Word:
		case t.Fold == "you", t.Fold == "your", t.Fold == "you're", t.Fold == "you'd", t.Fold == "you've", t.Fold == "you'll", t.Fold == "ur", t.Fold == "u", t.Fold == "yours", t.Fold == "ye", t.Fold == "yourself":
			if slices.ContainsFunc(r.buf[:taken], func(f *fact.Fact) bool { return f.Overlaps(t.Span) }) {
				continue
			}
			note(t.Span)
		}
	}
	if reply {
		for _, m := range r.Phrases("adv-vocative") {
			if !r.Before(m.Span, 1, "my", "a", "the", "your", "in", "his", "her", "their", "with", "of", "i", "we", "much", "to", "for", "would") {
				note(m.Span)
			}
		}
	}
	return found
}

// advTurned tells whether a post, though not a reply, speaks to one person: it begins with a handle, or answers "the lady who asked".
func (r *Reader) advTurned() bool {
	ts := r.Doc.Tokens
	return len(ts) > 1 && (ts[0].Class == text.Handle || ts[0].Fold == "@" || ts[0].Fold == "." && ts[1].Class == text.Handle) && len(r.Phrases("adv-your")) > 0
}

// advCues weighs the small signs where no set phrase stands: something clinical, an order or a verdict of "fine", an amount, somebody
// it is for; against them talk of people at large, of oneself, of sources and services. It gives the sentence that carries most.
func (r *Reader) advCues(you bool, sum, general, net int) (score float64, at int) {
	n := r.Doc.Sentences()
	if n == 0 {
		return 0, 0
	}
	lines := make([]float64, n)
	best := func(list string, each, most float64, keep func(text.Match) bool) float64 {
		got := 0.0
		for _, m := range r.Phrases(list) {
			if keep == nil || keep(m) {
				got += each
				lines[r.SentenceOf(m.Span)] += each
			}
		}
		return min(got, most)
	}
	var clinical float64
	for _, l := range [...]string{"adv-cond", "adv-med", "adv-test", "adv-body", "symptom"} {
		clinical += best(l, 0.8, 1.2, nil)
	}
	if clinical == 0 {
		return 0, 0
	}
	score = min(clinical, 2)
	score += best("adv-imper", 1.2, 2.2, r.advOrder)
	score += best("adv-normal", 0.9, 1.3, nil)
	score += best("adv-amount", 0.8, 1.3, nil)
	score += best("adv-frame", 0.7, 1.2, nil)
	if you || len(r.Phrases("adv-dependant")) > 0 {
		score += 0.6
	}
	score += 0.5 * float64(min(sum, 3))
	score -= 1.2 * float64(min(general, 3))
	score -= 0.8 * float64(min(net, 2))
	score -= 1.0 * float64(min(len(r.Phrases("adv-selftalk")), 3))
	score -= 0.7 * float64(min(len(r.Phrases("adv-grouptalk")), 4))
	score -= 0.7 * float64(min(len(r.Phrases("adv-courtesy")), 2))
	if words := len(r.Doc.Tokens); words > 45 {
		score -= 0.03 * float64(words-45) // long texts gather cues by chance
	}
	for i := range lines {
		if lines[i] > lines[at] {
			at = i
		}
	}
	return score, at
}

// advOrder keeps verbs that give an order: first in their sentence, or behind a comma, "and", "then", "just" or "to".
func (r *Reader) advOrder(m text.Match) bool {
	ts := r.Doc.Tokens
	if m.First == 0 || ts[m.First-1].Sent != ts[m.First].Sent {
		return true
	}
	p := &ts[m.First-1]
	if p.Class != text.Word {
		return p.Class == text.Punct || p.Class == text.Emoji || p.Class == text.Symbol
	}
	switch p.Fold {
	case "and", "then", "just", "but", "so", "or", "please", "pls", "ok", "now", "kindly", "honestly", "yes", "nope", "no", "hun", "mate", "love", "lovely", "doll", "ji", "pet", "babe", "ye", "can", "should", "definitely", "maybe", "i'd", "nah", "yeah", "aye":
		return true
	}
	return false
}
