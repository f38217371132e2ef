// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/fact"
	"chaperone/text"
)

// Names, and whose they are. A name alone is no fault: colleagues are thanked, authors sign, eponyms teach. The words beside it say
// whether somebody was cared for. What nobody says stays open: person-name without a role.
var _ = add(Detector{
	Name: "name",
	Kinds: Kinds{
		"person-name":           "The name of a real person, whoever it is.",
		"patient-name":          "The name of a patient, living or dead.",
		"patient-initials":      "A patient told by initials alone.",
		"colleague-name":        "The name of a colleague, friend or somebody who is thanked.",
		"author-name":           "The author's own name.",
		"family-name-of-author": "The name of somebody in the author's own family.",
		"public-name":           "The name of a public figure or of the author of a study.",
		"eponym-name":           "A name that stands for a disease, sign, device, place or rule.",
		"historic-name":         "The name of somebody long dead and known to history.",
		"fictional-name":        "The name of somebody who does not exist: fiction, manikin, exam case, invented name.",
	},
	Needs: []fact.Kind{"is-bio", "is-reply", "likely-person"},
	Lists: []string{"honorific", "eponym", "historic", "public-figure", "fictional", "manikin", "town", "region", "hospital", "trust", "brand", "occupation",
		"patient-before", "patient-before-scene", "not-my-patient", "named-public", "ethnicity", "drug", "condition", "patient-before-weak", "patient-after", "patient-after-weak", "rip", "colleague-before", "colleague-after", "cited-after",
		"author-before", "author-after", "own-family-before", "pet-before", "pseudonym", "clinic-scene", "surgeon-scene",
		"patient-agrees-after", "care-deed", "care-voice", "work-talk"},
	Read: func(r *Reader) {
		n := &nameReader{Reader: r, table: nameTable(), blocked: make([]bool, len(r.Tokens()))}
		n.block()
		n.read()
		n.fromTagger()
		n.judge()
		n.report()
	},
})

// known are lists of names whose role is settled.
var known = []struct{ list, kind string }{
	{"eponym", "eponym-name"}, {"historic", "historic-name"}, {"public-figure", "public-name"}, {"fictional", "fictional-name"}, {"manikin", ""},
}

// block marks what is no personal name here, and reports names that are everybody's.
func (n *nameReader) block() {
	for _, k := range known {
		for _, m := range n.Phrases(k.list) {
			if k.list == "manikin" || k.list == "fictional" && strings.HasPrefix(m.Value, "work") {
				if m.First != m.Last || !n.flags(m.First).has(isGiven) {
					n.mark(m)
				}
				continue
			}
			if strings.Contains(m.Value, "ambiguous") && !n.Tokens()[m.First].Cap {
				continue
			}
			if m.First == m.Last && (n.flags(m.First).plainGiven() || m.First > 0 && strictTitles[n.Tokens()[m.First-1].Fold] && m.Value != "sign") && k.list != "eponym" && strings.Contains(m.Value, "ambiguous") {
				continue
			}
			n.mark(m)
			n.settle(m, k.kind)
			f := n.Found(fact.Kind(k.kind), m.Span)
			switch k.kind {
			case "eponym-name":
				f.Subject = fact.Eponym
			case "historic-name":
				f.Subject = fact.Historic
			case "public-name":
				f.Subject = fact.PublicFig
				n.Found("person-name", m.Span).Subject = fact.PublicFig
			default:
				f.Subject = fact.Fiction
			}
		}
	}
	for _, l := range []string{"ethnicity", "drug", "condition"} {
		for _, m := range n.Phrases(l) {
			if !n.flags(m.First).plainGiven() && !n.flags(m.First).plainFamily() {
				n.mark(m)
			}
		}
	}
	for _, l := range []string{"hospital", "trust", "brand", "town", "region"} {
		for _, m := range n.Phrases(l) {
			f := n.flags(m.First)
			if m.First == m.Last && f.has(isGiven|isFamily) && !n.Before(m.Span, 1, "in", "near", "from", "at", "to", "around", "outside", "across") {
				continue
			}
			n.mark(m)
		}
	}
}

