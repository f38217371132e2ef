// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"chaperone/decision/request"
	"chaperone/decision/signoff"
	"chaperone/record"
	"chaperone/record/bundle"
	"chaperone/record/ledger"
	"chaperone/register"
)

// kindExported says that somebody took something out of the record: a bundle, an appraisal summary, the registers.
const kindExported = "practice.exported"

// exported is its body.
type exported struct {
	What   string `json:"what"`             // bundle, appraisal, registers
	Post   string `json:"post,omitempty"`   //
	Opened bool   `json:"opened,omitempty"` // sealed words were opened for it
}

// aboutPractice is what events about the practice as a whole are about.
const aboutPractice = "practice"

// Bundle writes one post's story with its proofs: what happened, who decided what and why, what it rested on. Sealed words of others (a
// person's name, what they wrote) stay sealed unless open is set; the post's own words are in it as long as they aren't erased. That it was taken
// out is itself kept in the log.
func (o *Office) Bundle(ctx context.Context, by Member, id string, open bool, w io.Writer) error {
	err := o.update(ctx, by, func(w *work) error {
		if _, err := w.post(id); err != nil {
			return err
		}
		return w.emit(kindExported, aboutPractice, w.at, w.by, exported{"bundle", id, open}, nil, "")
	})
	if err != nil {
		return err
	}
	return o.view(ctx, func(r reading) error {
		p, err := r.post(id)
		if err != nil {
			return err
		}
		b := &telling{reading: r, ctx: ctx, open: open}
		if err := b.tell(p, by); err != nil {
			return err
		}
		return bundle.Make(w, b.story, b.evidence)
	})
}

// telling gathers a bundle.
type telling struct {
	reading
	ctx      context.Context // of the call: pictures are read while the bundle is written
	open     bool
	story    bundle.Story
	evidence bundle.Evidence
	author   register.Author
}

// who shows a member by the name on file, somebody asked by the request alone.
func (b *telling) who(id string) bundle.Who {
	w := bundle.Who{ID: id}
	if m, err := b.member(id); err == nil && !m.Added.IsZero() {
		w.Name = m.names.Name
	}
	if id == Author {
		w.Role = b.author.Role
		if w.Name == "" {
			w.Name = cmp.Or(b.author.Name, "the author") // who never said more of themselves
		}
	}
	return w
}

func (b *telling) tell(p *signoff.Post, by Member) error {
	seqs, err := b.gather(p)
	if err != nil {
		return err
	}
	b.story.Made, b.story.MadeBy = b.o.clock(), b.who(by.ID)
	return b.prove(p, seqs)
}

// gather puts the story together. It gives the events it rests on.
func (b *telling) gather(p *signoff.Post) (seqs []int64, err error) {
	rs, err := b.registers()
	if err != nil {
		return nil, err
	}
	b.author, _ = rs.Author("")
	if b.story, seqs, err = b.storyOf(p); err != nil {
		return nil, err
	}
	b.story.Practice = b.author.Name
	if b.story.Practice == "" {
		b.story.Practice = b.o.Origin()
	}
	b.story.Explain(b.books.checker.Book)
	for _, x := range p.Requests {
		more, err := b.asked(x.ID)
		if err != nil {
			return nil, err
		}
		seqs = append(seqs, more...)
	}
	for _, id := range entriesOf(p) {
		more, err := b.entry(rs, id)
		if err != nil {
			return nil, err
		}
		seqs = append(seqs, more...)
	}
	b.story.Arrange()
	return seqs, nil
}

// Story tells what happened to a post, as its bundle does: what others said in confidence stays sealed. Nothing leaves the record by it.
func (o *Office) Story(ctx context.Context, id string) (s bundle.Story, err error) {
	err = o.view(ctx, func(r reading) error {
		p, err := r.post(id)
		if err != nil {
			return err
		}
		b := &telling{reading: r, ctx: ctx}
		_, err = b.gather(p)
		s = b.story
		return err
	})
	return s, err
}

// storyOf tells what a post's own events hold, and which these are.
func (b *telling) storyOf(p *signoff.Post) (s bundle.Story, seqs []int64, err error) {
	var told []bundle.Told
	err = b.about(p.About(), func(seq int64, e record.Event, private []byte) error {
		x, err := signoff.Decode(e.Kind, e.At, e.By, e.Body, private)
		if err != nil {
			return err
		}
		told, seqs = append(told, bundle.Told{Seq: seq, Event: x}), append(seqs, seq)
		return nil
	})
	if err != nil {
		return s, nil, err
	}
	s, err = bundle.StoryOf(told, b.who)
	return s, seqs, err
}

// about gives the events about something with their private parts, where those can be opened, and notes them for the bundle where asked.
func (b *telling) about(about string, yield func(seq int64, e record.Event, private []byte) error) error {
	return b.v.About(about, func(row record.Row) error {
		e, err := record.Decode(row.Data)
		if err != nil {
			return fmt.Errorf("entry %d of the log: %w", row.Seq+1, err)
		}
		private, err := b.private(e)
		if err != nil {
			return fmt.Errorf("entry %d of the log: %w", row.Seq+1, err)
		}
		if private != nil && (b.open || strings.HasPrefix(about, statePost+"/")) {
			b.evidence.Opened = append(b.evidence.Opened, bundle.Opened{Seq: row.Seq, Data: private})
		}
		return yield(row.Seq, e, private)
	})
}

