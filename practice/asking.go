// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"

	"chaperone/decision/request"
	"chaperone/decision/signoff"
	"chaperone/record"
	"chaperone/register"
)

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
