// SPDX-License-Identifier: Apache-2.0

package practice_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"chaperone/decision/request"
	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/register"
)

func (g *game) ask(p *played, n int, by practice.Member) error {
	a := practice.Asking{Post: p.id, Form: oneOf(g, request.Patient, request.Colleague, request.Colleague, request.Employer), Channel: request.Link, Blocks: g.pick(2) == 0,
		Shown: request.Shown{Purpose: "education", Why: "To show people that feet heal.", Audience: "Anyone in the world.", Stays: "years", Paid: "Dr Okafor is not paid for it.", Phone: "01632 960 001"}}
	switch a.Form {
	case request.Patient:
		a.Subject, a.Ties, a.Shown.Person, a.Shown.Words = request.Adult, []request.Tie{request.InCare}, request.Party{Name: "Amina Begum"}, []string{"Mrs Begum"}
		if g.pick(3) == 0 {
			a.Until = register.Day(g.now.AddDate(0, 2, 0))
		}
	case request.Colleague:
		a.Finding, a.Question, a.Shown.Person = n*g.pick(2), oneOf(g, request.AboutInterest, request.AboutPatient), request.Party{Name: "Dr Priya Venn", Role: "consultant", Number: "0000001"}
		a.Shown.Interest, a.Shown.InterestIn = "Quenchmate pays me for two talks on drinking enough.", "Quenchmate"
	default:
		a.Uses, a.Shown.Person, a.Shown.Uses = []string{"case"}, request.Party{Name: "Communications team", Role: "communications"}, []string{"the case"}
	}
	out, err := g.Ask(ctx, by, a)
	if err == nil {
		g.asked = append(g.asked, out)
	}
	return g.note("ask a "+string(a.Form), err)
}

// of finds what the game knows of a post.
func (g *game) of(id string) *played {
	return g.posts[slices.IndexFunc(g.posts, func(p *played) bool { return p.id == id })]
}

// reply is an answer, a question back, an answer to that, a change of mind, or the end of a request.
func (g *game) reply() error {
	if len(g.asked) == 0 {
		return nil
	}
	a := oneOf(g, g.asked...)
	q, err := g.Request(ctx, a.ID)
	if err != nil {
		return err
	}
	switch g.pick(12) {
	case 0:
		_, err = g.AskBack(ctx, a.ID, "Will my name be there?")
		return g.note("ask back", err)
	case 1:
		_, err = g.ReplyTo(ctx, g.who(), a.ID, "No, it won't.")
		return g.note("reply to a question", err)
	case 2:
		_, err = g.CancelRequest(ctx, g.who(), a.ID, "she came in person")
		return g.note("cancel a request", err)
	case 3:
		_, err = g.NotMe(ctx, a.ID)
		return g.note("not me", err)
	}
	by := oneOf(g, practice.Member{}, practice.Member{}, ben, cleo, ada)
	can := q.Replies()
	x := request.Given{Channel: request.Link, Token: a.Token, Reply: oneOf(g, can[0], oneOf(g, can...)), Name: oneOf(g, a.Private.Asked.Shown.Person.Name, a.Private.Asked.Shown.Person.Name, ada.Name), Words: "As it says.", Ticked: q.Statements()}
	if g.pick(6) == 0 {
		x.Ticked = nil
	}
	_, err = g.Answer(ctx, by, a.ID, x)
	if err == nil {
		p := g.of(a.Post)
		if q.Form == request.Colleague && (by.ID != "" && slices.Contains(p.writers, by.ID)) {
			return fmt.Errorf("%s wrote in the post and judged it", by.ID)
		}
		if q.Form == request.Colleague && x.Name == ada.Name {
			return fmt.Errorf("a second opinion is signed by the author")
		}
		g.answers[a.ID] = &answered{form: q.Form, reply: x.Reply, by: by.ID, revision: q.Revision}
	}
	return g.note("answer "+string(q.Form)+" "+string(x.Reply), err)
}

