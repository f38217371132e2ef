// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"chaperone/record"
)

// ErrMember marks what can't be done to the people of a practice; its words are for people.
var ErrMember = errors.New("nothing was changed about the people here")

func memberFault(format string, a ...any) error {
	return &refusal{ErrMember, fmt.Sprintf(format, a...)}
}

// Bounds of members.
const (
	maxName     = 100 // characters of a name
	mostMembers = 500
	mostKeys    = 20 // passkeys of one member
)

// People gives everybody who works here or did, those who left last; each in order of being added.
func (o *Office) People(ctx context.Context) (out []Person, err error) {
	err = o.view(ctx, func(r reading) error {
		out, err = r.people()
		return err
	})
	return out, err
}

func (r reading) people() (out []Person, err error) {
	err = r.v.States(stateMember, func(id string, data []byte) error {
		m, err := r.memberOf(id, data)
		if err == nil {
			out = append(out, m.person())
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(out) == 0 {
		m, err := r.founder()
		if err != nil {
			return nil, err
		}
		out = append(out, m.person())
	}
	slices.SortStableFunc(out, func(a, b Person) int {
		if a.Removed.IsZero() != b.Removed.IsZero() {
			if a.Removed.IsZero() {
				return -1
			}
			return 1
		}
		return a.Added.Compare(b.Added)
	})
	return out, nil
}

// Member gives somebody who works here: record.ErrNotFound where nobody of that id does.
func (o *Office) Member(ctx context.Context, id string) (p Person, err error) {
	err = o.view(ctx, func(r reading) error {
		m, err := r.member(id)
		if err != nil {
			return err
		}
		if !m.Removed.IsZero() {
			return fmt.Errorf("member %s left: %w", id, record.ErrNotFound)
		}
		p = m.person()
		return nil
	})
	return p, err
}

// Host gives who runs this practice from its own machine: the author it began with while they are an administrator, else the first one.
func (o *Office) Host(ctx context.Context) (Member, error) {
	all, err := o.People(ctx)
	if err != nil {
		return Member{}, err
	}
	var host *Person
	for i, p := range all {
		if p.Removed.IsZero() && p.Has(RoleAdministrator) && (host == nil || p.ID == Author) {
			host = &all[i]
		}
	}
	if host == nil {
		return Member{}, fmt.Errorf("nobody runs this practice: %w", record.ErrCorrupt)
	}
	return host.Member, nil
}

// changeMember does one thing to a member who works here. Whoever was there before anybody was added is put on record first.
func (o *Office) changeMember(ctx context.Context, by Member, id string, decide func(w *work, m *memberState) (kind string, body, words any, err error)) error {
	return o.update(ctx, by, func(w *work) error {
		m, err := w.member(id)
		if err != nil {
			return err
		}
		if !m.Removed.IsZero() {
			return fmt.Errorf("member %s left: %w", id, record.ErrNotFound)
		}
		kind, body, words, err := decide(w, m)
		if err != nil {
			return err
		}
		if err := w.found(); err != nil {
			return err
		}
		if m, err = w.latest(m); err != nil {
			return err
		}
		return w.joined(m, kind, body, words)
	})
}

// found puts the author on record where nobody is.
func (w *work) found() error {
	none, err := w.unnamed()
	if err != nil || !none {
		return err
	}
	m, err := w.founder()
	if err != nil {
		return err
	}
	w.founding = m
	return w.joined(m, kindMemberAdded, memberRoles{m.Roles}, memberWords{m.names.Name})
}

// latest gives a member as this work has left them.
func (w *work) latest(m *memberState) (*memberState, error) {
	if w.founding != nil && w.founding.ID == m.ID {
		return w.founding, nil
	}
	return m, nil
}

// joined makes an event of a member happen.
func (w *work) joined(m *memberState, kind string, body, words any) error {
	private, err := jsonOf(words)
	if err != nil {
		return err
	}
	data, err := jsonOf(body)
	if err != nil {
		return err
	}
	if err := applyMember(m, record.Event{At: w.at, Kind: kind, By: w.by, Body: data}, private); err != nil {
		return err
	}
	w.later(stateMember, m.ID, func() error { return w.put(stateMember, m.ID, m, m.names, memberKey(m.ID)) })
	return w.emit(kind, memberKey(m.ID), w.at, w.by, body, words, memberKey(m.ID))
}

// AddMember lets somebody work here, under roles. An empty id makes a new one; they come in by a one-time address.
func (o *Office) AddMember(ctx context.Context, by Member, who Member) (id string, err error) {
	if who.Name, who.Roles, err = proper(who.Name, who.Roles); err != nil {
		return "", err
	}
	if id = who.ID; id == "" {
		if id, err = o.newID(); err != nil {
			return "", err
		}
	}
	return id, o.update(ctx, by, func(w *work) error {
		if err := w.found(); err != nil {
			return err
		}
		if _, err := w.v.State(stateMember, id); err == nil || id == Author {
			return memberFault("somebody has the id %s already", id)
		} else if !errors.Is(err, record.ErrNotFound) {
			return err
		}
		if err := w.freeName(id, who.Name); err != nil {
			return err
		}
		return w.joined(&memberState{ID: id}, kindMemberAdded, memberRoles{who.Roles}, memberWords{who.Name})
	})
}

// freeName says whether a name can be told from those of all who work here.
func (w *work) freeName(id, name string) error {
	all, err := w.people()
	if err != nil {
		return err
	}
	if len(all) >= mostMembers {
		return memberFault("%d people are on record, which is the most there can be", mostMembers)
	}
	for _, p := range all {
		if p.ID != id && p.Removed.IsZero() && strings.EqualFold(p.Name, name) {
			return memberFault("somebody here is called %s already; add something that tells them apart", p.Name)
		}
	}
	return nil
}

// ChangeMember gives a member another name or other roles. The last administrator stays one.
func (o *Office) ChangeMember(ctx context.Context, by Member, who Member) (err error) {
	if who.Name, who.Roles, err = proper(who.Name, who.Roles); err != nil {
		return err
	}
	return o.changeMember(ctx, by, who.ID, func(w *work, m *memberState) (string, any, any, error) {
		if m.names.Name == who.Name && slices.Equal(m.Roles, who.Roles) {
			return "", nil, nil, memberFault("nothing was different")
		}
		if err := w.freeName(m.ID, who.Name); err != nil {
			return "", nil, nil, err
		}
		if !who.Has(RoleAdministrator) {
			if err := w.notTheLast(m); err != nil {
				return "", nil, nil, err
			}
		}
		return kindMemberChanged, memberRoles{who.Roles}, memberWords{who.Name}, nil
	})
}

// RemoveMember ends somebody's work here: they can't come in any more, and what they did stays on record. The last administrator stays.
func (o *Office) RemoveMember(ctx context.Context, by Member, id string) error {
	return o.changeMember(ctx, by, id, func(w *work, m *memberState) (string, any, any, error) {
		return kindMemberRemoved, nil, nil, w.notTheLast(m)
	})
}

// notTheLast says whether somebody else is an administrator, too.
func (w *work) notTheLast(m *memberState) error {
	if !slices.Contains(m.Roles, RoleAdministrator) {
		return nil
	}
	all, err := w.people()
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(p Person) bool { return p.ID != m.ID && p.Removed.IsZero() && p.Has(RoleAdministrator) }) {
		return memberFault("%s is the last administrator. Make somebody else one first", m.names.Name)
	}
	return nil
}

// proper puts a name and roles into the form they are kept in.
func proper(name string, roles []string) (string, []string, error) {
	name = strings.Join(strings.Fields(name), " ")
	switch {
	case name == "":
		return "", nil, memberFault("a name is needed")
	case utf8.RuneCountInString(name) > maxName:
		return "", nil, memberFault("a name may have %d characters", maxName)
	case strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }):
		return "", nil, memberFault("a name is made of letters and signs that can be seen")
	}
	out := []string{}
	for _, r := range Roles() {
		if slices.Contains(roles, r) {
			out = append(out, r)
		}
	}
	for _, r := range roles {
		if !slices.Contains(Roles(), r) {
			return "", nil, memberFault("there is no role %q", r)
		}
	}
	return name, out, nil
}

