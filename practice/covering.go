// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"strings"

	"chaperone/register"
)

// Covering is a register entry that covers the current words of a post, as a member chooses it.
type Covering struct {
	Entry    string
	Register register.Name
	Label    string // what it is, in a few words
	Why      string // why it covers these words
}

// String hides the words.
func (c Covering) String() string { return "covering(" + c.Entry + ")" }

// Covering gives the entries that cover the current words of a post: those that may be attached to a finding.
func (o *Office) Covering(ctx context.Context, id string) (out []Covering, err error) {
	err = o.view(ctx, func(r reading) error {
		p, err := r.post(id)
		if err != nil {
			return err
		}
		rs, err := r.registers()
		if err != nil {
			return err
		}
		for _, e := range rs.Entries {
			c, err := r.cover(rs, p, e.ID, "")
			if err != nil {
				return err
			}
			if c.Covers {
				out = append(out, Covering{e.ID, e.Register, labelOf(e), c.Why})
			}
		}
		return nil
	})
	return out, err
}

// labelOf says what an entry is, in a few words.
func labelOf(e *register.Entry) string {
	v, _ := e.Value()
	switch {
	case v.Consent != nil:
		s := "Consent"
		if !v.Consent.Given.IsZero() {
			s += ", given " + v.Consent.Given.String()
		}
		if len(v.Consent.Platforms) > 0 {
			s += ", for " + strings.Join(v.Consent.Platforms, ", ")
		}
		return s
	case v.Interest != nil:
		return v.Interest.Party + " (" + v.Interest.Kind + ")"
	case v.Permission != nil:
		return v.Permission.From + ": " + strings.Join(v.Permission.For, ", ")
	case v.Evidence != nil:
		return v.Evidence.Claim
	case v.Cover != nil:
		return v.Cover.Provider
	case v.Credential != nil:
		return v.Credential.Title
	}
	return e.ID
}
