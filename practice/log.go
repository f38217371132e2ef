// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"fmt"
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
}

// Log gives what happened, in order: all of it, or what is about one thing, named by its id or as the log does ("post/…").
func (o *Office) Log(ctx context.Context, about string, yield func(LogLine) error) error {
	return o.view(ctx, func(r reading) error {
		each := func(row record.Row) error {
			e, err := record.Decode(row.Data)
			if err != nil {
				return fmt.Errorf("entry %d of the log: %w", row.Seq+1, err)
			}
			return yield(LogLine{row.Seq, e.At, e.Kind, e.About, e.By})
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
