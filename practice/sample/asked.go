// SPDX-License-Identifier: Apache-2.0

package sample

import (
	"fmt"
	"slices"

	"chaperone/decision/request"
	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/register"
)

// readers says who sees what she posts.
const readers = "Anyone in the world. About 4,000 people follow the page."

// ask asks somebody by a link.
func (f *filler) ask(a practice.Asking) (out *practice.Asked) {
	a.Channel = request.Link
	if a.Shown.Phone == "" {
		a.Shown.Phone = "01632 960 001"
	}
	f.do(func() (err error) {
		out, err = f.Ask(f.ctx, Me, a)
		return err
	})
	if out == nil {
		out = &practice.Asked{Request: &request.Request{}}
	}
	return out
}

// answers takes what the person behind a link says.
func (f *filler) answers(a *practice.Asked, reply request.Reply, name, words string) {
	f.do(func() error {
		_, err := f.Seen(f.ctx, a.ID, request.Link)
		return err
	})
	f.do(func() error {
		g := request.Given{Channel: request.Link, Token: a.Token, Reply: reply, Name: name, Words: words, Ticked: a.Statements()}
		_, err := f.Answer(f.ctx, practice.Member{}, a.ID, g)
		return err
	})
}

// patient is what a request to a patient says beside the post.
func (f *filler) patient(post, name string, words ...string) practice.Asking {
	return practice.Asking{Post: post, Form: request.Patient, Subject: request.Adult, Ties: []request.Tie{request.InCare}, Until: f.day(-700), Review: f.day(-335),
		Shown: request.Shown{Person: request.Party{Name: name}, Words: words, Purpose: "education", Why: "To show people what first aid can do.", Audience: readers,
			Stays: "years", Paid: "Dr Calloway is not paid for it."}}
}

// lean gives a consent as the way out of all that stays open, or a reason where it can't be one, and publishes.
func (f *filler) lean(p *signoff.Post, a *practice.Asked, address string) *signoff.Post {
	entry := ""
	f.do(func() error {
		rs, err := f.Registers(f.ctx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(rs.Entries, func(e *register.Entry) bool { return e.Request == a.ID })
		if i < 0 {
			return fmt.Errorf("request %s gave no consent", a.ID)
		}
		entry = rs.Entries[i].ID
		return nil
	})
	p = f.post(func() (*signoff.Post, error) { return f.CheckPost(f.ctx, Me, p.ID) })
	for range 30 {
		open := p.StillOpen()
		if f.err != nil || len(open) == 0 {
			break
		}
		p = f.post(func() (*signoff.Post, error) {
			if q, err := f.AttachRecord(f.ctx, Me, p.ID, open[0].N, entry); err == nil {
				return q, nil
			}
			return f.Justify(f.ctx, Me, p.ID, open[0].N, "She read it at home and wants it told this way.")
		})
	}
	f.post(func() (*signoff.Post, error) { return f.SignOff(f.ctx, Me, p.ID, p.Revision.Digest) })
	return f.post(func() (*signoff.Post, error) {
		return f.Published(f.ctx, Me, p.ID, post.Instagram, address, "")
	})
}

// asked is everything others were asked for.
func (f *filler) asked() {
	f.to(32, 18) // agreed, and it stands
	fork := f.draft(post.Instagram, "Mrs Pell kept a picnic going with one hand and pressed on her husband's cut with the other. That is first aid. She wants me to tell you: press, and keep pressing.")
	pell := f.ask(f.patient(fork.ID, "Maud Pell", "Mrs Pell"))
	f.to(30, 11)
	f.answers(pell, request.Yes, "Maud Pell", "")
	f.to(29, 20)
	f.lean(fork, pell, "https://instagram.example/p/press")

	f.to(27, 18) // agreed, published, and changed their mind
	choke := f.draft(post.Instagram, "Mr Achterberg choked on a grape at his own birthday. His granddaughter, nine, gave him five back blows as she learned at school. He laughs about it now.")
	mind := f.ask(f.patient(choke.ID, "Joost Achterberg", "Mr Achterberg"))
	f.to(25, 10)
	f.answers(mind, request.Yes, "Joost Achterberg", "")
	f.to(24, 20)
	f.lean(choke, mind, "https://instagram.example/p/grape")
	f.mind = mind

	f.to(20, 18) // said no; nobody asks again
	bee := f.draft(post.Instagram, "Mr Ferreby was stung by a wasp on the tongue, kept calm, sucked ice and rang us. That is what to do.")
	no := f.ask(f.patient(bee.ID, "Tom Ferreby", "Mr Ferreby"))
	f.to(18, 12)
	f.answers(no, request.No, "Tom Ferreby", "")

	f.to(16, 19) // a colleague judged it
	talk := f.draft(post.X, "QM Hydrate pays me for two talks this summer on drinking enough in hot weather. Water does the job.")
	fair := f.ask(f.colleague(talk.ID, "Dr Priya Venn"))
	f.to(15, 9)
	f.answers(fair, request.Fine, "Dr Priya Venn", "It says who pays, and what it recommends is water.")
	f.to(15, 20)
	f.post(func() (*signoff.Post, error) { return f.UseOpinion(f.ctx, Me, talk.ID, 1, fair.ID, "") })

	f.to(6, 18) // asked, seen, not answered
	room := f.draft(post.Instagram, "Where the first ten minutes happen: a look round our resuscitation room, empty, on a Sunday morning.")
	seen := f.ask(practice.Asking{Post: room.ID, Form: request.Employer, Uses: []string{"premises", "filming"}, Blocks: true,
		Shown: request.Shown{Person: request.Party{Name: "Communications team, Larkmoor General Hospital", Role: "communications"}, Audience: readers, Purpose: "education", Why: "To show people where help begins.", Paid: "Dr Calloway is not paid for it.", Uses: []string{"the empty resuscitation room, filmed on a Sunday morning, off duty"}}})
	f.to(5, 9)
	f.do(func() error {
		_, err := f.Seen(f.ctx, seen.ID, request.Link)
		return err
	})
	f.to(4, 18) // asks something first
	splint := f.draft(post.Instagram, "Mrs Oyelaran splinted her son's arm with two wooden spoons and a scarf, and it was perfect.")
	back := f.ask(f.patient(splint.ID, "Bisi Oyelaran", "Mrs Oyelaran"))
	f.to(2, 20)
	f.do(func() error {
		_, err := f.AskBack(f.ctx, back.ID, "Will my son's name be there?")
		return err
	})
}

// colleague is what a colleague is asked about a paid tie.
func (f *filler) colleague(post, name string) practice.Asking {
	return practice.Asking{Post: post, Finding: 1, Form: request.Colleague, Question: request.AboutInterest,
		Shown: request.Shown{Person: request.Party{Name: name, Role: "consultant in emergency medicine", Number: "0000001"}, Audience: readers, Purpose: "education", Why: "To say that water is enough.", Interest: "Quenchmate pays me for two talks on drinking enough.", InterestIn: "Quenchmate"}}
}
