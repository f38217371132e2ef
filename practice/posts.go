// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/record"
)

// statePost is the kind of state posts are kept as.
const statePost = "post"

// post loads a post: record.ErrNotFound.
func (r reading) post(id string) (*signoff.Post, error) {
	data, err := r.v.State(statePost, id)
	if err != nil {
		return nil, fmt.Errorf("post %s: %w", id, err)
	}
	return r.postOf(id, data)
}

func (r reading) postOf(id string, data []byte) (*signoff.Post, error) {
	p, s := &signoff.Post{}, &signoff.Private{}
	gone, err := r.state(statePost, id, data, p, s)
	if err != nil {
		return nil, err
	}
	if !gone {
		p.Private = s
	}
	return p, nil
}

// posts gives all posts, in order of id.
func (r reading) posts(yield func(*signoff.Post) error) error {
	return r.v.States(statePost, func(id string, data []byte) error {
		p, err := r.postOf(id, data)
		if err != nil {
			return err
		}
		return yield(p)
	})
}

// post loads a post once for a work, which changes it.
func (w *work) post(id string) (*signoff.Post, error) {
	if p := w.posts[id]; p != nil {
		return p, nil
	}
	p, err := w.reading.post(id)
	if err != nil {
		return nil, err
	}
	w.posts[id] = p
	return p, nil
}

// posted makes an event of a post happen.
func (w *work) posted(p *signoff.Post, e signoff.Event) error {
	if err := signoff.Apply(p, e); err != nil {
		return fmt.Errorf("%s: %w", e.Kind, err)
	}
	w.posts[p.ID] = p
	w.later(statePost, p.ID, func() error {
		if p.Private == nil {
			return w.put(statePost, p.ID, p, nil, "")
		}
		return w.put(statePost, p.ID, p, p.Private, p.KeyID())
	})
	return w.emit(e.Kind, p.About(), e.At, e.By, e.Body, e.Private, p.KeyID())
}

