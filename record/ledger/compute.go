// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"chaperone/record"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// computing holds the hashes of the log as its events give them, and the first of each sort of thing that doesn't fit. What was changed is
// judged at the end, of all of them: an event and its leaf's hash that differ don't tell which of the two was changed, a signed root does.
type computing struct {
	view   record.View
	size   int64
	report *Report
	hashes []tlog.Hash
	dates  []time.Time
	about  map[string][]int64
	each   func(seq int64, e record.Event) error

	gap     int64         // events that could be hashed: those before the first that is missing
	leaf    int64         // the first event whose stored leaf hash isn't the computed one, -1: none
	hash    int64         // index of the first stored inner hash that isn't the computed one, -1: none
	form    int64         // the first event that can't be read, -1: none
	formErr error         //
	proven  int64         // events before this are those of a signed root
	broken  *Fault        // the first stored checkpoint that isn't one, by form or signature
	span    []int64       // first and last event between the last signed root that fits and the first that doesn't
	pending []pendingRead // events of the batch whose stored hashes haven't been compared yet
}

type pendingRead struct {
	seq   int64
	event record.Event
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

// batch is how many events are hashed before their stored hashes are read: a store answers many at once quicker.
const batch = 256

func (c *computing) events() error {
	checked := 0
	var own error
	err := c.view.Rows(0, c.size, func(row record.Row) error {
		if row.Seq != c.gap {
			return errStop
		}
		c.read(row)
		hashes, err := tlog.StoredHashesForRecordHash(row.Seq, leaf(row), c)
		if err != nil {
			return err
		}
		c.hashes = append(c.hashes, hashes...)
		if c.gap++; c.gap%batch != 0 && c.gap != c.size {
			return nil
		}
		if err := c.stored(checked); err != nil {
			return err
		}
		checked = len(c.hashes)
		own = c.hand()
		return own
	})
	switch {
	case own != nil:
		return own
	case err != nil && !errors.Is(err, errStop):
		return fmt.Errorf("events of the log: %w", err)
	}
	return c.stored(checked)
}

// read decodes an event as strictly as it was written.
func (c *computing) read(row record.Row) {
	e, err := record.Decode(row.Data)
	if err == nil && len(row.Salt) != SaltSize {
		err = fmt.Errorf("%w: a salt of %d bytes", record.ErrCorrupt, len(row.Salt))
	}
	if err != nil {
		if c.form < 0 {
			c.form, c.formErr = row.Seq, err
		}
		c.dates = append(c.dates, dateIn(row.Data))
		return
	}
	c.dates = append(c.dates, e.At)
	c.about[e.About] = append(c.about[e.About], row.Seq)
	if c.report.First.IsZero() {
		c.report.First = e.At
	}
	c.report.Last = e.At
	if c.each != nil {
		c.pending = append(c.pending, pendingRead{row.Seq, e})
	}
}

// hand gives the caller the events whose leaves were found to fit.
func (c *computing) hand() error {
	for _, p := range c.pending {
		if c.leaf >= 0 && p.seq >= c.leaf || c.form >= 0 && p.seq >= c.form {
			break
		}
		if err := c.each(p.seq, p.event); err != nil {
			return err
		}
	}
	c.pending = c.pending[:0]
	return nil
}

// dateIn finds the date in the bytes of an event that can't be read any more; the zero time where there is none.
func dateIn(data []byte) time.Time {
	_, rest, _ := bytes.Cut(data, []byte(`"at":"`))
	s, _, _ := bytes.Cut(rest, []byte(`"`))
	t, _ := time.Parse(time.RFC3339, string(s))
	return t
}

// stored compares computed hashes with stored ones, from one index on.
func (c *computing) stored(from int) error {
	if from == len(c.hashes) {
		return nil
	}
	indexes := make([]int64, len(c.hashes)-from)
	for i := range indexes {
		indexes[i] = int64(from + i)
	}
	got, err := c.view.ReadHashes(indexes)
	if err != nil && !errors.Is(err, record.ErrNotFound) && !errors.Is(err, record.ErrCorrupt) {
		return fmt.Errorf("hashes of the log: %w", err)
	}
	if err != nil || len(got) != len(indexes) {
		got = make([]tlog.Hash, len(indexes)) // one is gone: find which
		for i, x := range indexes {
			if h, err := c.view.ReadHashes([]int64{x}); err == nil && len(h) == 1 {
				got[i] = h[0]
			}
		}
	}
	for i, h := range got {
		if h == c.hashes[from+i] {
			continue
		}
		level, n := tlog.SplitStoredHashIndex(indexes[i])
		switch {
		case level == 0 && c.leaf < 0:
			c.leaf = n
		case level > 0 && c.hash < 0:
			c.hash = indexes[i]
		}
	}
	return nil
}

// checkpoints holds each stored checkpoint against the computed root of its size.
func (c *computing) checkpoints(by note.Verifier) error {
	newest := int64(0)
	err := c.view.Checkpoints(func(n int64, signed []byte) error {
		newest = max(newest, n)
		cp, err := parseOwn(signed, by)
		if err == nil && cp.Size != n {
			err = fmt.Errorf("%w: a checkpoint of %d events stored as of %d", record.ErrCorrupt, cp.Size, n)
		}
		if err == nil && n > c.size {
			err = fmt.Errorf("%w: a checkpoint of %d events in a log of %d", ErrMissing, n, c.size)
		}
		if err != nil {
			if c.broken == nil {
				c.broken = &Fault{Part: PartCheckpoint, Seq: n, Why: err}
			}
			return nil
		}
		c.report.Checkpoints++
		if n > c.gap || c.span != nil {
			return nil
		}
		switch err := Consistent(c, c.size, cp); {
		case errors.Is(err, ErrOtherLog):
			c.span = []int64{c.proven, n - 1}
		case err != nil:
			return err
		default:
			c.proven = n
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("checkpoints of the log: %w", err)
	}
	if c.broken == nil && newest != c.size {
		c.broken = &Fault{Part: PartCheckpoint, Seq: newest, Why: fmt.Errorf("%w: the newest checkpoint is of %d events", record.ErrCorrupt, newest)}
	}
	return nil
}

// judge names the first thing that was changed.
func (c *computing) judge() *Fault {
	event := func(first, last int64, why error) *Fault {
		f := &Fault{Part: PartEvent, Seq: first, Last: last, Why: fmt.Errorf("%w: %w", record.ErrCorrupt, why)}
		if first < int64(len(c.dates)) {
			f.At = c.dates[first]
		}
		return f
	}
	switch {
	case c.leaf >= c.proven: // behind every root that fits
		if c.span != nil && c.span[1] < c.leaf {
			return event(c.span[0], c.span[1], ErrRoot)
		}
		return event(c.leaf, c.leaf, ErrLeaf)
	case c.span != nil:
		return event(c.span[0], c.span[1], ErrRoot)
	case c.gap < c.size:
		return event(c.gap, c.gap, ErrMissing)
	}
	switch {
	case c.broken != nil && errors.Is(c.broken.Why, ErrMissing):
		return event(c.size, c.size, ErrMissing)
	case c.broken != nil:
		return c.broken
	case c.leaf >= 0:
		return &Fault{Part: PartHash, Seq: c.leaf, Last: c.leaf, Why: fmt.Errorf("%w: a leaf's hash", record.ErrCorrupt)}
	case c.hash >= 0:
		level, n := tlog.SplitStoredHashIndex(c.hash)
		return &Fault{Part: PartHash, Seq: n << level, Last: (n+1)<<level - 1, Why: fmt.Errorf("%w: a hash of the log", record.ErrCorrupt)}
	case c.form >= 0:
		return &Fault{Part: PartForm, Seq: c.form, Last: c.form, At: c.dates[c.form], Why: c.formErr}
	}
	return nil
}

// lists checks that the events listed under each subject are those that are about it.
func (c *computing) lists() error {
	for _, about := range slices.Sorted(maps.Keys(c.about)) {
		want, i := c.about[about], 0
		fault := func(seq int64) {
			c.report.Fault = &Fault{Part: PartIndex, Seq: seq, Last: seq, Why: fmt.Errorf("%w: the list of events about one thing", record.ErrCorrupt)}
		}
		err := c.view.About(about, func(row record.Row) error {
			if i >= len(want) || row.Seq != want[i] {
				fault(row.Seq)
				return errStop
			}
			i++
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			return fmt.Errorf("events about %s: %w", about, err)
		}
		if c.report.Fault == nil && i != len(want) {
			fault(want[i])
		}
		if c.report.Fault != nil {
			return nil
		}
	}
	return nil
}
