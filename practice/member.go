// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"chaperone/record"
	"chaperone/register"
)

// Roles a member may have, in the order they are shown.
const (
	RoleAuthor        = "author"        // writes and signs off
	RoleReviewer      = "reviewer"      // reads and signs off what others wrote
	RoleKeeper        = "keeper"        // keeps the registers
	RoleAdministrator = "administrator" // people, rulebook, backups
)

// Roles gives all roles in the order they are shown.
func Roles() []string { return []string{RoleAuthor, RoleReviewer, RoleKeeper, RoleAdministrator} }

// Member is somebody who works here.
type Member struct {
	ID    string   `json:"id"`
	Name  string   `json:"name"`
	Roles []string `json:"roles"` // author, reviewer, keeper, administrator
}

// Has tells whether a member has a role.
func (m Member) Has(role string) bool { return slices.Contains(m.Roles, role) }

// Author is the one member a practice has before anybody is added: the person whose profile it is.
const Author = "author"

// Person is a member as they stand on record.
type Person struct {
	Member
	Added    time.Time // zero for the one who was there before anybody was added
	AddedBy  string    // a member's id
	Removed  time.Time // zero while they work here
	Passkeys []Passkey // in order of time
}

// Passkey is a key on a member's device that signs them in. What is kept of it is public.
type Passkey struct {
	ID         string    `json:"id"`
	Name       string    `json:"-"`          // in the member's own words: "My phone"
	Credential []byte    `json:"credential"` // the device's name for it
	Key        []byte    `json:"key"`        // its public half (COSE)
	Type       string    `json:"type,omitempty"`
	Device     []byte    `json:"device,omitempty"` // which make of device (AAGUID)
	Transports []string  `json:"transports,omitempty"`
	Flags      byte      `json:"flags,omitempty"` // of the authenticator, when it was made
	Count      uint32    `json:"count,omitempty"` // of its signatures, where the device counts them
	Added      time.Time `json:"added"`
	Used       time.Time `json:"used,omitzero"`
}

// Kinds of state and events of members.
const (
	stateMember        = "member"
	kindMemberAdded    = "member.added"
	kindMemberChanged  = "member.changed"
	kindMemberRemoved  = "member.removed"
	kindPasskeyAdded   = "member.passkey-added"
	kindPasskeyRemoved = "member.passkey-removed"
	kindSignedIn       = "member.signed-in"
	kindLinkMade       = "member.link-made" // an address that signs them in once
)

// memberState is what anybody of the practice may know of a member; names are apart, sealed under a key of the member's own.
type memberState struct {
	ID       string    `json:"id"`
	Roles    []string  `json:"roles"`
	Added    time.Time `json:"added,omitzero"`
	AddedBy  string    `json:"added_by,omitempty"`
	Removed  time.Time `json:"removed,omitzero"`
	Passkeys []Passkey `json:"passkeys,omitempty"`

	names memberNames
}

type memberNames struct {
	Name     string            `json:"name"`
	Passkeys map[string]string `json:"passkeys,omitempty"` // by id
}

func memberKey(id string) string { return stateMember + "/" + id }

// Bodies of the events, and the words sealed with them.
type (
	memberRoles struct {
		Roles []string `json:"roles"`
	}
	memberWords struct {
		Name string `json:"name"`
	}
	passkeyID struct {
		ID string `json:"id"`
	}
	signedIn struct {
		How     string `json:"how"` // link, passkey
		Passkey string `json:"passkey,omitempty"`
		Count   uint32 `json:"count,omitempty"`
	}
)

