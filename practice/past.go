// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"slices"
	"strings"
	"sync"

	"chaperone/decision/signoff"
	"chaperone/fact"
	"chaperone/fact/jigsaw/link"
)

// maxPast is how many of an account's published posts a new one is held against, the latest: older ones are seldom read beside it.
const maxPast = 300

// history is what the account's published posts tell, without this one. A post that came down counts, too: people remember, and copies stay.
func (r reading) history(p *signoff.Post) (*History, error) {
	now, ok := p.Text()
	if !ok {
		return nil, nil
	}
	return r.historyOf(p.ID, now.Account)
}

// historyOf is what an account's published posts tell, without the one of an id. It is shared: to be peeked at only.
func (r reading) historyOf(id, account string) (*History, error) {
	seen, err := r.glances()
	if err != nil {
		return nil, err
	}
	var all []*Glance
	own := false
	for _, g := range seen {
		switch {
		case g.published == nil || !sameAccount(g.published.account, account):
		case g.ID == id:
			own = true
		default:
			all = append(all, g)
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	slices.SortFunc(all, func(a, b *Glance) int {
		if c := a.published.at.Compare(b.published.at); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	all = all[max(0, len(all)-maxPast):]
	key := strings.ToLower(account)
	if h := r.o.told.last(key, all); h != nil && !own {
		return h, nil
	}
	h := &History{}
	for _, g := range all {
		t, err := r.telling(g)
		if err != nil {
			return nil, err
		}
		if t != nil {
			h.Next(t)
		}
	}
	if !own {
		r.o.told.keep(key, all, h)
	}
	return h, nil
}

func sameAccount(a, b string) bool {
	fold := func(s string) string { return strings.ToLower(strings.TrimPrefix(strings.TrimSpace(s), "@")) }
	return fold(a) == fold(b)
}

// tellings remembers what published posts tell, without their texts, and what accounts' posts tell together: reading a post again takes a
// thousand times longer.
type tellings struct {
	mu       sync.Mutex
	all      map[string]link.Telling // by id and revision
	accounts map[string]told
}

// told is a history, and of which posts.
type told struct {
	posts []publishedAs
	h     *History
}

type publishedAs struct{ id, digest string }

// maxAccounts bounds whose histories are kept at hand.
const maxAccounts = 64

func (m *tellings) last(account string, posts []*Glance) *History {
	m.mu.Lock()
	defer m.mu.Unlock()
	t, ok := m.accounts[account]
	if !ok || !slices.EqualFunc(t.posts, posts, func(a publishedAs, g *Glance) bool { return a.id == g.ID && a.digest == g.published.digest }) {
		return nil
	}
	return t.h
}

// forget drops it all: something was erased.
func (m *tellings) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all, m.accounts = nil, nil
}

func (m *tellings) keep(account string, posts []*Glance, h *History) {
	t := told{h: h}
	for _, g := range posts {
		t.posts = append(t.posts, publishedAs{g.ID, g.published.digest})
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.accounts == nil || len(m.accounts) >= maxAccounts {
		m.accounts = map[string]told{}
	}
	m.accounts[account] = t
}

// telling gives what a published post tells; nil where its words are gone.
func (r reading) telling(g *Glance) (*link.Telling, error) {
	m, key := &r.o.told, g.ID+"\x00"+g.published.digest
	m.mu.Lock()
	t, ok := m.all[key]
	m.mu.Unlock()
	if ok {
		return &t, nil
	}
	p, err := r.post(g.ID)
	if err != nil {
		return nil, err
	}
	words, ok := wording(p, g.published.digest)
	if !ok {
		return nil, nil
	}
	quick := r.books.checker
	quick.Depth = fact.Quick
	d, err := quick.Read(PostOf(g.ID, words, g.published.at), nil)
	if err != nil {
		return nil, err
	}
	t = *d.Tell()
	t.Name("post " + g.ID)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.all == nil {
		m.all = map[string]link.Telling{}
	}
	m.all[key] = t
	return &t, nil
}
