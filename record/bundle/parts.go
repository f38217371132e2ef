// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"chaperone/record/paper"
)

func (s Story) findings() []paper.Block {
	out := []paper.Block{h2("What was found, and what became of it", "findings")}
	if len(s.Findings) == 0 {
		return append(out, para("The checks found nothing that called for a decision. That means nothing was found of what Chaperone looks for; it doesn't mean there was nothing."))
	}
	for _, f := range s.Findings {
		out = append(out, f.note())
	}
	return out
}

func (f Finding) note() paper.Note {
	n := paper.Note{Mark: paper.Mark(f.Level), Word: capital(f.Level), Title: f.Title}
	if f.Outcome == "ask" {
		n.Mark, n.Word = paper.Ask, capital(f.Level)+", a question"
	}
	if n.Title == "" {
		n.Title = f.RuleTitle
	}
	if n.Title == "" {
		n.Title = f.Rule
	}
	add := func(b paper.Block) { n.Blocks = append(n.Blocks, b) }
	if f.Message != "" {
		add(para(f.Message))
	}
	if f.Erased != nil {
		add(para("The words of this finding were " + f.Erased.words() + "."))
	}
	for _, c := range f.Citations {
		t := paper.Words("Source: ").And(paper.Link(c.Label, c.Link))
		if c.Says != "" {
			t = t.And(paper.Words(": " + c.Says))
		}
		add(paper.Para{Text: t, Small: true})
	}
	where := ""
	if f.Place != "" {
		where = " In " + f.Place + "."
	}
	add(paper.Para{Text: paper.Words(fmt.Sprintf("Rule %s, area %s; %s on %s in revision ", f.Rule, f.Area, say(f.Outcome), minute(f.At))).
		And(paper.Styled(paper.Mono, short(f.Revision)), paper.Words("."+where+" "+seqs(f.Events)+".")), Small: true})
	var ways []paper.Text
	if f.Fixed != nil {
		ways = append(ways, paper.Styled(paper.Strong, "Fixed.").And(paper.Words(" No longer found on "+minute(f.Fixed.At)+" in revision "), paper.Styled(paper.Mono, short(f.Fixed.Revision)),
			paper.Words(". "+seqs(f.Fixed.Events)+".")))
	}
	for _, w := range f.Ways {
		ways = append(ways, w.text())
	}
	if len(ways) == 0 {
		open := "Nothing was done about it."
		if f.Level == "advise" {
			open = "It called for no decision."
		}
		ways = append(ways, paper.Words(open))
	}
	add(paper.List{Items: ways})
	return n
}

func (w WayOut) text() paper.Text {
	t := paper.Styled(paper.Strong, capital(say(w.Kind))+".")
	switch {
	case w.Erased != nil:
		t = t.And(paper.Words(" The words were " + w.Erased.words() + "."))
	case w.Words != "":
		t = t.And(paper.Words(" “" + w.Words + "”"))
	}
	t = t.And(paper.Words(" " + w.By.name() + ", " + minute(w.At) + "."))
	if w.Entry != "" {
		t = t.And(paper.Words(" Entry " + w.Entry + "."))
	}
	if w.Request != "" {
		t = t.And(paper.Words(" Request " + w.Request + "."))
	}
	if w.Ended != "" {
		t = t.And(paper.Words(" It no longer counts: " + say(w.Ended) + "."))
	}
	return t.And(paper.Words(" " + seqs(w.Events) + "."))
}

func (s Story) asked() []paper.Block {
	out := []paper.Block{h2("Who was asked, and what they said", "asked")}
	if len(s.Asked) == 0 {
		return append(out, para("Nobody was asked about this post, as far as the record shows."))
	}
	for _, a := range s.Asked {
		n := paper.Note{Mark: paper.Ask, Word: capital(say(a.Form)), Title: capital(a.Whom.name())}
		rows := paper.Terms{term("Asked", minute(a.At)+" by "+a.By.name()+how(a.How))}
		for _, f := range a.For {
			rows = append(rows, term("For", f))
		}
		for _, f := range a.Shown {
			rows = append(rows, term("Shown and told", f))
		}
		for _, f := range a.Notes {
			rows = append(rows, term("To know", f))
		}
		if a.Revision != "" {
			rows = append(rows, paper.Term{Name: "About revision", Text: paper.Styled(paper.Mono, short(a.Revision))})
		}
		if a.Until != nil {
			rows = append(rows, term("Time to answer", "until "+minute(*a.Until)))
		}
		for _, x := range a.Answers {
			words := capital(say(x.Answer)) + ", " + minute(x.At) + how(x.How)
			if x.Signed != "" {
				words += ", " + x.Signed
			}
			switch {
			case x.Erased != nil:
				words += ". Their words were " + x.Erased.words()
			case x.Words != "":
				words += ": “" + x.Words + "”"
			}
			rows = append(rows, term("Answer", words+". "+seqs(x.Events)+"."))
		}
		if len(a.Answers) == 0 {
			rows = append(rows, term("Answer", "None: that means no."))
		}
		rows = append(rows, term("In the log", "request "+a.ID+", "+lower(seqs(a.Events))))
		n.Blocks = append(n.Blocks, rows)
		out = append(out, n)
	}
	return out
}

func how(h string) string {
	if h == "" {
		return ""
	}
	return ", " + say(h)
}

