// SPDX-License-Identifier: Apache-2.0

package register

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"chaperone/post"
)

// Name is the name of one register.
type Name string

// The registers.
const (
	Consents    Name = "consents"
	Interests   Name = "interests"
	Permissions Name = "permissions"
	Evidences   Name = "evidence"
	Covers      Name = "cover"
	Credentials Name = "credentials"
)

// Names are the registers in the order of the author's file.
var Names = []Name{Consents, Interests, Permissions, Evidences, Covers, Credentials}

// ParseName reads the name of a register.
func ParseName(s string) (Name, error) {
	n := Name(strings.ToLower(strings.TrimSpace(s)))
	if !slices.Contains(Names, n) {
		return "", fmt.Errorf("%w: %q is no register; the registers are consents, interests, permissions, evidence, cover and credentials", ErrRefused, s)
	}
	return n, nil
}

// Sealed tells whether what the register holds names other people, so that its words are kept under a key that can be destroyed.
func (n Name) Sealed() bool { return n == Consents || n == Interests || n == Permissions }

// Value is what an entry says: exactly one of its fields is set, and it is never changed once it has been handed over.
type Value struct {
	Consent    *Consent    `json:"consent,omitempty"`
	Interest   *Interest   `json:"interest,omitempty"`
	Permission *Permission `json:"permission,omitempty"`
	Evidence   *Evidence   `json:"evidence,omitempty"`
	Cover      *Cover      `json:"cover,omitempty"`
	Credential *Credential `json:"credential,omitempty"`
}

// Register gives the register a value belongs to; "" unless exactly one field is set.
func (v Value) Register() Name {
	var n Name
	set := 0
	for i, is := range []bool{v.Consent != nil, v.Interest != nil, v.Permission != nil, v.Evidence != nil, v.Cover != nil, v.Credential != nil} {
		if is {
			n = Names[i]
			set++
		}
	}
	if set != 1 {
		return ""
	}
	return n
}

// String hides the words.
func (v Value) String() string { return "value(" + string(v.Register()) + ")" }

// ID gives the name the entry has in the author's file; often "".
func (v Value) ID() string {
	switch {
	case v.Consent != nil:
		return v.Consent.ID
	case v.Interest != nil:
		return v.Interest.ID
	case v.Permission != nil:
		return v.Permission.ID
	case v.Evidence != nil:
		return v.Evidence.ID
	case v.Cover != nil:
		return v.Cover.ID
	case v.Credential != nil:
		return v.Credential.ID
	}
	return ""
}

// Until gives the last day a value holds; zero: no end. For a consent it is the day it expires.
func (v Value) Until() Date {
	switch {
	case v.Consent != nil:
		return v.Consent.Expires
	case v.Interest != nil:
		return v.Interest.Until
	case v.Permission != nil:
		return v.Permission.Until
	case v.Cover != nil:
		return v.Cover.Until
	case v.Credential != nil:
		return v.Credential.Until
	}
	return Date{}
}

// Since gives the first day a value holds; zero: no beginning.
func (v Value) Since() Date {
	switch {
	case v.Consent != nil:
		return v.Consent.Given
	case v.Interest != nil:
		return v.Interest.From
	case v.Permission != nil:
		return v.Permission.Since
	case v.Cover != nil:
		return v.Cover.From
	case v.Credential != nil:
		return v.Credential.From
	}
	return Date{}
}

// Review gives the day after which the entry is to be looked at again; zero: none.
func (v Value) Review() Date {
	switch {
	case v.Consent != nil:
		return v.Consent.Review
	case v.Evidence != nil:
		return v.Evidence.Review
	}
	return Date{}
}

// canonical gives the value's one encoding; equal values have equal encodings.
func (v Value) canonical() string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings, flags and dates: it can't fail
	}
	return string(b)
}

// clone gives a copy that shares nothing with v, in the form it has once written and read: lists without entries are not there.
func (v Value) clone() Value {
	var out Value
	if err := json.Unmarshal([]byte(v.canonical()), &out); err != nil {
		panic(err) // it was written one line above
	}
	return out
}