// applyMember makes an event happen to a member. private is what was sealed with it; nil where its key is gone.
func applyMember(m *memberState, e record.Event, private []byte) error {
	read := func(data []byte, into any) error {
		if len(data) == 0 {
			return nil
		}
		if err := json.Unmarshal(data, into); err != nil {
			return fmt.Errorf("%w: %s: %v", record.ErrCorrupt, e.Kind, err)
		}
		return nil
	}
	var words memberWords
	if err := read(private, &words); err != nil {
		return err
	}
	switch e.Kind {
	case kindMemberAdded, kindMemberChanged:
		var b memberRoles
		if err := read(e.Body, &b); err != nil {
			return err
		}
		m.Roles, m.names.Name = b.Roles, words.Name
		if e.Kind == kindMemberAdded {
			m.Added, m.AddedBy = e.At, e.By
		}
	case kindMemberRemoved:
		m.Removed, m.Passkeys = e.At, nil
		m.names.Passkeys = nil
	case kindPasskeyAdded:
		var k Passkey
		if err := read(e.Body, &k); err != nil {
			return err
		}
		m.Passkeys = append(slices.Clone(m.Passkeys), k)
		names := map[string]string{k.ID: words.Name}
		for id, n := range m.names.Passkeys {
			names[id] = n
		}
		m.names.Passkeys = names
	case kindPasskeyRemoved:
		var b passkeyID
		if err := read(e.Body, &b); err != nil {
			return err
		}
		m.Passkeys = slices.DeleteFunc(slices.Clone(m.Passkeys), func(k Passkey) bool { return k.ID == b.ID })
		if len(m.Passkeys) == 0 {
			m.Passkeys = nil
		}
		names := map[string]string{}
		for id, n := range m.names.Passkeys {
			if id != b.ID {
				names[id] = n
			}
		}
		m.names.Passkeys = names
	case kindSignedIn:
		var b signedIn
		if err := read(e.Body, &b); err != nil {
			return err
		}
		m.Passkeys = slices.Clone(m.Passkeys)
		for i := range m.Passkeys {
			if m.Passkeys[i].ID == b.Passkey {
				m.Passkeys[i].Used, m.Passkeys[i].Count = e.At, b.Count
			}
		}
	case kindLinkMade:
	default:
		return fmt.Errorf("%w: nobody knows events of the kind %s", record.ErrNewer, e.Kind)
	}
	return nil
}

// person gives a member as others see them.
func (m *memberState) person() Person {
	p := Person{Member: Member{m.ID, m.names.Name, slices.Clone(m.Roles)}, Added: m.Added, AddedBy: m.AddedBy, Removed: m.Removed, Passkeys: slices.Clone(m.Passkeys)}
	for i := range p.Passkeys {
		p.Passkeys[i].Name = m.names.Passkeys[p.Passkeys[i].ID]
	}
	return p
}

// memberOf reads a member's state.
func (r reading) memberOf(id string, data []byte) (*memberState, error) {
	m := &memberState{}
	_, err := r.state(stateMember, id, data, m, &m.names)
	return m, err
}

// member gives a member; record.ErrNotFound where there is none on record. The author a practice begins with is one without being on record.
func (r reading) member(id string) (*memberState, error) {
	data, err := r.v.State(stateMember, id)
	if errors.Is(err, record.ErrNotFound) {
		first, err2 := r.unnamed()
		if err2 != nil {
			return nil, err2
		}
		if first && id == Author {
			return r.founder()
		}
		return nil, fmt.Errorf("member %s: %w", id, record.ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	return r.memberOf(id, data)
}

// unnamed tells whether nobody was ever added.
func (r reading) unnamed() (bool, error) {
	none := true
	err := r.v.States(stateMember, func(string, []byte) error {
		none = false
		return nil
	})
	return none, err
}

// founder is the author as a practice begins: called as the profile says.
func (r reading) founder() (*memberState, error) {
	rs := register.Registers{}
	err := r.v.States(stateSettings, func(id string, data []byte) error {
		_, err := r.state(stateSettings, id, data, &rs.Settings, &struct{}{})
		return err
	})
	if err != nil {
		return nil, err
	}
	m := &memberState{ID: Author, Roles: []string{RoleAuthor, RoleKeeper, RoleAdministrator}, names: memberNames{Name: "the author"}}
	if a, ok := rs.Author(""); ok && a.Name != "" {
		m.names.Name = a.Name
	}
	return m, nil
}