func (s Story) entries() []paper.Block {
	out := []paper.Block{h2("What it leaned on", "entries")}
	if len(s.Entries) == 0 {
		return append(out, para("No entry of a register: no consent, interest, permission, evidence, cover or credential."))
	}
	for _, e := range s.Entries {
		n := paper.Note{Word: capital(say(e.Register)), Title: e.Title}
		if n.Title == "" {
			n.Title = "Entry " + e.ID
		}
		var rows paper.Terms
		if e.Erased != nil {
			rows = append(rows, term("Erased", capital(e.Erased.words())+"."))
		}
		for _, f := range e.Fields {
			rows = append(rows, paper.Term{Name: f.Name, Text: s.fieldText(f)})
		}
		for _, f := range e.Files {
			rows = append(rows, paper.Term{Name: "File", Text: paper.Link(f, f)})
		}
		if e.Ended != "" {
			rows = append(rows, term("Ended", e.Ended))
		}
		rows = append(rows, term("In the log", "entry "+e.ID+", "+lower(seqs(e.Events))))
		n.Blocks = []paper.Block{rows}
		out = append(out, n)
	}
	return out
}

// fieldText shows what an entry says in a field. What the page has already (the page somebody was shown, the words of the post) is pointed to
// instead of told again, and digests of it are named.
func (s Story) fieldText(f Field) paper.Text {
	value := strings.TrimSpace(f.Value)
	for _, a := range s.Asked {
		if slices.ContainsFunc(a.Shown, func(w string) bool { return strings.TrimSpace(w) == value }) {
			return paper.Words("As it stands above, with request "+a.ID+": ").And(paper.Link("Who was asked, and what they said", "#asked"), paper.Words("."))
		}
	}
	for _, r := range s.Revisions {
		if r.Text != nil && strings.TrimSpace(*r.Text) == value {
			return paper.Words(fmt.Sprintf("The words of revision %d: ", r.No)).And(paper.Link("The post", "#post"), paper.Words("."))
		}
	}
	if value == s.Post.ID {
		return paper.Words("This post")
	}
	return paper.Link(digests.ReplaceAllStringFunc(value, s.named), f.Link)
}

var digests = regexp.MustCompile("sha256:[0-9a-f]{64}")

// named says what a digest is of, as far as the story has it.
func (s Story) named(digest string) string {
	for _, r := range s.Revisions {
		if r.Digest == digest {
			return fmt.Sprintf("revision %d (%s)", r.No, short(digest))
		}
	}
	for _, r := range s.Revisions {
		for i, m := range r.Media {
			if m.Digest == digest {
				return fmt.Sprintf("picture or film %d of revision %d (%s)", i+1, r.No, short(digest))
			}
		}
	}
	return digest
}

func (s Story) signOffs() []paper.Block {
	out := []paper.Block{h2("Sign-off and permits", "sign-off")}
	if len(s.SignOffs) == 0 {
		out = append(out, para("It was never signed off."))
	} else {
		t := paper.Table{Head: []string{"When", "Who", "Revision", "Checked against", "Since"}}
		for _, x := range s.SignOffs {
			since := "It holds."
			if x.Ended != "" {
				since = x.Ended
			}
			t.Rows = append(t.Rows, []paper.Text{paper.Words(minute(x.At)), paper.Words(x.By.name()), paper.Styled(paper.Mono, short(x.Revision)), paper.Words("rulebook " + x.Rulebook + ", check of " + minute(x.Checked)), paper.Words(since)})
		}
		out = append(out, t)
	}
	if len(s.Permits) > 0 {
		t := paper.Table{Caption: "Permits given out", Head: []string{"Permit", "Revision", "Holds", "Since"}}
		for _, p := range s.Permits {
			t.Rows = append(t.Rows, []paper.Text{paper.Words(p.ID + " ").And(paper.Link(p.File, p.File)), paper.Styled(paper.Mono, short(p.Revision)), paper.Words(minute(p.From) + " to " + minute(p.Until)), paper.Words(p.Ended)})
		}
		out = append(out, t)
	}
	return out
}

func (s Story) where() []paper.Block {
	out := []paper.Block{h2("Where it went, and what came after", "where")}
	if len(s.Addresses) == 0 {
		out = append(out, para("It went nowhere, as far as the record shows."))
	}
	for _, a := range s.Addresses {
		rows := paper.Terms{}
		switch {
		case a.Erased != nil:
			rows = append(rows, term("Address", "was "+a.Erased.words()))
		case a.Address != "":
			rows = append(rows, term("Address", a.Address))
		default:
			rows = append(rows, term("Address", "not in this bundle"))
		}
		rows = append(rows, paper.Term{Name: "Published", Text: paper.Words(minute(a.At) + " by " + a.By.name() + ", revision ").And(paper.Styled(paper.Mono, short(a.Revision)))})
		if a.Without {
			why := "no reason is given here"
			if a.Why != "" {
				why = "“" + a.Why + "”"
			}
			rows = append(rows, term("Without sign-off", "It went out without being signed off for this place: "+why+"."))
		}
		if d := a.Down; d != nil {
			words := minute(d.At) + ", by " + d.By.name() + ": " + say(d.How) + "."
			if d.Note != "" {
				words += " “" + d.Note + "”"
			}
			rows = append(rows, term("Taken down", words))
		} else {
			rows = append(rows, term("Taken down", "No: it stood there when this was made, as far as anybody noted."))
		}
		out = append(out, h3(platform(a.Platform)), rows)
	}
	if len(s.Due) > 0 {
		t := paper.Table{Caption: "Take-downs, corrections and re-checks", Head: []string{"What", "Why", "Since", "By when", "Done"}}
		for _, d := range s.Due {
			done := "Open"
			if d.Done != nil {
				done = minute(d.Done.At) + ", " + say(d.Done.How) + ", " + d.Done.By.name()
			}
			why := capital(say(d.Reason))
			if d.Words != "" {
				why += ": " + d.Words
			}
			t.Rows = append(t.Rows, []paper.Text{paper.Words(say(d.Kind)), paper.Words(why), paper.Words(minute(d.At)), paper.Words(minute(d.Until)), paper.Words(done)})
		}
		out = append(out, t)
	}
	return out
}
