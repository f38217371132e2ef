// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"chaperone/record"
)

// LogLine is one event of the log without what is in it.
type LogLine struct {
	Seq   int64 // from 0
	At    time.Time
	Kind  string
	About string
	By    string
	What  string // of "practice.exported" and "practice.opened", what it was: bundle, appraisal, registers; entry, file, search, person
}

// lineOf gives an event without what is in it.
func lineOf(row record.Row, e record.Event) LogLine {
	l := LogLine{Seq: row.Seq, At: e.At, Kind: e.Kind, About: e.About, By: e.By}
	if e.Kind == kindExported || e.Kind == kindOpened {
		var b struct{ What string }
		if json.Unmarshal(e.Body, &b) == nil {
			l.What = b.What
		}
	}
	return l
}

// Log gives what happened, in order: all of it, or what is about one thing, named by its id or as the log does ("post/…").
func (o *Office) Log(ctx context.Context, about string, yield func(LogLine) error) error {
	return o.view(ctx, func(r reading) error {
		each := func(row record.Row) error {
			e, err := record.Decode(row.Data)
			if err != nil {
				return fmt.Errorf("entry %d of the log: %w", row.Seq+1, err)
			}
			return yield(lineOf(row, e))
		}
		if about == "" {
			n, err := r.v.Size()
			if err != nil {
				return err
			}
			return r.v.Rows(0, n, each)
		}
		if strings.Contains(about, "/") {
			return r.v.About(about, each)
		}
		for _, kind := range []string{statePost, stateEntry, "request", "hold"} {
			if err := r.v.About(kind+"/"+about, each); err != nil {
				return err
			}
		}
		return nil
	})
}

// LogQuery says what of the log is wanted.
type LogQuery struct {
	About  string // what it is about, as the log names it: "post/…"; "" everything
	Room   string // the first part of its kind: post, register, request, member …; "" any
	Before int64  // only events before this one; 0: from the newest
	Most   int    // how many at most
}

// looked bounds how many events are read for one look at the log, where few of them are of the room that is wanted.
const looked = 20000

// LogBack gives what happened, the newest first. next is where to go on for what is older; 0: there is nothing.
func (o *Office) LogBack(ctx context.Context, q LogQuery) (lines []LogLine, next int64, err error) {
	err = o.view(ctx, func(r reading) error {
		lines, next = nil, 0
		size, err := r.v.Size()
		if err != nil {
			return err
		}
		to := size
		if q.Before > 0 {
			to = min(to, q.Before)
		}
		if q.About != "" {
			lines, next, err = r.about(q, to)
			return err
		}
		for seen := int64(0); to > 0 && len(lines) < q.Most && seen < looked; {
			from := max(0, to-int64(max(q.Most, 500)))
			part, err := r.lines(func(each func(record.Row) error) error { return r.v.Rows(from, to, each) }, q.Room)
			if err != nil {
				return err
			}
			seen += to - from
			to = from
			slices.Reverse(part)
			if left := q.Most - len(lines); len(part) > left {
				part = part[:left]
				to = part[left-1].Seq
			}
			lines = append(lines, part...)
		}
		next = to
		return nil
	})
	return lines, next, err
}

// about gives what is about one thing before an event, the newest first.
func (r reading) about(q LogQuery, to int64) (lines []LogLine, next int64, err error) {
	all, err := r.lines(func(each func(record.Row) error) error {
		return r.v.About(q.About, func(row record.Row) error {
			if row.Seq >= to {
				return nil
			}
			return each(row)
		})
	}, q.Room)
	slices.Reverse(all)
	if len(all) > q.Most {
		all = all[:q.Most]
		next = all[q.Most-1].Seq
	}
	return all, next, err
}

// lines reads events of a room.
func (r reading) lines(rows func(func(record.Row) error) error, room string) (out []LogLine, err error) {
	err = rows(func(row record.Row) error {
		e, err := record.Decode(row.Data)
		if err != nil {
			return fmt.Errorf("entry %d of the log: %w", row.Seq+1, err)
		}
		if room == "" || strings.HasPrefix(e.Kind, room+".") {
			out = append(out, lineOf(row, e))
		}
		return nil
	})
	return out, err
}

// Checkpoint gives the signed checkpoint of the log as it stands: record.ErrNotFound while nothing has happened.
func (o *Office) Checkpoint(ctx context.Context) (signed []byte, err error) {
	err = o.view(ctx, func(r reading) error {
		n, err := r.v.Size()
		if err != nil {
			return err
		}
		signed, err = r.v.Checkpoint(n)
		return err
	})
	return signed, err
}

// PublicKey is the key that checks this practice's signatures, in the one line of signed notes: name, hash and key.
func (o *Office) PublicKey() string { return o.signer.Key() }
