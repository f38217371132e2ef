// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"chaperone/decision/signoff"
	"chaperone/record"
	"chaperone/record/permit"
	"chaperone/register"

	"golang.org/x/mod/sumdb/tlog"
)

// permitDays is how long a permit holds when nothing it rests on ends earlier: a post that has waited longer wants a new look.
const permitDays = 90

// statePermit is the kind of state permits are kept as: the signed note, as it was given out.
const statePermit = "permit"

// IssuePermit signs a statement that the current wording was checked and signed off, and by whom; good for 90 days, or until the first of the
// entries it rests on ends. name is put on it where the member wants to be named.
func (o *Office) IssuePermit(ctx context.Context, by Member, id, name string) (signed []byte, err error) {
	number, err := o.newID()
	if err != nil {
		return nil, err
	}
	err = o.update(ctx, by, func(w *work) error {
		p, err := w.post(id)
		if err != nil {
			return err
		}
		s := p.Signed()
		if s == nil {
			return fmt.Errorf("post %s: %w", id, signoff.ErrNotSigned)
		}
		rs, err := w.registers()
		if err != nil {
			return err
		}
		until := permitUntil(rs, s.Leans, w.at)
		r, ok := p.Text()
		if !ok {
			return fmt.Errorf("post %s: %w", id, record.ErrErased)
		}
		log, err := w.logOf(p, s)
		if err != nil {
			return err
		}
		x := permit.Permit{ID: number, Post: p.ID, Revision: p.Revision.Digest, Text: permit.Digest(r.Text), TextBytes: int64(len(r.Text)), Account: r.Account,
			Audience: string(r.Audience), Rulebook: s.Against.Rulebook, RulebookDigest: prefixed(s.Against.Digest), Checked: s.Checked, SignedOff: s.At, By: s.By, Name: name,
			ValidUntil: until, Log: log}
		for _, m := range r.Media {
			x.Media = append(x.Media, permit.Media{Digest: m.Digest, Type: m.Type, Size: m.Size, Alt: permit.DigestOr(m.Alt), Caption: permit.DigestOr(m.Caption)})
		}
		for _, f := range p.Revision.Platforms {
			x.Platforms = append(x.Platforms, string(f))
		}
		if signed, err = x.Sign(w.o.signer); err != nil {
			return err
		}
		e, err := p.PermitIssued(w.at, w.by, number, until)
		if err != nil {
			return err
		}
		if err := w.tx.PutState(statePermit, number, signed); err != nil {
			return err
		}
		return w.posted(p, e)
	})
	if err != nil {
		return nil, err
	}
	return signed, nil
}

func prefixed(digest string) string { return "sha256:" + strings.TrimPrefix(digest, "sha256:") }

// permitUntil is when the first of the entries a sign-off rests on ends, and at most permitDays from now.
func permitUntil(rs *register.Registers, leans []signoff.Lean, now time.Time) time.Time {
	until := now.AddDate(0, 0, permitDays)
	for _, l := range leans {
		e := rs.Entry(l.Entry)
		if e == nil {
			continue
		}
		if v, _ := e.Value(); !v.Until().IsZero() {
			if end := v.Until().AddDate(0, 0, 1); end.Before(until) { // to the end of the last day
				until = end
			}
		}
	}
	return until
}

// logOf finds a sign-off in the log.
func (w *work) logOf(p *signoff.Post, s *signoff.SignOff) (permit.Log, error) {
	seq, n := int64(-1), 0
	err := w.v.About(p.About(), func(row record.Row) error {
		e, err := record.Decode(row.Data)
		if err != nil {
			return err
		}
		if e.Kind == signoff.KindSigned || e.Kind == signoff.KindRechecked {
			if n++; n == s.No {
				seq = row.Seq
			}
		}
		return nil
	})
	if err != nil {
		return permit.Log{}, err
	}
	if seq < 0 {
		return permit.Log{}, fmt.Errorf("post %s: %w: sign-off %d isn't in the log", p.ID, record.ErrCorrupt, s.No)
	}
	size, err := w.v.Size()
	if err != nil {
		return permit.Log{}, err
	}
	root, err := tlog.TreeHash(size, w.v)
	return permit.Log{Seq: seq, Size: size, Root: root}, err
}

// Permits gives what was given out for a post, as it was signed, the newest last.
func (o *Office) Permits(ctx context.Context, id string) (out [][]byte, err error) {
	err = o.view(ctx, func(r reading) error {
		p, err := r.post(id)
		if err != nil {
			return err
		}
		for _, m := range p.Permits {
			data, err := r.v.State(statePermit, m.ID)
			if err != nil {
				return err
			}
			out = append(out, data)
		}
		return nil
	})
	return out, err
}

// WithdrawPermit takes a permit back: the next status list says so.
func (o *Office) WithdrawPermit(ctx context.Context, by Member, id, number string) (*signoff.Post, error) {
	return o.changePost(ctx, by, id, func(w *work, p *signoff.Post) (signoff.Event, error) { return p.WithdrawPermit(w.at, w.by, number) })
}

// PermitStatus signs the list of all permits that no longer hold, for whoever checks permits without this practice's data.
func (o *Office) PermitStatus(ctx context.Context) (signed []byte, err error) {
	err = o.view(ctx, func(r reading) error {
		s := permit.Status{AsOf: o.clock()}
		if s.LogSize, err = r.v.Size(); err != nil {
			return err
		}
		if s.LogSize == 0 {
			return fmt.Errorf("nothing was signed off yet: %w", record.ErrNotFound)
		}
		if s.LogRoot, err = tlog.TreeHash(s.LogSize, r.v); err != nil {
			return err
		}
		err := r.posts(func(p *signoff.Post) error {
			for i, m := range p.Permits {
				switch {
				case m.Withdrawn != nil:
					s.Entries = append(s.Entries, permit.Entry{Permit: m.ID, End: permit.Withdrawn, At: *m.Withdrawn})
				case m.Superseded != nil:
					e := permit.Entry{Permit: m.ID, End: permit.Withdrawn, At: m.Superseded.At}
					if i+1 < len(p.Permits) { // a later permit took its place; without one, the sign-off just ended
						e.End, e.By = permit.Superseded, p.Permits[i+1].ID
					}
					s.Entries = append(s.Entries, e)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		signed, err = s.Sign(o.signer)
		return err
	})
	return signed, err
}

// CheckPermit holds a permit against evidence; where it is one of this practice's own, also against what has become of it here. A key that is
// given is the one it has to be signed by; else it is this practice's.
func (o *Office) CheckPermit(ctx context.Context, data []byte, e permit.Evidence) (permit.Result, error) {
	if list, err := o.PermitStatus(ctx); err == nil {
		e.Lists = append(e.Lists, list)
	} else if !errors.Is(err, record.ErrNotFound) {
		return permit.Result{}, err
	}
	if e.Key == "" {
		e.Key = o.PublicKey()
	}
	return permit.Verify(data, e), nil
}