// settle remembers the words of a settled name, so that "Oliver" behind "Oliver McGowan training" is the same boy.
func (n *nameReader) settle(m text.Match, kind string) {
	if n.settled == nil {
		n.settled = map[string]*person{}
	}
	if kind == "eponym-name" {
		kind = "public-name"
	}
	for i := m.First; i <= m.Last; i++ {
		if w := n.Tokens()[i].Fold; len(w) > 2 && n.flags(i).has(isGiven|isFamily) {
			n.settled[w] = &person{role: kind, score: 9}
		}
	}
}

func (n *nameReader) mark(m text.Match) {
	for i := m.First; i <= m.Last; i++ {
		n.blocked[i] = true
	}
}

// beside gives the matches of a list that end right before token first (skip: so many words may stand between).
func (n *nameReader) before(list string, first int) bool {
	t := n.Tokens()
	j := first - 1
	for j >= 0 && t[j].Class == text.Punct && t[j].Fold != "." && t[j].Fold != "?" && t[j].Fold != "!" || j >= 0 && t[j].Class == text.Emoji {
		j--
	}
	if j < 0 {
		return false
	}
	for _, m := range n.Phrases(list) {
		if m.Last == j && (t[j].Sent == t[first].Sent || t[j].Sent == t[first].Sent-1 && list == "rip") {
			return true
		}
	}
	return false
}

// beforeName is before, with or without the form of address: some patterns hold it, others don't.
func (n *nameReader) beforeName(list string, p *person) bool {
	return n.before(list, p.first) || p.core != p.first && n.before(list, p.core)
}

// after tells whether a match of a list begins right behind token last.
func (n *nameReader) after(list string, last int) bool {
	t := n.Tokens()
	j := last + 1
	for j < len(t) && t[j].Class == text.Punct && t[j].Fold != "?" && t[j].Fold != "!" && (t[j].Fold != "." || t[j].Sent == t[last].Sent) {
		j++
	}
	if j >= len(t) || t[j].Sent != t[last].Sent {
		return false
	}
	for _, m := range n.Phrases(list) {
		if m.First == j {
			if t[j].Class == text.Number && m.First == m.Last && !n.age(last, j) {
				continue
			}
			return true
		}
	}
	return false
}

// age tells whether the number at token j reads as an age behind a name: "Jean, 84," "Alan (71)".
func (n *nameReader) age(last, j int) bool {
	t := n.Tokens()
	if j == last+1 || len(t[j].Fold) > 3 || len(t[j].Fold) < 1 || strings.Trim(t[j].Fold, "0123456789") != "" || len(t[j].Fold) == 3 && t[j].Fold > "115" {
		return false
	}
	if t[last+1].Fold != "," && t[last+1].Fold != "(" {
		return false
	}
	k := j + 1
	if k >= len(t) || t[k].Sent != t[j].Sent {
		return true
	}
	switch t[k].Fold {
	case ",", ")", ".", "!", "?", ":", "-", "–", "—", "who", "has", "came", "is", "was", "and", "yo", "years", "yrs", "m", "f", "with", "from":
		return true
	}
	return false
}

// judge gives every mention its role.
func (n *nameReader) judge() {
	fiction := len(n.Phrases("pseudonym")) > 0
	others := len(n.Phrases("not-my-patient")) > 0
	scene := len(n.Phrases("clinic-scene")) > 0
	roles := n.settled
	if roles == nil {
		roles = map[string]*person{}
	}
	for i := range n.out {
		p := &n.out[i]
		n.role(p, scene)
		if p.role == "patient-name" && fiction {
			p.role = "fictional-name"
		}
		if p.role == "patient-name" && (storyOldYear(n.Reader) || storyVet(n.Reader)) {
			p.role = "public-name" // nobody now living, or an animal
		}
		if p.role == "patient-name" && others {
			p.role = "public-name"
		}
		if p.role == "" {
			continue
		}
		for _, k := range n.keys(p) {
			if o := roles[k]; o == nil || o.score < p.score {
				roles[k] = p
			}
		}
	}
	for i := range n.out { // one person has one role, wherever in the post
		p := &n.out[i]
		for _, k := range n.keys(p) {
			if o := roles[k]; o != nil && (p.role == "" || p.role != o.role && o.score > p.score) {
				p.role, p.score, p.sure = o.role, o.score, true
			}
		}
	}
}

// keys are the words by which two mentions are one person.
func (n *nameReader) keys(p *person) []string {
	var out []string
	for i := p.core; i <= p.last; i++ {
		if w := n.Tokens()[i].Fold; len(w) > 2 && n.Tokens()[i].Class == text.Word {
			out = append(out, w)
		}
	}
	return out
}