// entriesOf lists the register entries a post ever rested on.
func entriesOf(p *signoff.Post) (out []string) {
	add := func(id string) {
		if id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	for _, w := range p.Ways {
		if w.Kind == signoff.WayRecord {
			add(w.Entry.Entry)
		}
	}
	for _, s := range p.SignOffs {
		for _, l := range s.Leans {
			add(l.Entry)
		}
	}
	for _, a := range p.Addresses {
		for _, l := range a.Leans {
			add(l.Entry)
		}
	}
	for _, d := range p.Due {
		if d.Cause.Kind == "entry" {
			add(d.Cause.ID)
		}
	}
	return out
}

// asked tells who was asked and what they said: all of it sealed unless the bundle is opened. It gives the events it rests on.
func (b *telling) asked(id string) (seqs []int64, err error) {
	var told []bundle.ToldRequest
	err = b.about(stateRequest+"/"+id, func(seq int64, e record.Event, private []byte) error {
		if !b.open {
			private = nil
		}
		x, err := request.Decode(e.Kind, e.At, e.By, e.Body, private)
		if err != nil {
			return err
		}
		told, seqs = append(told, bundle.ToldRequest{Seq: seq, Event: x}), append(seqs, seq)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return seqs, b.story.AddRequest(told, b.who)
}

// entry tells a register entry as it stands, and gives the events it rests on.
func (b *telling) entry(rs *register.Registers, id string) (seqs []int64, err error) {
	e := rs.Entry(id)
	if e == nil {
		return nil, nil
	}
	x := bundle.Entry{Register: string(e.Register), ID: id}
	err = b.about(stateEntry+"/"+id, func(seq int64, ev record.Event, _ []byte) error {
		if ev.Kind == kindOpened {
			return nil // who looked at it is no part of the post's story
		}
		seqs = append(seqs, seq)
		x.Events = append(x.Events, seq)
		b.story.TimeLine = append(b.story.TimeLine, bundle.MomentOf(seq, ev.At, ev.Kind, ev.About, b.who(ev.By)))
		return nil
	})
	if err != nil {
		return nil, err
	}
	v, _ := e.Value()
	if e.Register.Sealed() && !b.open && len(e.Versions) > 0 {
		v = e.Versions[len(e.Versions)-1].Public
	}
	if e.Erased != nil {
		x.Erased = &bundle.Erasure{On: e.Erased.At, Because: erasedBecause(e.Erased.Because)}
	}
	if e.Ended != nil {
		x.Ended = "ended on " + e.Ended.At.Format("2 January 2006")
		if e.Ended.Withdrawn {
			x.Ended = "withdrawn on " + e.Ended.At.Format("2 January 2006")
		}
	}
	x.Fields = fieldsOf(v)
	b.story.Entries = append(b.story.Entries, x)
	return seqs, nil
}

func erasedBecause(why string) string {
	switch why {
	case register.PastRetention:
		return "past-retention"
	case register.InError:
		return "thrown-away"
	}
	return "at-their-request"
}

// fieldsOf gives what a value says, a line for each field, in the words of the registers' forms.
func fieldsOf(v register.Value) (out []bundle.Field) {
	for _, x := range v.Sayings(func(d register.Date) string { return d.Format("2 January 2006") }) {
		between := ", "
		if slices.ContainsFunc(x.Words, func(w string) bool { return strings.Contains(w, ",") }) {
			between = "; "
		}
		out = append(out, bundle.Field{Name: x.Label, Value: strings.TrimSpace(strings.Join(x.Words, between)), Link: x.Link})
	}
	return out
}

// media adds the pictures and films of the revisions that can still be opened.
func (b *telling) media(p *signoff.Post) error {
	if p.Private == nil || b.o.blobs == nil {
		return nil
	}
	seen := map[string]bool{}
	for _, r := range p.Private.Revisions {
		for _, m := range r.Media {
			if seen[m.Digest] {
				continue
			}
			seen[m.Digest] = true
			f, err := b.openMedium(b.ctx, p.ID, m.Digest)
			if errors.Is(err, record.ErrNotFound) || errors.Is(err, record.ErrErased) || errors.Is(err, record.ErrDamaged) {
				continue // the story names it; what is gone can't be in the bundle
			}
			if err != nil {
				return err
			}
			f.Close()
			b.evidence.Media = append(b.evidence.Media, bundle.Medium{Digest: m.Digest, Open: func() (io.ReadCloser, error) { return b.openMedium(b.ctx, p.ID, m.Digest) }})
		}
	}
	slices.SortFunc(b.evidence.Media, func(x, y bundle.Medium) int { return strings.Compare(x.Digest, y.Digest) })
	return nil
}

// prove adds the proof of each event, all for the newest checkpoint, and the permits.
func (b *telling) prove(p *signoff.Post, seqs []int64) error {
	size, err := b.v.Size()
	if err != nil {
		return err
	}
	slices.Sort(seqs)
	for _, seq := range slices.Compact(seqs) {
		x, err := ledger.Inclusion(b.v, seq, size)
		if err != nil {
			return err
		}
		b.evidence.Proofs = append(b.evidence.Proofs, x)
	}
	b.evidence.Key = b.o.PublicKey()
	b.evidence.Sign = &b.o.signer
	if err := b.media(p); err != nil {
		return err
	}
	b.evidence.Permits = map[string][]byte{}
	for _, m := range p.Permits {
		data, err := b.v.State(statePermit, m.ID)
		if errors.Is(err, record.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		b.evidence.Permits[m.ID] = data
	}
	return nil
}
