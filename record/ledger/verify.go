// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"chaperone/record"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Part is what of a log doesn't hold.
type Part string

// The parts of a log.
const (
	PartEvent      Part = "event"      // an event's bytes or salt are not what its leaf commits to
	PartHash       Part = "hash"       // the events hold, a hash beside them doesn't
	PartCheckpoint Part = "checkpoint" // a stored checkpoint isn't one of this log's, or isn't signed by its key
	PartElsewhere  Part = "elsewhere"  // a checkpoint kept elsewhere isn't one of this log's
	PartIndex      Part = "index"      // an event is listed under something it isn't about
)

// Fault is the first thing that doesn't hold.
type Fault struct {
	Part Part
	Seq  int64     // the event, from 0; of checkpoints the size; -1 where it can't be told
	At   time.Time // of the event, where it can still be read
	Why  error
}

// Report is what Verify has found.
type Report struct {
	Origin      string
	Key         string // the verifier key it was held against
	Events      int64
	First, Last time.Time // of the events, as they say
	Checkpoints int
	Elsewhere   []Checkpoint // those handed in, that hold
	Fault       *Fault       // nil: all of it holds
}

// Options say what a log is held against besides its own key.
type Options struct {
	Against [][]byte                              // checkpoints kept elsewhere, signed notes
	Event   func(seq int64, e record.Event) error // called for each event, in order; an error is the caller's and ends the verification
}

// Verify computes all of a log anew from its events: each commitment and leaf, each stored hash, each stored checkpoint with its signature,
// each list of events about something; and holds it against checkpoints kept elsewhere. The error is one of reading; what doesn't hold is the
// report's Fault. It keeps 64 bytes an event in memory.
func Verify(v record.View, by note.Verifier, o Options) (*Report, error) {
	size, err := v.Size()
	if err != nil {
		return nil, fmt.Errorf("size of the log: %w", err)
	}
	r := &Report{Origin: by.Name(), Events: size}
	c := &computing{view: v, report: r, about: map[string][]int64{}, each: o.Event}
	if err := c.events(size); err != nil || r.Fault != nil {
		return r, err
	}
	if err := c.lists(); err != nil || r.Fault != nil {
		return r, err
	}
	if err := c.checkpoints(size, by); err != nil || r.Fault != nil {
		return r, err
	}
	for _, data := range o.Against {
		cp, err := ParseCheckpoint(data, by)
		if err == nil {
			err = Consistent(c, size, cp)
		}
		if err != nil {
			r.Fault = &Fault{Part: PartElsewhere, Seq: cp.Size, Why: err}
			return r, nil
		}
		r.Elsewhere = append(r.Elsewhere, cp)
	}
	return r, nil
}

// computing holds the hashes of the log as its events give them.
type computing struct {
	view   record.View
	report *Report
	hashes []tlog.Hash
	about  map[string][]int64
	each   func(seq int64, e record.Event) error
	own    error // the caller's error of each
}

// ReadHashes gives computed hashes, never stored ones.
func (c *computing) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		if x < 0 || x >= int64(len(c.hashes)) {
			return nil, fmt.Errorf("hash %d of %d", x, len(c.hashes))
		}
		out[i] = c.hashes[x]
	}
	return out, nil
}

var errStop = errors.New("stop")

func (c *computing) events(size int64) error {
	next, checked := int64(0), 0
	err := c.view.Rows(0, size, func(row record.Row) error {
		fault := func(at time.Time, why error) error {
			c.report.Fault = &Fault{Part: PartEvent, Seq: next, At: at, Why: why}
			return errStop
		}
		if row.Seq != next {
			return fault(time.Time{}, fmt.Errorf("%w: event %d is missing", record.ErrCorrupt, next))
		}
		if len(row.Salt) != SaltSize {
			return fault(time.Time{}, fmt.Errorf("%w: a salt of %d bytes", record.ErrCorrupt, len(row.Salt)))
		}
		e, err := record.Decode(row.Data)
		if err != nil {
			return fault(time.Time{}, err)
		}
		hashes, err := tlog.StoredHashesForRecordHash(next, leaf(row), c)
		if err != nil {
			return err
		}
		c.hashes = append(c.hashes, hashes...)
		c.about[e.About] = append(c.about[e.About], next)
		if next == 0 {
			c.report.First = e.At
		}
		c.report.Last = e.At
		// Leaf by leaf, so that the first event that differs is named; in pieces, since a store answers many at once quicker.
		if next++; next%256 == 0 || next == size {
			if err := c.stored(checked); err != nil {
				return err
			}
			checked = len(c.hashes)
		}
		if c.each != nil && c.report.Fault == nil {
			if c.own = c.each(next-1, e); c.own != nil {
				return errStop
			}
		}
		if c.report.Fault != nil {
			return errStop
		}
		return nil
	})
	switch {
	case c.own != nil:
		return c.own
	case errors.Is(err, errStop):
		return nil
	case err != nil:
		return fmt.Errorf("events of the log: %w", err)
	case next != size:
		c.report.Fault = &Fault{Part: PartEvent, Seq: next, Why: fmt.Errorf("%w: event %d is missing", record.ErrCorrupt, next)}
	}
	return nil
}