func (g *game) opinion(p *played, now *signoff.Post, n int, by practice.Member) error {
	id := "none"
	for _, r := range now.Requests {
		if r.Form == signoff.Colleague && (id == "none" || g.pick(2) == 0) {
			id = r.ID
		}
	}
	if now.Check != nil && g.pick(4) > 0 { // the finding it was asked about
		for _, r := range now.Requests {
			if i := slices.IndexFunc(now.Check.Found, func(f signoff.Found) bool { return f.Key == r.Finding }); r.ID == id && i >= 0 {
				n = i + 1
			}
		}
	}
	_, err := g.UseOpinion(ctx, by, p.id, n, id, oneOf(g, "Drink water", "nowhere", ""))
	return g.gave(p, now, n, gave{kind: signoff.WayOpinion, request: id}, err)
}

// settles tries, finding by finding, what somebody would who wants the post out.
func (g *game) settles(p *played, by practice.Member) error {
	for range 8 {
		now, err := g.Post(ctx, p.id)
		if err != nil {
			return err
		}
		open := now.StillOpen()
		if len(open) == 0 {
			break
		}
		n, before := open[0].N, len(p.given)
		for _, try := range []func() error{
			func() error { return g.attach(p, now, n, by) },
			func() error { return g.opinion(p, now, n, by) },
			func() error { return g.way(p, now, signoff.WayJustified, n, by) },
			func() error { return g.way(p, now, signoff.WayMisread, n, by) },
			func() error { return g.answerRule(p, now, n, by) },
		} {
			if err := try(); err != nil {
				return err
			}
			if len(p.given) > before {
				break
			}
		}
	}
	now, err := g.Post(ctx, p.id)
	if err != nil {
		return err
	}
	return g.signs(p, now, by)
}

func (g *game) signs(p *played, now *signoff.Post, by practice.Member) error {
	digest := now.Revision.Digest
	if g.pick(10) == 0 {
		digest = "sha256:" + strings.Repeat("0", 64)
	}
	why, err := g.allows(p, now)
	if err != nil {
		return err
	}
	if g.second && slices.Contains(p.writers, by.ID) {
		why = by.ID + " wrote in it, and a second person is asked for"
	}
	after, err := g.SignOff(ctx, by, p.id, digest)
	var open *signoff.StillOpen
	switch {
	case err == nil && (why != "" || after.Revision.Digest != digest):
		return fmt.Errorf("it was signed off, though %s", why)
	case err != nil && why == "" && errors.As(err, &open) && len(open.Findings) == 0 && len(open.Requests) == 0 && len(open.Refused) == 0:
		return fmt.Errorf("it was refused for nothing: %w", err)
	}
	return g.note("sign off", err)
}

func (g *game) goesOut(p *played, now *signoff.Post, by practice.Member) error {
	without := ""
	if g.pick(6) == 0 {
		without = "it went out before anybody looked"
	}
	why, err := g.allows(p, now)
	if err != nil {
		return err
	}
	if now.Signed() == nil {
		why = "it wasn't signed off"
	}
	_, err = g.Published(ctx, by, p.id, oneOf(g, post.Instagram, post.Instagram, post.X), fmt.Sprintf("https://example.org/%d", g.pick(4)), without)
	switch {
	case err == nil && without == "" && why != "":
		return fmt.Errorf("it was published, though %s", why)
	case err == nil && without != "":
		p.without++
		return g.note("publish without", nil)
	case errors.Is(err, signoff.ErrNotSigned) && without == "":
		if p, err := g.Post(ctx, p.id); err != nil || p.Signed() != nil {
			return fmt.Errorf("it was refused for want of a sign-off, and shows as %s, %v", p.Status, err)
		}
	}
	return g.note("publish", err)
}

func (g *game) comesDown(p *played, now *signoff.Post, by practice.Member) error {
	if g.pick(4) == 0 {
		return g.note("take down", second(g.TakeDown(ctx, by, p.id, g.now.Add(48*time.Hour))))
	}
	address := "https://example.org/nowhere"
	if now.Private != nil && len(now.Live()) > 0 {
		address = now.Private.Addresses[now.Live()[0].No].Address
	}
	return g.note("taken down", second(g.TakenDown(ctx, by, p.id, address, "", "two people had shared it")))
}

