// SPDX-License-Identifier: Apache-2.0

package form

import "chaperone/decision/request"

// patient puts together a page about a patient: to them, or to whoever is asked in their stead.
func (b *builder) patient(p *Page) {
	a, s := b.asked, b.shown
	if a.Subject == request.Child || a.Subject == request.Lacks || a.Subject == request.Deceased {
		if _, ok := b.fills["about"]; !ok {
			b.fail("whom it is about")
		}
	}
	who := b.say(pick(s.Place != "", "who", "who.noplace"))
	if a.Agreed && s.Place != "" && a.Subject != request.Deceased {
		who += " " + b.say("knows")
	}
	p.Sections = append(p.Sections, Section{ID: "who", Text: []string{who}})
	care := b.section("care", b.say("care"))
	care.Keep = true
	p.Sections = append(p.Sections, care)
	if a.Subject == request.Deceased {
		p.Sections = append(p.Sections, b.section("wishes", b.say(pick(a.Wishes == request.Wanted, "wishes", "wishes.unknown"))))
	}
	see := b.section("see", b.say("see"), b.say("see.after"))
	see.Post = true
	undo := []string{b.say("undo")}
	if !a.Until.IsZero() && a.Subject != request.Lacks {
		undo = append(undo, b.say("until"))
	}
	readers := []string{b.say("readers") + " " + b.say(pick(s.Notes, "readers.notes", "readers.nonotes")) + " " + b.say("readers.wipe")}
	p.Sections = append(p.Sections, see,
		b.section("where", b.say(pick(s.Account != "", "where.account", "where"))),
		b.section("why", b.say("why")),
		b.section("view", b.say(pick(len(s.Sites) > 1, "view.many", "view"))+" "+b.say(pick(s.Named, "view.named", "view.unnamed"))),
		b.section("undo", undo...),
		b.section("change", b.say("change."+string(b.channel))+" "+b.say("change.reach")),
		b.section("readers", readers...))
	if a.Incentive != "" {
		p.Sections = append(p.Sections, b.section("offer", b.say("offer")))
	}
	if a.Subject == request.Child {
		ask := b.section("ask", b.say("ask"))
		ask.Keep = true
		p.Sections = append(p.Sections, ask)
		p.View = &View{Question: b.say("view-question"), Words: b.say("view-words")}
		for _, v := range []request.View{request.ChildFor, request.ChildAgainst, request.TooYoung} {
			p.View.Answers = append(p.View.Answers, Statement{string(v), b.say("view-" + string(v))})
		}
	}
	time := b.say("time")
	if b.channel == request.Link || b.channel == request.Page {
		time += " " + b.say("time.untracked")
	}
	p.Sections = append(p.Sections, b.section("time", time))
	wrong := b.channel
	if wrong == request.Device {
		wrong = request.Link
	}
	p.Sections = append(p.Sections, b.section("wrong", b.say("wrong."+string(wrong))))
	p.Lines, p.Sign = b.say("lines"), b.say("sign")
	if a.Subject == request.Young {
		p.Parent = b.say("parent")
	}
}

func (b *builder) employer(p *Page) {
	acc := ""
	if b.shown.Account != "" {
		acc = ", on " + b.shown.Account
	}
	b.fills["account"] = acc
	see := b.section("see")
	see.Post = true
	p.Sections = []Section{b.section("lead", b.say("lead")), see, b.section("where", b.say("where")), b.section("why", b.say("why")),
		b.section("what", b.say("what")), b.section("keep", b.say("keep"))}
	p.Sign = b.say("sign")
}

func (b *builder) colleague(p *Page) {
	patient := b.asked.Question == request.AboutPatient
	p.Sections = []Section{b.section("lead", b.say(pick(patient, "lead.patient", "lead")))}
	if !patient {
		tie := b.section("tie", b.say("tie"))
		tie.Keep = true
		p.Sections = append(p.Sections, tie)
		p.Tie = []Statement{{"no-tie", b.say("tie.no")}, {"has-tie", b.say("tie.yes")}, {"has-tie", b.say("tie.unsure")}}
	}
	see := b.section("see")
	see.Post = true
	p.Sections = append(p.Sections, see)
	if !patient {
		p.Sections = append(p.Sections, b.section("interest", b.say("interest")))
	}
	p.Sections = append(p.Sections, b.section("question", b.say(pick(patient, "question.patient", "question"))), b.section("keep", b.say("keep")))
	p.Lines, p.Sign = b.say("lines"), b.say("sign")
	p.Words = b.say(pick(patient, "words.patient", "words"))
}

func pick(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}
