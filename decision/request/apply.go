// SPDX-License-Identifier: Apache-2.0

package request

import "slices"

// Apply makes an event part of the request. Events that a method of the request decided always fit; others may give ErrEvent and leave the
// request as it was. Without an event's private part (erased, or not opened) everything else still comes about, and the request says Erased.
func Apply(r *Request, e Event) error {
	if e.Kind != KindAsked && r.ID == "" {
		return why(ErrEvent, "%s before the request began", e.Kind)
	}
	if err := r.apply(e); err != nil {
		return err
	}
	r.mark(e)
	return nil
}

func (r *Request) apply(e Event) error {
	switch b := e.Body.(type) {
	case AskedBody:
		return r.begin(e, b)
	case Renewed:
		r.Expires, r.Lapsed = b.Expires, nil
		if b.Way != nil {
			r.Ways = slices.Clone(r.Ways)
			for i := range r.Ways {
				r.Ways[i].Replaced = r.Ways[i].Replaced || r.Ways[i].Channel == b.Way.Channel
			}
			r.Ways = append(r.Ways, *b.Way)
		}
	case SeenBy:
		at := e.At
		r.Seen = &at
	case Answer:
		r.answered(e, b)
	case Judged:
		r.Competence = &b
		r.note("competence", e)
	case Best:
		r.Best = &b
		r.note("best-interests", e)
	case RevisedTo:
		if r.Superseded = b.Revision; b.Revision == r.Revision {
			r.Superseded = ""
		}
	case Erasure:
		at := e.At
		r.Erased, r.ErasedAt, r.Private = true, &at, nil
	case Empty:
		return r.plain(e)
	default:
		return why(ErrEvent, "%s", e.Kind)
	}
	return nil
}

func (r *Request) begin(e Event, b AskedBody) error {
	if r.ID != "" {
		return why(ErrEvent, "%s began already", r.ID)
	}
	if b.ID == "" {
		return why(ErrEvent, "a request without an id")
	}
	*r = Request{Asked: b.Asked, At: e.At, By: e.By, Expires: b.Expires, Ways: []Way{b.Way}, Private: &Private{}}
	if w, ok := private[AskedWords](r, e); ok {
		r.Private.Asked = w
	}
	return nil
}

// private gives the private part of an event where it is there; where it isn't, the request's own is lost, too: they have one key.
func private[T any](r *Request, e Event) (T, bool) {
	w, ok := e.Private.(T)
	if !ok || r.Private == nil {
		r.Erased, r.Private = true, nil
		return w, false
	}
	return w, true
}

func (r *Request) answered(e Event, a Answer) {
	n := len(r.Answers)
	r.Answers = append(slices.Clip(r.Answers), a)
	if r.Best != nil && a.Reply == WouldNot {
		best := *r.Best
		best.For = false
		r.Best = &best
	}
	if w, ok := private[AnswerWords](r, e); ok {
		if r.Private.Answers == nil {
			r.Private.Answers = map[int]AnswerWords{}
		}
		r.Private.Answers[n] = w
	}
}

func (r *Request) note(name string, e Event) {
	if n, ok := private[Notes](r, e); ok {
		if r.Private.Notes == nil {
			r.Private.Notes = map[string]Notes{}
		}
		r.Private.Notes[name] = n
	}
}

func (r *Request) plain(e Event) error {
	switch e.Kind {
	case KindHanded:
		r.Handed = &Handed{e.At, e.By}
	case KindTakenBack:
		r.Handed = nil
	case KindQuestion, KindReplied:
		n := len(r.Thread)
		by := e.By
		if e.Kind == KindQuestion {
			by = r.About() // whoever wrote it down
		}
		r.Thread = append(slices.Clip(r.Thread), Message{e.At, by})
		if w, ok := private[Words](r, e); ok {
			if r.Private.Thread == nil {
				r.Private.Thread = map[int]string{}
			}
			r.Private.Thread[n] = w.Words
		}
	case KindNotMe:
		r.Closed = &Closed{EndNotMe, e.At, e.By}
	case KindLapsed:
		at := e.At
		r.Lapsed = &at
	case KindCancelled:
		r.Closed = &Closed{EndCancelled, e.At, e.By}
		if e.Private != nil {
			if w, ok := private[Words](r, e); ok {
				if r.Private.Notes == nil {
					r.Private.Notes = map[string]Notes{}
				}
				r.Private.Notes["cancelled"] = Notes{Reasons: w.Words}
			}
		}
	default:
		return why(ErrEvent, "%s", e.Kind)
	}
	return nil
}
