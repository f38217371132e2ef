// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"chaperone/decision/request"
	"chaperone/decision/signoff"
	"chaperone/record"
	"chaperone/register"
)

// Kinds of state requests are kept as.
const (
	stateRequest = "request"
	stateWay     = "way" // by hash of a link's token or a paper's reference: the request it opens
)

// AnswerWithin is how long somebody has to answer when nobody says otherwise. No answer means no.
const AnswerWithin = 28 * 24 * time.Hour

// Asking is what a member gives to ask somebody. What the post itself says (words, pictures, places, audience) is taken from it.
type Asking struct {
	Post      string
	Form      request.Form
	Finding   int              // the finding an opinion or permission is asked about; 0: the post as a whole
	Person    string           // id of somebody on record; "" for somebody new
	Subject   request.Subject  // patient: whose agreement it is about
	Question  request.Question // colleague
	Channel   request.Channel
	Within    time.Duration // to answer; 0: AnswerWithin
	Until     register.Date // the last day a consent covers; zero: no end
	Review    register.Date
	WorkTime  bool // asked in working time
	Agreed    bool // the employer agreed to that
	Incentive request.Incentive
	Ties      []request.Tie
	Wishes    request.Wishes
	Uses      []string      // employer: premises, equipment, hours, uniform, filming, case, speaking
	Shown     request.Shown // what only a person can say: who is asked, why, how to reach the author …
	Blocks    bool          // no sign-off until it is answered
}

// Asked is a request with what opens it. Token, codes and reference are given once, here, and never kept.
type Asked struct {
	*request.Request
	Token request.Token      // of a link
	Codes []request.PageCode // of a page
	Ref   string             // of a paper
}

// requestOf loads a request: record.ErrNotFound.
func (r reading) request(id string) (*request.Request, error) {
	data, err := r.v.State(stateRequest, id)
	if err != nil {
		return nil, fmt.Errorf("request %s: %w", id, err)
	}
	return r.requestOf(id, data)
}

func (r reading) requestOf(id string, data []byte) (*request.Request, error) {
	q, s := &request.Request{}, &request.Private{}
	gone, err := r.state(stateRequest, id, data, q, s)
	if err != nil {
		return nil, err
	}
	if !gone {
		q.Private = s
	}
	return q, nil
}

// requests gives all requests, in order of id.
func (r reading) requests(yield func(*request.Request) error) error {
	return r.v.States(stateRequest, func(id string, data []byte) error {
		q, err := r.requestOf(id, data)
		if err != nil {
			return err
		}
		return yield(q)
	})
}

// request loads a request once for a work, which changes it.
func (w *work) request(id string) (*request.Request, error) {
	if q := w.asked[id]; q != nil {
		return q, nil
	}
	q, err := w.reading.request(id)
	if err != nil {
		return nil, err
	}
	w.asked[id] = q
	return q, nil
}

// replied makes an event of a request happen.
func (w *work) replied(q *request.Request, e request.Event) error {
	if err := request.Apply(q, e); err != nil {
		return fmt.Errorf("%s: %w", e.Kind, err)
	}
	w.asked[q.ID] = q
	w.later(stateRequest, q.ID, func() error {
		if q.Private == nil {
			return w.put(stateRequest, q.ID, q, nil, "")
		}
		return w.put(stateRequest, q.ID, q, q.Private, q.KeyID())
	})
	return w.emit(e.Kind, q.About(), e.At, e.By, e.Body, e.Private, q.KeyID())
}

// Requests gives all requests, the newest first.
func (o *Office) Requests(ctx context.Context) (all []*request.Request, err error) {
	err = o.view(ctx, func(r reading) error {
		return r.requests(func(q *request.Request) error {
			all = append(all, q)
			return nil
		})
	})
	slices.SortStableFunc(all, func(a, b *request.Request) int { return b.At.Compare(a.At) })
	return all, err
}

// Request gives one.
func (o *Office) Request(ctx context.Context, id string) (q *request.Request, err error) {
	err = o.view(ctx, func(r reading) error {
		q, err = r.request(id)
		return err
	})
	return q, err
}