// LinkMade keeps that an address was made that signs a member in once.
func (o *Office) LinkMade(ctx context.Context, by Member, id string) error {
	return o.changeMember(ctx, by, id, func(*work, *memberState) (string, any, any, error) { return kindLinkMade, nil, nil, nil })
}

// SignIn is one line of who came in.
type SignIn struct {
	At     time.Time
	Member string // id
	How    string // link, passkey; "made" where an address was made for them
	By     string // a member's id: who made it
}

// SignIns gives who came in or was given an address to, the latest first, at most n.
func (o *Office) SignIns(ctx context.Context, n int) (out []SignIn, err error) {
	err = o.view(ctx, func(r reading) error {
		all, err := r.people()
		if err != nil {
			return err
		}
		for _, p := range all {
			err := r.v.About(memberKey(p.ID), func(row record.Row) error {
				e, err := record.Decode(row.Data)
				if err != nil {
					return fmt.Errorf("entry %d of the log: %w", row.Seq+1, err)
				}
				switch e.Kind {
				case kindSignedIn:
					var b signedIn
					if err := json.Unmarshal(e.Body, &b); err != nil {
						return fmt.Errorf("entry %d of the log: %w: %v", row.Seq+1, record.ErrCorrupt, err)
					}
					out = append(out, SignIn{e.At, p.ID, b.How, e.By})
				case kindLinkMade:
					out = append(out, SignIn{e.At, p.ID, "made", e.By})
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b SignIn) int { return b.At.Compare(a.At) })
	return out[:min(n, len(out))], err
}