// changePost does one thing to a post.
func (o *Office) changePost(ctx context.Context, by Member, id string, decide func(w *work, p *signoff.Post) (signoff.Event, error)) (p *signoff.Post, err error) {
	err = o.update(ctx, by, func(w *work) error {
		if p, err = w.post(id); err != nil {
			return err
		}
		e, err := decide(w, p)
		if err != nil {
			return err
		}
		return w.posted(p, e)
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// Post gives a post as it stands, its words too where they are still there.
func (o *Office) Post(ctx context.Context, id string) (p *signoff.Post, err error) {
	err = o.view(ctx, func(r reading) error {
		p, err = r.post(id)
		return err
	})
	return p, err
}

// Posts gives all posts, the newest first.
func (o *Office) Posts(ctx context.Context) ([]*signoff.Post, error) {
	var all []*signoff.Post
	err := o.view(ctx, func(r reading) error {
		return r.posts(func(p *signoff.Post) error {
			all = append(all, p)
			return nil
		})
	})
	slices.SortStableFunc(all, func(a, b *signoff.Post) int { return b.Begun.Compare(a.Begun) })
	return all, err
}

// DraftPost begins a post, with its pictures and films, and checks it: both happen, or neither.
func (o *Office) DraftPost(ctx context.Context, by Member, r signoff.Revision, media ...Medium) (*signoff.Post, error) {
	id, err := o.newID()
	if err != nil {
		return nil, err
	}
	more, err := o.keepMedia(ctx, by, id, media)
	if err != nil {
		return nil, err
	}
	r.Media = append(slices.Clone(r.Media), more...)
	salt := make([]byte, signoff.SaltSize)
	if _, err := io.ReadFull(o.rand, salt); err != nil {
		return nil, fmt.Errorf("random bytes: %w", err)
	}
	var p *signoff.Post
	err = o.update(ctx, by, func(w *work) error {
		if _, err := w.post(id); !errors.Is(err, record.ErrNotFound) {
			return fmt.Errorf("post %s: %w", id, errors.Join(err, record.ErrExists))
		}
		e, err := signoff.New(w.at, w.by, id, salt, r)
		if err != nil {
			return err
		}
		p = &signoff.Post{}
		if err := w.posted(p, e); err != nil {
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

// RevisePost puts other words and pictures in a post's place and checks them. A sign-off of the earlier ones ends. What r.Media names has to be
// there already; media are added to it.
func (o *Office) RevisePost(ctx context.Context, by Member, id string, r signoff.Revision, media ...Medium) (*signoff.Post, error) {
	more, err := o.keepMedia(ctx, by, id, media)
	if err != nil {
		return nil, err
	}
	r.Media = append(slices.Clone(r.Media), more...)
	var p *signoff.Post
	err = o.update(ctx, by, func(w *work) error {
		var err error
		if p, err = w.post(id); err != nil {
			return err
		}
		e, err := p.Revise(w.at, w.by, r)
		if err != nil {
			return err
		}
		if err := w.posted(p, e); err != nil {
			return err
		}
		if err := w.outdated(p); err != nil {
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

// AnswerQuestion keeps the answer to a rule's question, for this post whatever its wording, and checks again. That a claim is the very one on
// record is said of the words as they stand, and these are written into its entry. ErrAnswer says which answers a rule's question knows.
func (o *Office) AnswerQuestion(ctx context.Context, by Member, id, rule, value string) (*signoff.Post, error) {
	if err := o.MayAnswer(rule, value); err != nil {
		return nil, err
	}
	var p *signoff.Post
	err := o.update(ctx, by, func(w *work) error {
		var err error
		if p, err = w.post(id); err != nil {
			return err
		}
		if value, err = w.answerOf(p, rule, strings.TrimSpace(value)); err != nil {
			return err
		}
		e, err := p.AnswerQuestion(w.at, w.by, rule, value)
		if err != nil {
			return err
		}
		if err := w.posted(p, e); err != nil {
			return err
		}
		if err := w.wordings(p, rule, value); err != nil {
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

// ErrAnswer marks an answer that the question doesn't know.
var ErrAnswer = errors.New("that is no answer to a question")

// Justify keeps what finding n points at, with a reason in own words.
func (o *Office) Justify(ctx context.Context, by Member, id string, n int, reason string) (*signoff.Post, error) {
	return o.changePost(ctx, by, id, func(w *work, p *signoff.Post) (signoff.Event, error) { return p.Justify(w.at, w.by, n, reason) })
}

// Misread says what the words of finding n mean instead.
func (o *Office) Misread(ctx context.Context, by Member, id string, n int, means string) (*signoff.Post, error) {
	return o.changePost(ctx, by, id, func(w *work, p *signoff.Post) (signoff.Event, error) { return p.Misread(w.at, w.by, n, means) })
}

// Looked says that a person looked at what a check couldn't look at.
func (o *Office) Looked(ctx context.Context, by Member, id string, n int, note string) (*signoff.Post, error) {
	return o.changePost(ctx, by, id, func(w *work, p *signoff.Post) (signoff.Event, error) { return p.Looked(w.at, w.by, n, note) })
}

// AttachRecord gives a register entry as the way out of finding n, where it covers these words.
func (o *Office) AttachRecord(ctx context.Context, by Member, id string, n int, entry string) (*signoff.Post, error) {
	return o.changePost(ctx, by, id, func(w *work, p *signoff.Post) (signoff.Event, error) { return attach(w, p, n, entry) })
}

// Unsign takes a sign-off back before the post is out.
func (o *Office) Unsign(ctx context.Context, by Member, id string) (*signoff.Post, error) {
	return o.changePost(ctx, by, id, func(w *work, p *signoff.Post) (signoff.Event, error) { return p.Unsign(w.at, w.by) })
}

// Published notes where the signed-off words went out. Without a sign-off that is noted, too, with a reason, and stays visible as a fault; what an
// entry on record asks of it is due at once. A signed-off post is checked once more: where what it rested on has lapsed since, the sign-off ends
// and nothing is published (signoff.ErrNotSigned).
func (o *Office) Published(ctx context.Context, by Member, id string, platform post.Platform, address, without string) (p *signoff.Post, err error) {
	var refused error
	err = o.update(ctx, by, func(w *work) error {
		if p, err = w.post(id); err != nil {
			return err
		}
		if without == "" && p.Signed() != nil {
			if _, err := w.check(p); err != nil {
				return err
			}
			if p.Signed() == nil {
				refused = fmt.Errorf("%w: what it rested on has changed since, see what is open now", signoff.ErrNotSigned)
				return nil // that it ended is kept
			}
		}
		decide := func() (signoff.Event, error) { return p.Publish(w.at, w.by, platform, address) }
		if without != "" {
			decide = func() (signoff.Event, error) { return p.PublishedWithout(w.at, w.by, platform, address, without) }
		}
		e, err := decide()
		if err != nil {
			return err
		}
		if err := w.posted(p, e); err != nil {
			return err
		}
		if err := w.adoptFirst(); err != nil {
			return err
		}
		return w.standsOut(p)
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return nil, err
	}
	return p, nil
}

// TakeDown notes that a post has to come down, by a member's own decision.
func (o *Office) TakeDown(ctx context.Context, by Member, id string, until time.Time) (*signoff.Post, error) {
	return o.changePost(ctx, by, id, func(w *work, p *signoff.Post) (signoff.Event, error) {
		return p.TakeDownDue(w.at, w.by, signoff.ReasonOwn, signoff.Cause{}, until)
	})
}

// TakenDown notes that an address no longer has the post, and how anybody knows: somebody looked, or an export (its digest) was scanned.
func (o *Office) TakenDown(ctx context.Context, by Member, id, address, export, note string) (p *signoff.Post, err error) {
	err = o.update(ctx, by, func(w *work) error {
		if p, err = w.post(id); err != nil {
			return err
		}
		no := p.AddressNo(address)
		if no == 0 {
			return fmt.Errorf("%w: nothing of this post is live at that address", signoff.ErrUnknown)
		}
		kind := signoff.ProofGone
		if export != "" {
			kind = signoff.ProofRescan
		}
		e, err := p.TakenDown(w.at, w.by, no, kind, export, note)
		if err != nil {
			return err
		}
		if err := w.posted(p, e); err != nil {
			return err
		}
		return w.erasedWhenDown(p)
	})
	return p, err
}

// Throw throws a draft away; NeverPublish closes a post that will not go out.
func (o *Office) Throw(ctx context.Context, by Member, id string) (*signoff.Post, error) {
	return o.changePost(ctx, by, id, func(w *work, p *signoff.Post) (signoff.Event, error) { return p.Throw(w.at, w.by) })
}

// NeverPublish closes a post that will not go out, with a reason.
func (o *Office) NeverPublish(ctx context.Context, by Member, id, because string) (*signoff.Post, error) {
	return o.changePost(ctx, by, id, func(w *work, p *signoff.Post) (signoff.Event, error) {
		return p.NeverPublish(w.at, w.by, because)
	})
}