// check refuses what could not be kept or would never be found again.
func (v Value) check() error {
	if v.Register() == "" {
		return fmt.Errorf("%w: an entry belongs to exactly one register", ErrRefused)
	}
	if p := v.Permission; p != nil {
		if err := checkFor(p.For); err != nil {
			return fmt.Errorf("%w: %w", ErrRefused, err)
		}
	}
	var bad bool
	eachText(v, func(s string) { bad = bad || !utf8.ValidString(s) })
	if bad {
		return fmt.Errorf("%w: some letters can't be read; save the text as UTF-8", ErrRefused)
	}
	return nil
}

// checkFor refuses a misspelt word in what a permission is for.
func checkFor(words []string) error {
	for _, w := range words {
		if !slices.Contains(permitted, w) {
			return fmt.Errorf("for: %q is not one of %s", w, strings.Join(permitted, ", "))
		}
	}
	return nil
}

// Words that may stand in clear. Anything else is somebody's own words and could name a person: it is shown as "other".
var (
	purposes   = []string{"education", "fundraising", "advertising", "marketing", "awareness", "research", "teaching", "recruitment", "training", "news", "campaign", "promotion"}
	forms      = []string{"written", "oral", "video"}
	ways       = []string{"link", "device", "paper", "page", "in person"}
	signatures = []string{"typed", "drawn", "paper", "code", "none"}
	capacities = []string{"had", "lacked", "unknown"}
	kinds      = []string{"paid", "gift", "shares", "own", "family", "research", "speaker", "past"}
	assessors  = []string{"self", "colleague"}
	platforms  = []string{"instagram", "tiktok", "youtube", "facebook", "x", "threads", "linkedin", "bluesky", "mastodon"}
	audiences  = []string{"public", "followers", "group", "private"}
)

var idShape = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$`)

func known(list []string, s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if s == "" || slices.Contains(list, s) {
		return s
	}
	return "other"
}

func knownPlatforms(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, known(platforms, platform(s)))
	}
	return out
}

// platform gives a platform's own name.
func platform(s string) string {
	if p, ok := post.ParsePlatform(s); ok {
		return string(p)
	}
	return strings.ToLower(strings.TrimSpace(s))
}

func ids(list []string) []string {
	var out []string
	for _, s := range list {
		if idShape.MatchString(s) {
			out = append(out, s)
		} else {
			out = append(out, "other")
		}
	}
	return out
}

// public gives what of a value may stand in clear: ids, digests, days, flags and words of our own lists. Registers that name nobody are
// public as they are.
func (v Value) public() Value {
	switch {
	case v.Consent != nil:
		c := v.Consent
		return Value{Consent: &Consent{
			Posts: ids(c.Posts), Revisions: ids(c.Revisions), Media: ids(c.Media), Platforms: knownPlatforms(c.Platforms),
			Purpose: known(purposes, c.Purpose), Audience: known(audiences, c.Audience), Withdraw: c.Withdraw,
			Given: c.Given, Review: c.Review, Expires: c.Expires, Withdrawn: c.Withdrawn,
			Form: known(forms, c.Form), Obtained: known(ways, c.Obtained), Signature: known(signatures, c.Signature),
			WorkTime: c.WorkTime, Employer: c.Employer, Child: c.Child, Parent: c.Parent, ChildView: c.ChildView,
			Capacity: known(capacities, c.Capacity), Deceased: c.Deceased,
		}}.clone()
	case v.Interest != nil:
		i := v.Interest
		return Value{Interest: &Interest{Kind: known(kinds, i.Kind), From: i.From, Until: i.Until,
			Assessed: known(assessors, i.Assessed), Declared: i.Declared}}.clone()
	case v.Permission != nil:
		p := v.Permission
		return Value{Permission: &Permission{For: p.For, Posts: ids(p.Posts), Revisions: ids(p.Revisions),
			Platforms: knownPlatforms(p.Platforms), Since: p.Since, Until: p.Until}}.clone()
	}
	return v.clone()
}
