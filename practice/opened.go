// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"chaperone/record"
)

// kindOpened says that somebody looked at what names a person and is sealed: who did, and when, of which entry or person, and never the name.
const kindOpened = "practice.opened"

// opened is its body.
type opened struct {
	What   string `json:"what"`             // entry, file, search, person
	Person string `json:"person,omitempty"` // the person's id, where it isn't about an entry
}

// onceIn is how long what somebody has opened, or written themselves, counts as open before them: a page that is loaded anew isn't another look.
const onceIn = time.Hour

// EntryOpened notes that a member is about to read whose entry it is, or a file that was kept with it. Call it before anything is shown: what
// can't be noted isn't shown.
func (o *Office) EntryOpened(ctx context.Context, by Member, entry string, file bool) error {
	what := opened{What: "entry"}
	if file {
		what.What = "file"
	}
	return o.opened(ctx, by, stateEntry+"/"+entry, what)
}

// PersonOpened notes that a member is about to read who a person is of whom the record holds something, by its id; "" for a search by name.
func (o *Office) PersonOpened(ctx context.Context, by Member, person string) error {
	what := opened{"person", person}
	if person == "" {
		what.What = "search"
	}
	return o.opened(ctx, by, aboutPractice, what)
}

func (o *Office) opened(ctx context.Context, by Member, about string, what opened) error {
	known := false
	err := o.view(ctx, func(r reading) error {
		since := o.clock().Add(-onceIn)
		known = false
		return r.v.About(about, func(row record.Row) error {
			e, err := record.Decode(row.Data)
			if err != nil {
				return fmt.Errorf("entry %d of the log: %w", row.Seq+1, err)
			}
			if e.By != by.ID || !e.At.After(since) {
				return nil
			}
			var was opened
			if e.Kind == kindOpened {
				if err := json.Unmarshal(e.Body, &was); err != nil {
					return fmt.Errorf("entry %d of the log: %w: %v", row.Seq+1, record.ErrCorrupt, err)
				}
			}
			known = known || was == what || e.Kind != kindOpened && about != aboutPractice
			return nil
		})
	})
	if err != nil || known {
		return err
	}
	return o.update(ctx, by, func(w *work) error { return w.emit(kindOpened, about, w.at, w.by, what, nil, "") })
}
