// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/record"
	"chaperone/register"
)

// PostOf gives a revision as the checks read it, for the place where the least of it shows before "more".
func PostOf(id string, r signoff.Revision, at time.Time) *post.Post {
	p := &post.Post{ID: id, Kind: r.Kind, Account: r.Account, Audience: r.Audience, Paid: r.Paid, Text: r.Text, Reply: r.ReplyTo, Series: r.Series, PostedAt: at}
	for _, m := range r.Media {
		p.Media, p.Seen = append(p.Media, m.Digest), append(p.Seen, m.Seen)
	}
	fold := 0
	for _, x := range r.Platforms {
		if f := x.Fold(); p.Platform == "" || f > 0 && (fold == 0 || f < fold) {
			p.Platform, fold = x, f
		}
	}
	return p
}

// against says what a check made now goes by.
func (r reading) against(profile *register.Practice) (signoff.Against, error) {
	data, err := json.Marshal(profile)
	if err != nil {
		return signoff.Against{}, err
	}
	sum := sha256.Sum256(data)
	return signoff.Against{Rulebook: r.books.checker.Book.Version(), Digest: r.books.digest(), Registers: hex.EncodeToString(sum[:])}, nil
}

// checked checks a post's current revision against the registers: text, alternative texts and captions.
func (x reading) checked(p *signoff.Post, rs *register.Registers, profile *register.Practice, h *History) (*Report, signoff.Report, error) {
	r, ok := p.Text()
	if !ok {
		return nil, signoff.Report{}, fmt.Errorf("post %s: %w", p.ID, record.ErrErased)
	}
	against, err := x.against(profile)
	if err != nil {
		return nil, signoff.Report{}, err
	}
	whole := PostOf(p.ID, r, time.Time{})
	answers := map[string]string{}
	for _, a := range p.Answers {
		answers[a.Rule] = p.Answer(a.Rule)
	}
	main, err := x.books.checker.CheckAnswered(h, whole, profile, answers)
	if err != nil {
		return nil, signoff.Report{}, err
	}
	out := signoff.FromFindings(main.Findings, r.Text, against)
	out.Leans = leansOf(rs, main)
	also, err := alsoIn(x.books.checker, whole, r, profile)
	if err != nil {
		return nil, signoff.Report{}, err
	}
	for _, a := range also {
		out.Add(a.Place(), a.Report.Findings, a.Text)
		out.Leans = append(out.Leans, leansOf(rs, a.Report)...)
	}
	return main, out, nil
}

// leansOf gives the register entries that facts of a report name: what kept a rule from being raised, or made it raised. Facts that lean on
// an entry carry its id as their value.
func leansOf(rs *register.Registers, r *Report) (out []signoff.Lean) {
	seen := map[string]bool{}
	for _, f := range r.Facts.All() {
		if f.Value == "" || seen[f.Value] {
			continue
		}
		seen[f.Value] = true
		if e := rs.Entry(f.Value); e != nil {
			out = append(out, signoff.Lean{Register: string(e.Register), Entry: e.ID, Version: len(e.Versions)})
		}
	}
	return out
}

// CheckPost checks the current words of a post by today's rulebook and registers, in the light of what the account has published, and keeps
// what was found.
func (o *Office) CheckPost(ctx context.Context, by Member, id string) (*signoff.Post, error) {
	var p *signoff.Post
	err := o.update(ctx, by, func(w *work) error {
		var err error
		if p, err = w.post(id); err != nil {
			return err
		}
		_, err = w.check(p)
		return err
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// check checks a post inside a transaction, so that it goes by the very registers a sign-off in it sees, and says what it went by.
func (w *work) check(p *signoff.Post) (signoff.Against, error) {
	rs, err := w.registers()
	if err != nil {
		return signoff.Against{}, err
	}
	h, err := w.history(p)
	if err != nil {
		return signoff.Against{}, err
	}
	_, report, err := w.checked(p, rs, w.profile(rs, p), h)
	if err != nil {
		return signoff.Against{}, err
	}
	e, err := p.Checked(w.at, w.by, report, w.covers(rs, p))
	if err != nil {
		return signoff.Against{}, err
	}
	return report.Against, w.posted(p, e)
}

// LookAt checks a post without keeping anything: for showing it with its words marked.
func (o *Office) LookAt(ctx context.Context, id string) (report *Report, err error) {
	err = o.view(ctx, func(r reading) error {
		p, err := r.post(id)
		if err != nil {
			return err
		}
		rs, err := r.registers()
		if err != nil {
			return err
		}
		h, err := r.history(p)
		if err != nil {
			return err
		}
		report, _, err = r.checked(p, rs, r.profile(rs, p), h)
		return err
	})
	return report, err
}

// SignOff signs the revision with this digest off, where each finding has its way out: *signoff.StillOpen says which has none. The post is
// checked anew first, so that no sign-off rests on yesterday's registers.
func (o *Office) SignOff(ctx context.Context, by Member, id, digest string) (*signoff.Post, error) {
	return o.changePost(ctx, by, id, func(w *work, p *signoff.Post) (signoff.Event, error) {
		now, err := w.check(p)
		if err != nil {
			return signoff.Event{}, err
		}
		if p.Signed() != nil && len(p.IsDue()) > 0 { // published and looked at again: it stands
			if digest != p.Revision.Digest {
				return signoff.Event{}, fmt.Errorf("%w: it is %s now", signoff.ErrOtherRevision, p.Revision.Short())
			}
			return p.Rechecked(w.at, w.by, now, w.policy())
		}
		return p.SignOff(w.at, w.by, digest, now, w.policy())
	})
}

// CheckHolds tells whether a post's last check would still count: not where the registers or the rulebook have changed since, or it is too old.
func (o *Office) CheckHolds(ctx context.Context, p *signoff.Post) (holds bool, err error) {
	if p.Check == nil {
		return false, nil
	}
	err = o.view(ctx, func(r reading) error {
		rs, err := r.registers()
		if err != nil {
			return err
		}
		now, err := r.against(r.profile(rs, p))
		holds = err == nil && p.Check.Holds(now, o.clock())
		return err
	})
	return holds, err
}

// policy is what this practice asks of a sign-off.
func (r reading) policy() signoff.Policy {
	p := r.o.Policy
	p.SecondPerson = p.SecondPerson || r.books.house.SecondPerson
	return p
}
