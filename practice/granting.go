// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"errors"
	"slices"

	"chaperone/decision/request"
	"chaperone/decision/signoff"
	"chaperone/register"
)

// settle gives the post the answer that counts now, and the registers what it grants or no longer grants.
func (w *work) settle(q *request.Request) error {
	p, err := w.post(q.Post)
	if err != nil {
		return err
	}
	if reply := q.Reply(); reply != "" {
		i := slices.IndexFunc(p.Requests, func(x signoff.Request) bool { return x.ID == q.ID })
		if i >= 0 && string(p.Requests[i].Reply) != reply {
			e, err := p.Replied(w.at, q.About(), q.ID, signoff.Reply(reply), w.answeredBy(q))
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

// answeredBy names who gave the last answer to a request: the member who was signed in while they answered, where there was one. Whoever writes in
// the post later on is no second pair of eyes any more, and that has to show.
func (w *work) answeredBy(q *request.Request) string {
	last := q.Last()
	if w.by != "" && w.by != signoff.Program && last != nil && (last.Channel == request.Link || last.Channel == request.Device) && last.At.Equal(w.at) {
		return w.by
	}
	return q.About()
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