// stored compares computed hashes with stored ones, from one index on.
func (c *computing) stored(from int) error {
	indexes := make([]int64, len(c.hashes)-from)
	for i := range indexes {
		indexes[i] = int64(from + i)
	}
	got, err := c.view.ReadHashes(indexes)
	if err != nil {
		c.report.Fault = &Fault{Part: PartHash, Seq: -1, Why: err}
		return nil
	}
	for i, h := range got {
		if h == c.hashes[from+i] {
			continue
		}
		level, n := tlog.SplitStoredHashIndex(indexes[i])
		f := &Fault{Part: PartHash, Seq: n << level, Why: fmt.Errorf("%w: a hash of the log", record.ErrCorrupt)}
		if level == 0 { // the leaf: the event, its salt or its hash was changed
			f.Part, f.Why = PartEvent, fmt.Errorf("%w: it isn't what its leaf commits to", record.ErrCorrupt)
		}
		if row, err := c.view.Row(f.Seq); err == nil {
			if e, err := record.Decode(row.Data); err == nil {
				f.At = e.At
			}
		}
		c.report.Fault = f
		return nil
	}
	return nil
}

// lists checks that the events listed under each subject are those that are about it.
func (c *computing) lists() error {
	for about, want := range c.about {
		i := 0
		err := c.view.About(about, func(row record.Row) error {
			if i >= len(want) || row.Seq != want[i] {
				c.report.Fault = &Fault{Part: PartIndex, Seq: row.Seq, Why: fmt.Errorf("%w: the list of events", record.ErrCorrupt)}
				return errStop
			}
			i++
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			return err
		}
		if c.report.Fault == nil && i != len(want) {
			c.report.Fault = &Fault{Part: PartIndex, Seq: want[i], Why: fmt.Errorf("%w: the list of events", record.ErrCorrupt)}
		}
		if c.report.Fault != nil {
			return nil
		}
	}
	return nil
}

func (c *computing) checkpoints(size int64, by note.Verifier) error {
	last := int64(0)
	err := c.view.Checkpoints(func(n int64, signed []byte) error {
		cp, err := ParseCheckpoint(signed, by)
		if err == nil && cp.Size != n {
			err = fmt.Errorf("%w: a checkpoint of %d events stored as of %d", record.ErrCorrupt, cp.Size, n)
		}
		if err == nil {
			err = Consistent(c, size, cp)
		}
		if err == nil {
			err = strict(signed)
		}
		if err != nil {
			c.report.Fault = &Fault{Part: PartCheckpoint, Seq: n, Why: err}
			return errStop
		}
		c.report.Checkpoints++
		last = n
		return nil
	})
	if err != nil && !errors.Is(err, errStop) {
		return fmt.Errorf("checkpoints of the log: %w", err)
	}
	if c.report.Fault == nil && last != size {
		c.report.Fault = &Fault{Part: PartCheckpoint, Seq: size, Why: fmt.Errorf("%w: the newest checkpoint is of %d events", record.ErrCorrupt, last)}
	}
	return nil
}

// strict checks that the signatures of a note are in the one form they are written in: base64 can spell the same bytes in several ways, and
// one of them would be a change nobody sees.
func strict(signed []byte) error {
	_, lines, _ := strings.Cut(string(signed), "\n\n")
	for line := range strings.Lines(lines) {
		parts := strings.Split(strings.TrimSuffix(line, "\n"), " ")
		raw, err := base64.StdEncoding.Strict().DecodeString(parts[len(parts)-1])
		if err != nil || base64.StdEncoding.EncodeToString(raw) != parts[len(parts)-1] {
			return fmt.Errorf("%w: a signature in another form", record.ErrCorrupt)
		}
	}
	return nil
}
