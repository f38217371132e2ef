// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/record"
)

// Glance is what a list says of a post, and what later posts need to know of it. It is shared between callers: only to be read.
type Glance struct {
	ID        string
	Status    signoff.Status
	Text      string // its current words; "" once they are erased
	Erased    bool
	Account   string
	Platforms []post.Platform
	Begun     time.Time
	Changed   time.Time        // its status or its words
	Checked   bool             // it was checked since its words changed last
	Verdict   string           // of that check
	StillOpen int              // findings without a way out
	Waiting   int              // answers other people owe
	Refused   bool             // a patient said no to these words
	Live      int              // addresses where it stands
	Due       []signoff.Due    // what has to be done, open
	WaitsFor  []signoff.Wait   // all it waits for
	Fault     bool             // it went out without a sign-off
	published *publishedGlance // nil where it never was
}

// publishedGlance is the wording a post went out with first.
type publishedGlance struct {
	account, digest string
	at              time.Time
}

func glanceAt(p *signoff.Post) *Glance {
	g := &Glance{ID: p.ID, Status: p.Status, Erased: true, Platforms: p.Revision.Platforms, Begun: p.Begun, Changed: p.Since, StillOpen: len(p.StillOpen()), Waiting: len(p.Waiting()), Refused: len(p.RefusedThese()) > 0,
		Live: len(p.Live()), Due: p.IsDue(), WaitsFor: p.WaitsFor(), Fault: p.Fault()}
	if p.Revised.After(g.Changed) {
		g.Changed = p.Revised
	}
	if t, ok := p.Text(); ok {
		g.Text, g.Account, g.Erased = t.Text, t.Account, false
	}
	if p.Check != nil {
		g.Checked, g.Verdict = true, p.Check.Verdict
	}
	if len(p.Addresses) > 0 {
		a := p.Addresses[0]
		if t, ok := wording(p, a.Revision); ok {
			g.published = &publishedGlance{t.Account, a.Revision, a.At}
		}
	}
	return g
}

// glances remembers all posts at a glance: with thousands of them, opening each anew for every check would take longer than the check. It
// is kept as of a size of the log; what was said of posts since is read when it is asked for again, by whichever program wrote it.
type glances struct {
	mu   sync.Mutex
	size int64
	all  map[string]*Glance // nil: nothing read yet; never changed once it is here
}

// glances gives all posts as they stand in this view. Whoever gets it doesn't change it.
func (r reading) glances() (map[string]*Glance, error) {
	size, err := r.v.Size()
	if err != nil {
		return nil, err
	}
	m := &r.o.seen
	m.mu.Lock()
	was, at := m.all, m.size
	m.mu.Unlock()
	if was != nil && at == size {
		return was, nil
	}
	changed, whole := map[string]bool{}, was == nil || at > size // a view may be older than what another one has read meanwhile
	if !whole {
		err = r.v.Rows(at, size, func(row record.Row) error {
			e, err := record.Decode(row.Data)
			if err != nil {
				return fmt.Errorf("entry %d of the log: %w", row.Seq+1, err)
			}
			if id, ok := strings.CutPrefix(e.About, statePost+"/"); ok {
				changed[id] = true
			}
			whole = whole || strings.HasSuffix(e.Kind, ".erased") // a key that goes closes more than what the event is about
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	var now map[string]*Glance
	if whole {
		r.o.told.forget()
		now = map[string]*Glance{}
		err = r.posts(func(p *signoff.Post) error {
			now[p.ID] = glanceAt(p)
			return nil
		})
	} else {
		now = maps.Clone(was)
		for id := range changed {
			p, err := r.post(id)
			if err != nil {
				return nil, err
			}
			now[id] = glanceAt(p)
		}
	}
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.all == nil || m.size < size {
		m.all, m.size = now, size
	}
	return now, nil
}

// Glances gives all posts at a glance, the newest first.
func (o *Office) Glances(ctx context.Context) (out []*Glance, err error) {
	err = o.view(ctx, func(r reading) error {
		all, err := r.glances()
		if err != nil {
			return err
		}
		out = slices.SortedFunc(maps.Values(all), func(a, b *Glance) int {
			if c := b.Begun.Compare(a.Begun); c != 0 {
				return c
			}
			return strings.Compare(a.ID, b.ID)
		})
		return nil
	})
	return out, err
}