func (g *game) permits(p *played, now *signoff.Post, by practice.Member) error {
	if len(now.Permits) > 0 && g.pick(3) == 0 {
		return g.note("withdraw a permit", second(g.WithdrawPermit(ctx, by, p.id, now.Permits[g.pick(len(now.Permits))].ID)))
	}
	_, err := g.IssuePermit(ctx, by, p.id, "")
	if err == nil && now.Signed() == nil {
		return fmt.Errorf("a permit for what isn't signed off")
	}
	return g.note("issue a permit", err)
}

// registers adds, ends, withdraws, reviews.
func (g *game) registers(by practice.Member) error {
	rs, err := g.Registers(ctx)
	if err != nil {
		return err
	}
	e := oneOf(g, rs.Entries...)
	if consents := slices.DeleteFunc(slices.Clone(rs.Entries), func(e *register.Entry) bool { return e.Register != register.Consents || e.Ended != nil }); len(consents) > 0 && g.pick(2) == 0 {
		e = oneOf(g, consents...)
	}
	switch g.pick(6) {
	case 0, 1:
		y, err := register.Load(fmt.Appendf(nil, samsConsent, g.now.AddDate(0, oneOf(g, 1, 12), 0).Format(time.DateOnly)))
		if err != nil {
			return err
		}
		return g.note("add a consent", second(g.AddEntry(ctx, by, register.New{Value: register.Value{Consent: &y.Consents[0]}})))
	case 2:
		return g.note("withdraw", g.WithdrawConsent(ctx, by, e.ID, "my boss saw it"))
	case 3:
		return g.note("end", g.EndEntry(ctx, by, e.ID, register.Day(g.now.AddDate(0, 0, oneOf(g, -2, 20))), "it is over"))
	case 4:
		v, whole := e.Value()
		if v.Consent == nil || !whole {
			return g.note("review", g.ReviewEntry(ctx, by, e.ID, register.Day(g.now.AddDate(1, 0, 0)), "it stands"))
		}
		c := *v.Consent
		c.Platforms = oneOf(g, []string{"x"}, []string{"instagram"}, []string{"instagram", "x"})
		return g.note("change a consent", g.ChangeEntry(ctx, by, e.ID, "other places", register.Value{Consent: &c}))
	}
	if e.Person == "" || g.pick(4) > 0 {
		return nil
	}
	return g.note("erase a person", g.ErasePerson(ctx, by, e.Person))
}

// rules changes what checks go by.
func (g *game) rules(by practice.Member) error {
	switch g.pick(4) {
	case 0:
		text := ""
		if !g.packOn {
			text = ownPack
		}
		err := g.SavePack(ctx, by, text, g.pack)
		if err == nil {
			g.packOn, g.pack = !g.packOn, g.pack+1
		}
		return g.note("change the pack", err)
	case 1:
		on := !g.second
		err := g.AskSecondPerson(ctx, by, on)
		if err == nil {
			g.second = on
		}
		return g.note("ask for a second person", err)
	case 2:
		return g.note("switch a rule off", g.SwitchOff(ctx, by, oneOf(g, g.Book().Rules...).ID, "not for us"))
	}
	h, fault, err := g.HouseRules(ctx)
	if err != nil || fault != nil {
		return errors.Join(err, fault)
	}
	for _, r := range h.Off {
		return g.note("switch a rule on", g.SwitchOn(ctx, by, r.Rule, "it is for us"))
	}
	return nil
}

// ends throws away, erases, holds.
func (g *game) ends(p *played, by practice.Member) error {
	switch g.pick(12) {
	case 0:
		return g.note("throw away", second(g.Throw(ctx, by, p.id)))
	case 1:
		return g.note("never publish", second(g.NeverPublish(ctx, by, p.id, "it isn't worth it")))
	case 2:
		return g.note("erase a post", g.ErasePost(ctx, by, p.id))
	case 3, 4:
		id, err := g.HoldFor(ctx, by, []string{"post/" + p.id}, "a complaint")
		if err == nil {
			g.holds = append(g.holds, id)
		}
		return g.note("hold", err)
	case 5:
		if len(g.holds) > 0 {
			return g.note("lift", g.LiftHold(ctx, by, oneOf(g, g.holds...), "it is over"))
		}
	case 6, 7:
		return g.note("unsign", second(g.Unsign(ctx, by, p.id)))
	}
	return nil
}
