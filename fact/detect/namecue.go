// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/text"
)

// addressedInQuotes tells a name somebody quoted is called by: "as you were about to say, Miss Osei".
func (n *nameReader) addressedInQuotes(p *person) bool {
	t := n.Tokens()
	j := p.last + 1
	for j < len(t) && (t[j].Fold == "." || t[j].Fold == "!" || t[j].Fold == "?") {
		j++
	}
	return p.first > 0 && t[p.first-1].Fold == "," && j < len(t) && (t[j].Fold == "\"" || t[j].Fold == "'")
}

// caredFor tells a name in a sentence, or right before one, that tells of care by the author: "had to tell Mrs Okonkwo her scan was
// bad", "We lost Janet. The whole ward cried."
func (n *nameReader) caredFor(p *person) bool {
	if professionalTitles[p.title] || !p.sure || p.title == "" && !n.flags(p.core).plainGiven() {
		return false
	}
	t := n.Tokens()
	sent := t[p.first].Sent
	voice, deed := p.title != "" && !p.full, false
	for _, m := range n.Phrases("work-talk") {
		if t[m.First].Sent == sent {
			return false
		}
	}
	for _, m := range n.Phrases("care-voice") {
		voice = voice || t[m.First].Sent == sent || t[m.First].Sent == sent+1
	}
	if !voice {
		return false
	}
	for _, m := range n.Phrases("care-deed") {
		deed = deed || t[m.First].Sent == sent
	}
	return deed
}

// lowCommon tells a capitalised everyday word.
func (n *nameReader) lowCommon(p *person) bool { return n.flags(p.core).has(isCommon) }

// clinicalBefore tells "ODP Graham Fosdyke", "ward manager Karen".
func (n *nameReader) clinicalBefore(p *person) bool {
	for _, m := range n.Phrases("occupation") {
		if m.Last == p.first-1 && n.Tokens()[m.Last].Sent == n.Tokens()[p.first].Sent {
			return true
		}
	}
	return false
}

// citedYear tells "(Smith, 2020)" and "Sandvik 2022".
func (n *nameReader) citedYear(p *person) bool {
	t := n.Tokens()
	for j := p.last + 1; j < len(t) && j <= p.last+3 && t[j].Sent == t[p.last].Sent; j++ {
		if t[j].Class == text.Number {
			return len(t[j].Fold) == 4 && (strings.HasPrefix(t[j].Fold, "19") || strings.HasPrefix(t[j].Fold, "20")) && p.title == ""
		}
		if t[j].Class != text.Punct || t[j].Fold == "-" {
			return false
		}
	}
	return false
}

// isAuthor tells the author's own name: on file, signed, in the profile, or said.
func (n *nameReader) isAuthor(p *person) bool {
	t := n.Tokens()
	if own := n.Practice.Author.Name; own != "" {
		own = " " + text.Fold(own) + " "
		for i := p.core; i <= p.last; i++ {
			if len(t[i].Fold) > 2 && strings.Contains(own, " "+t[i].Fold+" ") {
				return true
			}
		}
	}
	if n.Has("is-bio") && (p.title == "" || professionalTitles[p.title]) && t[p.first].Sent == 0 {
		return true
	}
	if n.beforeName("author-before", p) && (p.last+1 >= len(t) || !n.after("patient-after", p.last)) {
		return true
	}
	if n.after("author-after", p.last) && (p.first == 0 || t[p.first].Line || n.startsSentence(p.first)) {
		return true
	}
	return n.signature(p)
}

// signature tells a name at the very end, on a line of its own, or behind a kiss or dash.
func (n *nameReader) signature(p *person) bool {
	t := n.Tokens()
	for j := p.last + 1; j < len(t); j++ {
		switch {
		case t[j].Class == text.Punct || t[j].Class == text.Emoji || t[j].Hash || t[j].Class == text.Handle:
		case strings.Trim(t[j].Fold, "x") == "":
		case t[j].Fold == "principal" || t[j].Fold == "manager" || t[j].Fold == "practice":
		default:
			return false
		}
	}
	if p.first == 0 {
		return false
	}
	return t[p.first].Line || t[p.first-1].Fold == "-" && t[p.first-1].Start > 0 || n.startsSentence(p.first) && p.last+1 < len(t) && strings.Trim(t[p.last+1].Fold, "x") == ""
}