func (n *nameReader) role(p *person, scene bool) {
	t := n.Tokens()
	if n.addressedInQuotes(p) {
		return
	}
	if n.isAuthor(p) {
		p.role, p.score = "author-name", 5
		return
	}
	if n.after("cited-after", p.last) || n.citedYear(p) {
		p.role, p.score = "public-name", 4
		return
	}
	if n.beforeName("own-family-before", p) {
		p.role, p.score = "family-name-of-author", 4
		return
	}
	if n.beforeName("pet-before", p) {
		p.role, p.score = "fictional-name", 4
		return
	}
	if p.title == "" && !p.sure && !p.full && t[p.first].Cap && n.lowCommon(p) {
		p.score = 0
	}
	var patient, colleague float64
	told := n.beforeName("patient-before", p)
	if told {
		patient += 3
	}
	named := p.sure && !p.tagged || p.full || n.flags(p.core).plainGiven() || n.flags(p.core).plainFamily()
	behind := n.after("patient-after", p.last)
	if n.beforeName("patient-before-scene", p) && (named || p.title != "" || behind) {
		patient += 2
		told, named = true, true
	}
	if (named || told) && behind {
		patient += 2
		if p.title != "" {
			patient++
		}
	}
	if n.beforeName("patient-before-weak", p) {
		patient++
	}
	if n.after("patient-after-weak", p.last) {
		patient++
	}
	rip := n.beforeName("rip", p)
	if rip {
		patient += 2
	}
	switch {
	case p.title == "little" || p.title == "baby" || p.title == "wee":
		patient += 2
	case professionalTitles[p.title]:
		colleague += 3
	case p.title != "":
		patient++
	}
	if scene && patient > 0 {
		patient++
	}
	if n.beforeName("colleague-before", p) || n.clinicalBefore(p) {
		colleague += 3
	}
	if n.after("colleague-after", p.last) {
		colleague += 3
	}
	if n.Doc.Sentences() > 0 && (p.title == "mr" || p.title == "miss" || p.title == "ms") && n.sentenceHas(p.Span, "surgeon-scene") {
		colleague += 1.5
	}
	if (named || told) && n.after("patient-agrees-after", p.last) {
		patient, colleague, told = 5, 0, true
	}
	if patient < 3 && colleague == 0 && n.caredFor(p) {
		patient = 3
	}
	if !told && !rip && p.title == "" && n.lowCommon(p) && !p.full && !(behind && n.flags(p.core).has(isGiven) && !n.startsSentence(p.first) && !calendar[n.Tokens()[p.core].Fold] && len(n.Tokens()[p.core].Fold) > 2) {
		patient = 0 // a capital on an everyday word says little
	}
	if len(n.Phrases("named-public")) > 0 && !n.beforeName("patient-before", p) {
		patient--
	}
	switch {
	case patient >= 3 && patient > colleague:
		p.role, p.score = "patient-name", patient
	case colleague >= 2 && colleague >= patient:
		p.role, p.score = "colleague-name", colleague
	}
}

// report makes facts of the mentions that are names.
func (n *nameReader) report() {
	for i := range n.out {
		p := &n.out[i]
		if !p.sure && p.role == "" {
			continue
		}
		if p.initials && p.title == "" && p.role != "patient-name" {
			continue
		}
		if p.initials {
			if p.role == "patient-name" || p.role == "" && !professionalTitles[p.title] && len(n.Phrases("pseudonym")) == 0 {
				f := n.Found("patient-initials", p.Span)
				f.Subject = fact.Patient
				if p.role == "" {
					f.Confidence = 0.6
				}
			}
			continue
		}
		var who fact.Subject
		switch p.role {
		case "patient-name":
			who = fact.Patient
		case "colleague-name":
			who = fact.Colleague
		case "author-name":
			who = fact.Author
		case "family-name-of-author":
			who = fact.Family
		case "public-name":
			who = fact.PublicFig
		case "fictional-name":
			who = fact.Fiction
		}
		if p.role != "" {
			f := n.Found(fact.Kind(p.role), p.Span)
			f.Subject, f.Instead = who, ""
		}
		if p.role != "fictional-name" {
			n.Found("person-name", p.Span).Subject = who
		}
	}
}
