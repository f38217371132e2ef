// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"slices"
	"strings"
	"sync"
	"time"

	"chaperone/decision/signoff"
	"chaperone/fact"
	"chaperone/fact/jigsaw/link"
	"chaperone/post"
)

// maxPast is how many of an account's published posts a new one is held against, the latest: older ones are seldom read beside it.
const maxPast = 300

// past is a published post as the next ones are linked to it.
type past struct {
	digest string
	at     time.Time
	post   *post.Post
}

// history is what the account's published posts tell, without this one. A post that came down counts, too: people remember, and copies stay.
func (r reading) history(p *signoff.Post) (*History, error) {
	now, ok := p.Text()
	if !ok {
		return nil, nil
	}
	return r.historyOf(p.ID, now.Account)
}

// historyOf is what an account's published posts tell, without the one of an id.
func (r reading) historyOf(id, account string) (*History, error) {
	var all []past
	err := r.posts(func(q *signoff.Post) error {
		if q.ID == id || len(q.Addresses) == 0 {
			return nil
		}
		a := q.Addresses[0]
		t, ok := wording(q, a.Revision)
		if ok && sameAccount(t.Account, account) {
			all = append(all, past{a.Revision, a.At, PostOf(q.ID, t, a.At)})
		}
		return nil
	})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b past) int { return a.at.Compare(b.at) })
	h := &History{}
	for _, x := range all[max(0, len(all)-maxPast):] {
		t, err := r.o.told.of(r.o.Checker, x)
		if err != nil {
			return nil, err
		}
		h.Next(t)
	}
	return h, nil
}

func sameAccount(a, b string) bool {
	fold := func(s string) string { return strings.ToLower(strings.TrimPrefix(strings.TrimSpace(s), "@")) }
	return fold(a) == fold(b)
}

// tellings remembers what published posts tell, without their texts: reading one again takes a thousand times longer.
type tellings struct {
	mu  sync.Mutex
	all map[string]link.Telling // by id and revision
}

func (m *tellings) of(c *Checker, x past) (*link.Telling, error) {
	key := x.post.ID + "\x00" + x.digest
	m.mu.Lock()
	t, ok := m.all[key]
	m.mu.Unlock()
	if !ok {
		quick := *c
		quick.Depth = fact.Quick
		d, err := quick.Read(x.post, nil)
		if err != nil {
			return nil, err
		}
		t = *d.Tell()
		t.Name("post " + x.post.ID)
		m.mu.Lock()
		if m.all == nil {
			m.all = map[string]link.Telling{}
		}
		m.all[key] = t
		m.mu.Unlock()
	}
	return &t, nil
}
