// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"chaperone/record"
)

// SignedIn keeps that a member signed in at the desk: how is "link" or "passkey".
func (o *Office) SignedIn(ctx context.Context, by Member, how string) error {
	return o.signedIn(ctx, by, signedIn{How: how})
}

// SignedInBy keeps that a member signed in by a passkey, and how often that has signed since, where its device counts.
func (o *Office) SignedInBy(ctx context.Context, by Member, passkey string, count uint32) error {
	return o.signedIn(ctx, by, signedIn{"passkey", passkey, count})
}

func (o *Office) signedIn(ctx context.Context, by Member, b signedIn) error {
	return o.update(ctx, by, func(w *work) error {
		m, err := w.member(by.ID)
		if err != nil {
			return err
		}
		if b.Passkey != "" && !slices.ContainsFunc(m.Passkeys, func(k Passkey) bool { return k.ID == b.Passkey }) {
			return fmt.Errorf("passkey %s: %w", b.Passkey, record.ErrNotFound)
		}
		none, err := w.unnamed()
		if err != nil {
			return err
		}
		if none { // whoever works alone isn't put on record for coming in
			return w.emit(kindSignedIn, memberKey(m.ID), w.at, w.by, b, nil, "")
		}
		return w.joined(m, kindSignedIn, b, nil)
	})
}

// AddPasskey lets a device sign a member in. k.ID is made here.
func (o *Office) AddPasskey(ctx context.Context, by Member, id string, k Passkey) (string, error) {
	name, _, err := proper(k.Name, nil)
	if err != nil {
		return "", memberFault("call the passkey something you will know it by")
	}
	if k.ID, err = o.newID(); err != nil {
		return "", err
	}
	k.Name = ""
	return k.ID, o.changeMember(ctx, by, id, func(w *work, m *memberState) (string, any, any, error) {
		if len(m.Passkeys) >= mostKeys {
			return "", nil, nil, memberFault("there are %d passkeys already. Remove one you no longer use", mostKeys)
		}
		all, err := w.people()
		if err != nil {
			return "", nil, nil, err
		}
		for _, p := range all {
			if slices.ContainsFunc(p.Passkeys, func(x Passkey) bool { return bytes.Equal(x.Credential, k.Credential) }) {
				return "", nil, nil, memberFault("this passkey is on record already")
			}
		}
		k.Added = w.at
		return kindPasskeyAdded, k, memberWords{name}, nil
	})
}

// RemovePasskey takes a device's key away: it signs nobody in any more.
func (o *Office) RemovePasskey(ctx context.Context, by Member, id, passkey string) error {
	return o.changeMember(ctx, by, id, func(_ *work, m *memberState) (string, any, any, error) {
		if !slices.ContainsFunc(m.Passkeys, func(k Passkey) bool { return k.ID == passkey }) {
			return "", nil, nil, fmt.Errorf("passkey %s: %w", passkey, record.ErrNotFound)
		}
		return kindPasskeyRemoved, passkeyID{passkey}, nil, nil
	})
}
