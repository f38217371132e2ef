// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"chaperone/decision/request"
	"chaperone/decision/signoff"
	"chaperone/record"
)

// Kinds of state requests are kept as.
const (
	stateRequest = "request"
	stateWay     = "way" // by hash of a link's token or a paper's reference: the request it opens
)

// AnswerWithin is how long somebody has to answer when nobody says otherwise. No answer means no.
const AnswerWithin = 28 * 24 * time.Hour

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