// Ask asks somebody about a post as it stands now.
func (o *Office) Ask(ctx context.Context, by Member, a Asking) (out *Asked, err error) {
	out = &Asked{}
	id, err := o.newID()
	if err != nil {
		return nil, err
	}
	if a.Person == "" {
		if a.Person, err = o.newID(); err != nil {
			return nil, err
		}
	}
	if a.Within == 0 {
		a.Within = AnswerWithin
	}
	err = o.update(ctx, by, func(w *work) error {
		p, err := w.post(a.Post)
		if err != nil {
			return err
		}
		rs, err := w.registers()
		if err != nil {
			return err
		}
		x, err := w.asking(p, rs, id, a)
		if err != nil {
			return err
		}
		if x.Way, err = w.way(id, &x, out); err != nil {
			return err
		}
		if err := w.page(&x); err != nil {
			return err
		}
		e, err := request.New(w.at, w.by, x)
		if err != nil {
			return err
		}
		q := &request.Request{}
		if err := w.replied(q, e); err != nil {
			return err
		}
		out.Request = q
		noted, err := p.Asked(w.at, w.by, id, signoff.Form(a.Form), a.Person, a.Finding, a.Blocks)
		if err != nil {
			return err
		}
		return w.posted(p, noted)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// asking fills in what the post and the profile say.
func (w *work) asking(p *signoff.Post, rs *register.Registers, id string, a Asking) (request.Asking, error) {
	r, ok := p.Text()
	if !ok {
		return request.Asking{}, fmt.Errorf("post %s: %w", p.ID, record.ErrErased)
	}
	salt := make([]byte, 16)
	if _, err := io.ReadFull(w.o.rand, salt); err != nil {
		return request.Asking{}, fmt.Errorf("random bytes: %w", err)
	}
	x := request.Asking{
		Asked: request.Asked{ID: id, Form: a.Form, Person: a.Person, Subject: a.Subject, Question: a.Question, Post: p.ID, Revision: p.Revision.Digest,
			Platforms: p.Revision.Platforms, Audience: p.Revision.Audience, Uses: a.Uses, Author: p.Author, Writers: p.Writers[min(1, len(p.Writers)):], WorkTime: a.WorkTime,
			Agreed: a.Agreed, Incentive: a.Incentive, Ties: a.Ties, Wishes: a.Wishes, Until: a.Until, Review: a.Review},
		Shown: a.Shown, Salt: hex.EncodeToString(salt), Way: request.Way{Channel: a.Channel}, Expires: w.at.Add(a.Within),
	}
	if a.Finding > 0 && p.Check != nil && a.Finding <= len(p.Check.Found) {
		x.Finding = p.Check.Found[a.Finding-1].Key
	}
	s := &x.Shown
	s.Text, s.Account = r.Text, r.Account
	for _, m := range r.Media {
		x.Media = append(x.Media, m.Digest)
		s.Pictures = append(s.Pictures, request.Picture{Digest: m.Digest, Alt: m.Alt})
	}
	for _, f := range p.Revision.Platforms {
		s.Sites = append(s.Sites, siteNames.Replace(string(f)))
	}
	author, _ := rs.Author("")
	if s.Author.Name == "" {
		s.Author.Name, s.Author.Number, s.Author.Role = author.Name, author.Number, author.Role
	}
	s.Author.Member = p.Author
	if s.Called == "" {
		s.Called = s.Author.Name
	}
	if s.Place == "" && len(author.Workplaces) > 0 {
		s.Place = author.Workplaces[0]
	}
	return x, nil
}

// siteNames puts platforms as people call them.
var siteNames = strings.NewReplacer("instagram", "Instagram", "tiktok", "TikTok", "youtube", "YouTube", "facebook", "Facebook", "threads", "Threads", "linkedin", "LinkedIn",
	"bluesky", "Bluesky", "mastodon", "Mastodon", "other", "another site")

// way makes what opens a request.
func (w *work) way(id string, x *request.Asking, out *Asked) (request.Way, error) {
	way := request.Way{Channel: x.Way.Channel}
	var err error
	switch way.Channel {
	case request.Link:
		if out.Token, err = request.NewToken(w.o.rand); err != nil {
			return way, err
		}
		way.Token = out.Token.Hash()
		err = w.tx.PutState(stateWay, way.Token, []byte(id))
	case request.Paper:
		if out.Ref, err = request.NewRef(w.o.rand); err != nil {
			return way, err
		}
		way.Ref = out.Ref
		var key string
		if key, err = request.ParseRef(out.Ref); err == nil {
			err = w.tx.PutState(stateWay, key, []byte(id))
		}
	case request.Page:
		var secret request.PageSecret
		if secret, err = request.NewPageSecret(w.o.rand); err != nil {
			return way, err
		}
		var codes request.Codes
		if out.Codes, codes, err = request.NewCodes(w.o.rand, secret, id, append(x.Replies(), request.AsksBack, request.NotMe)); err != nil {
			return way, err
		}
		way.Codes = &codes
	}
	return way, err
}

// changeRequest does one thing to a request; what an answer means for the post and the registers follows in the same transaction.
func (o *Office) changeRequest(ctx context.Context, by Member, id string, decide func(w *work, q *request.Request) (request.Event, error)) (q *request.Request, err error) {
	err = o.update(ctx, by, func(w *work) error {
		if q, err = w.request(id); err != nil {
			return err
		}
		e, err := decide(w, q)
		if errors.Is(err, request.ErrSame) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := w.replied(q, e); err != nil {
			return err
		}
		return w.settle(q)
	})
	if err != nil {
		return nil, err
	}
	return q, nil
}

// settle gives the post the answer that counts now, and the registers what it grants or no longer grants.
func (w *work) settle(q *request.Request) error {
	p, err := w.post(q.Post)
	if err != nil {
		return err
	}
	if reply := q.Reply(); reply != "" {
		i := slices.IndexFunc(p.Requests, func(x signoff.Request) bool { return x.ID == q.ID })
		if i >= 0 && string(p.Requests[i].Reply) != reply {
			e, err := p.Replied(w.at, q.About(), q.ID, signoff.Reply(reply), q.About())
			if err != nil {
				return err
			}
			if err := w.posted(p, e); err != nil {
				return err
			}
		}
	}
	rs, err := w.registers()
	if err != nil {
		return err
	}
	grant := q.Grant()
	standing := false
	for _, e := range rs.Entries {
		if e.Request != q.ID || e.Ended != nil || e.Erased != nil {
			continue
		}
		if grant != nil {
			standing = true
			continue
		}
		if err := w.ungrant(rs, e, q); err != nil {
			return err
		}
	}
	if grant == nil || standing || grant.Consent == nil && grant.Permission == nil {
		return nil
	}
	return w.grant(rs, q, grant)
}

// grant files what an answer gives.
func (w *work) grant(rs *register.Registers, q *request.Request, g *request.Grant) error {
	id, err := w.o.newID()
	if err != nil {
		return err
	}
	n := register.New{ID: id, Request: q.ID, Value: register.Value{Consent: g.Consent, Permission: g.Permission}}
	if g.Consent != nil {
		n.Person = g.Person
	}
	e, err := rs.Add(w.at, g.From, n)
	if err != nil {
		return err
	}
	return w.filed(e)
}

// ungrant ends what an answer gave once, and brings down or back to a person what rests on it.
func (w *work) ungrant(rs *register.Registers, e *register.Entry, q *request.Request) error {
	at, said, _ := q.Withdrawn()
	if at.IsZero() {
		at = w.at
	}
	var ev register.Event
	var err error
	if e.Register == register.Consents {
		ev, err = e.Withdraw(w.at, q.About(), register.Day(at), said)
	} else {
		ev, err = e.End(w.at, q.About(), register.Date{}, said)
	}
	if err != nil {
		return err
	}
	if err := w.filed(ev); err != nil {
		return err
	}
	return w.stand(rs, e)
}

// Answer takes an answer or a change of mind. by is the member who enters it or is signed in; the zero Member where the person answered by
// themself.
func (o *Office) Answer(ctx context.Context, by Member, id string, g request.Given) (*request.Request, error) {
	g.Member = by.ID
	return o.changeRequest(ctx, by, id, func(w *work, q *request.Request) (request.Event, error) { return q.Answer(w.at, g) })
}

// ByToken finds the request a link opens, and ByRef that of a paper: record.ErrNotFound for any that opens nothing.
func (o *Office) ByToken(ctx context.Context, t request.Token) (*request.Request, error) {
	return o.byWay(ctx, t.Hash(), func(q *request.Request) bool { return q.Opens(t) })
}

// ByRef finds the request of a paper form by its reference.
func (o *Office) ByRef(ctx context.Context, ref string) (*request.Request, error) {
	key, err := request.ParseRef(ref)
	if err != nil {
		return nil, err
	}
	return o.byWay(ctx, key, func(*request.Request) bool { return true })
}

func (o *Office) byWay(ctx context.Context, key string, opens func(*request.Request) bool) (q *request.Request, err error) {
	err = o.view(ctx, func(r reading) error {
		id, err := r.v.State(stateWay, key)
		if err != nil {
			return fmt.Errorf("a request: %w", record.ErrNotFound)
		}
		if q, err = r.request(string(id)); err != nil {
			return err
		}
		if !opens(q) {
			return fmt.Errorf("a request: %w", record.ErrNotFound)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return q, nil
}

// Seen notes that the page of a request was opened for the first time.
func (o *Office) Seen(ctx context.Context, id string, c request.Channel) (*request.Request, error) {
	return o.changeRequest(ctx, Member{ID: "request/" + id}, id, func(w *work, q *request.Request) (request.Event, error) { return q.See(w.at, c) })
}

// AskBack notes what the person asked wants to know first; ReplyTo what a member told them.
func (o *Office) AskBack(ctx context.Context, id, words string) (*request.Request, error) {
	return o.changeRequest(ctx, Member{ID: "request/" + id}, id, func(w *work, q *request.Request) (request.Event, error) {
		return q.AskBack(w.at, q.About(), words)
	})
}

// ReplyTo notes what a member told the person asked.
func (o *Office) ReplyTo(ctx context.Context, by Member, id, words string) (*request.Request, error) {
	return o.changeRequest(ctx, by, id, func(w *work, q *request.Request) (request.Event, error) { return q.ReplyTo(w.at, w.by, words) })
}

// NotMe notes that a request reached the wrong person.
func (o *Office) NotMe(ctx context.Context, id string) (*request.Request, error) {
	return o.changeRequest(ctx, Member{ID: "request/" + id}, id, func(w *work, q *request.Request) (request.Event, error) { return q.NotMe(w.at, q.About()) })
}

// CancelRequest takes an unanswered request back.
func (o *Office) CancelRequest(ctx context.Context, by Member, id, because string) (*request.Request, error) {
	return o.changeRequest(ctx, by, id, func(w *work, q *request.Request) (request.Event, error) { return q.Cancel(w.at, w.by, because) })
}

// HandOver notes that this device goes to the person asked; TakeBack that it is with the practice again.
func (o *Office) HandOver(ctx context.Context, by Member, id string) (*request.Request, error) {
	return o.changeRequest(ctx, by, id, func(w *work, q *request.Request) (request.Event, error) { return q.HandOver(w.at, w.by) })
}

// TakeBack notes that the device is with the practice again.
func (o *Office) TakeBack(ctx context.Context, by Member, id string) (*request.Request, error) {
	return o.changeRequest(ctx, by, id, func(w *work, q *request.Request) (request.Event, error) { return q.TakeBack(w.at, w.by) })
}

// JudgeCompetence notes whether a child or young person can decide this themself.
func (o *Office) JudgeCompetence(ctx context.Context, by Member, id string, able bool, n request.Notes) (*request.Request, error) {
	return o.changeRequest(ctx, by, id, func(w *work, q *request.Request) (request.Event, error) {
		return q.JudgeCompetence(w.at, w.by, able, n)
	})
}

// DecideFor notes a decision in the best interests of an adult who can't decide.
func (o *Office) DecideFor(ctx context.Context, by Member, id string, b request.Best, n request.Notes) (*request.Request, error) {
	return o.changeRequest(ctx, by, id, func(w *work, q *request.Request) (request.Event, error) { return q.Decide(w.at, w.by, b, n) })
}

// UseOpinion gives a colleague's answer as the way out of finding n. said are the words in which the post says what the colleague asked it to.
func (o *Office) UseOpinion(ctx context.Context, by Member, post string, n int, id, said string) (*signoff.Post, error) {
	return o.changePost(ctx, by, post, func(w *work, p *signoff.Post) (signoff.Event, error) { return p.Opinion(w.at, w.by, n, id, said) })
}

// outdated tells the requests of a post that it has other words now.
func (w *work) outdated(p *signoff.Post) error {
	for _, x := range p.Requests {
		q, err := w.request(x.ID)
		if err != nil {
			return err
		}
		e, err := q.Revise(w.at, w.by, p.Revision.Digest)
		if errors.Is(err, request.ErrSame) || errors.Is(err, request.ErrClosed) {
			continue
		}
		if err != nil {
			return err
		}
		if err := w.replied(q, e); err != nil {
			return err
		}
	}
	return nil
}

// lapse notes which requests nobody answered in time: no answer means no.
func (w *work) lapse() (lapsed []string, err error) {
	var ids []string
	err = w.requests(func(q *request.Request) error {
		if q.Status(w.at) == request.TimeOver && q.Lapsed == nil {
			ids = append(ids, q.ID)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		q, err := w.request(id)
		if err != nil {
			return nil, err
		}
		e, err := q.Lapse(w.at)
		if errors.Is(err, request.ErrSame) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if err := w.replied(q, e); err != nil {
			return nil, err
		}
		if err := w.settle(q); err != nil {
			return nil, err
		}
		lapsed = append(lapsed, id)
	}
	return lapsed, nil
}

// KeepPaper keeps the photograph of a signed paper, sealed under the key of the person asked, and gives the digest an answer names.
func (o *Office) KeepPaper(ctx context.Context, by Member, id string, r io.Reader) (digest string, err error) {
	if o.blobs == nil {
		return "", fmt.Errorf("this practice has no place for files: %w", record.ErrReadOnly)
	}
	q, err := o.Request(ctx, id)
	if err != nil {
		return "", err
	}
	err = o.view(ctx, func(x reading) error {
		digest, _, _, err = o.keep(ctx, x.ring, q.KeyID(), r)
		return err
	})
	return digest, err
}
