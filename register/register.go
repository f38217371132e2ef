// SPDX-License-Identifier: Apache-2.0

// Package register holds what is on file about the author: who she is and what she may lean on (consents, interests, permissions,
// evidence, cover, credentials). A register that was never given is not the same as an empty one: what it would say is unknown, and
// an unknown becomes a question, never an accusation.
package register

import (
	"strings"
	"time"
)

// Author is who publishes. Every field may be empty: then it is not known.
type Author struct {
	Name       string   `yaml:"name" json:"name,omitempty"`                 // the name readers see
	Role       string   `yaml:"role" json:"role,omitempty"`                 // in her own words: "GP", "ST5 in cardiology", "student nurse"
	Body       string   `yaml:"body" json:"body,omitempty"`                 // GMC, NMC, GDC, HCPC, GPhC …
	Number     string   `yaml:"number" json:"number,omitempty"`             // registration number
	Status     string   `yaml:"status" json:"status,omitempty"`             // registered, lapsed, suspended, conditions, retired, student
	Specialty  string   `yaml:"specialty" json:"specialty,omitempty"`       // "dermatology"
	Scope      []string `yaml:"scope" json:"scope,omitempty"`               // further fields she is trained in
	Workplaces []string `yaml:"workplaces" json:"workplaces,omitempty"`     // hospital, practice, town
	Hours      string   `yaml:"hours" json:"hours,omitempty"`               // "Mon-Fri 08:00-18:00"; see ParseHours
	TimeZone   string   `yaml:"time_zone" json:"time_zone,omitempty"`       // IANA name; empty: the offset of the post
	Country    string   `yaml:"country" json:"country,omitempty"`           // ISO 3166 code; UK is taken as GB
	Platforms  []string `yaml:"platforms" json:"platforms,omitempty"`       // "instagram: @dr.jo"
	OwnNames   []string `yaml:"own_business" json:"own_business,omitempty"` // clinics, courses, books, apps she or her family owns
	Bio        string   `yaml:"bio" json:"bio,omitempty"`                   // what the profile says
}

// Consent is what one person agreed to.
type Consent struct {
	ID        string   `yaml:"id"`
	Who       string   `yaml:"who"`       // the name, or words that stand for the person in posts
	Words     []string `yaml:"words"`     // other words by which a post may speak of her
	Posts     []string `yaml:"posts"`     // ids of the posts it covers
	Text      string   `yaml:"text"`      // the exact text agreed to
	Platforms []string `yaml:"platforms"` // where
	Purpose   string   `yaml:"purpose"`   // what for: education, fundraising, advertising …
	Audience  string   `yaml:"audience"`  // public, followers, group, private
	Withdraw  bool     `yaml:"told_withdrawal"`
	Relies    string   `yaml:"relies"` // who relies on it
	Given     Date     `yaml:"given"`
	Review    Date     `yaml:"review"`
	Withdrawn Date     `yaml:"withdrawn"`
	Record    string   `yaml:"record"`     // where it is kept: register, notes, chat, phone
	Form      string   `yaml:"form"`       // written, oral, video
	TakenBy   string   `yaml:"taken_by"`   // treating clinician, colleague …
	WorkTime  bool     `yaml:"work_time"`  // taken on shift
	Incentive string   `yaml:"incentive"`  // discount, gift …
	Child     bool     `yaml:"child"`      // the person is under 18
	Parent    bool     `yaml:"parent"`     // someone with authority agreed
	ChildView bool     `yaml:"child_view"` // the child's own view is noted
	Capacity  string   `yaml:"capacity"`   // had, lacked, unknown
}

// Interest is a tie to a party that may be seen to influence a recommendation.
type Interest struct {
	Party    string   `yaml:"party"`
	Also     []string `yaml:"also"`     // brands, parents, people by which a post may name it
	Kind     string   `yaml:"kind"`     // paid, gift, shares, own, family, research, speaker, past
	Details  string   `yaml:"details"`  // in her own words
	From     Date     `yaml:"from"`     //
	Until    Date     `yaml:"until"`    // zero: still live
	Assessed string   `yaml:"assessed"` // by whom a conflict was judged: self, colleague
	Declared Date     `yaml:"declared"` // to the employer
}

// Permission is what an employer or another party allowed.
type Permission struct {
	From    string   `yaml:"from"`
	For     []string `yaml:"for"` // premises, equipment, hours, uniform, filming, case, speaking
	Until   Date     `yaml:"until"`
	Details string   `yaml:"details"`
}

// Evidence is what a claim rests on.
type Evidence struct {
	Claim      string   `yaml:"claim"`
	Words      []string `yaml:"words"`  // words by which a post makes the claim
	Source     string   `yaml:"source"` // DOI, PMID, guideline, link
	Grade      string   `yaml:"grade"`  // guideline, review, trial, observational, animal, opinion, preprint
	Checked    Date     `yaml:"checked"`
	Review     Date     `yaml:"review"`
	Retracted  bool     `yaml:"retracted"`
	Superseded bool     `yaml:"superseded"`
}

// Cover is an indemnity or insurance.
type Cover struct {
	Provider  string   `yaml:"provider"`
	Covers    []string `yaml:"covers"`   // publishing, media, online, clinical …
	Excludes  []string `yaml:"excludes"` // published, broadcast, social media, advertising …
	Countries []string `yaml:"countries"`
	Until     Date     `yaml:"until"`
}

// Credential is a title, registration or training on record.
type Credential struct {
	Title   string   `yaml:"title"`
	Also    []string `yaml:"also"`
	Body    string   `yaml:"body"`
	Country string   `yaml:"country"`
	Fields  []string `yaml:"fields"` // what it makes her competent in
	From    Date     `yaml:"from"`
	Until   Date     `yaml:"until"`
}

// Practice is the author's whole file. A nil list means that register was not given; an empty one that nothing is on file.
type Practice struct {
	Author      Author       `yaml:"author"`
	Consents    []Consent    `yaml:"consents"`
	Interests   []Interest   `yaml:"interests"`
	Permissions []Permission `yaml:"permissions"`
	Evidence    []Evidence   `yaml:"evidence"`
	Cover       []Cover      `yaml:"cover"`
	Credentials []Credential `yaml:"credentials"`
}

// Country gives the author's country as an ISO code; GB where none is given, since the base rulebook is the UK's.
func (p *Practice) Country() string {
	c := strings.ToUpper(strings.TrimSpace(p.Author.Country))
	switch c {
	case "", "UK":
		return "GB"
	case "USA":
		return "US"
	}
	return c
}

// Date is a calendar day; zero: not given.
type Date struct{ time.Time }

// UnmarshalText reads 2026-11-22 or a whole RFC 3339 time.
func (d *Date) UnmarshalText(b []byte) error {
	s := strings.TrimSpace(string(b))
	if s == "" {
		return nil
	}
	for _, layout := range []string{"2006-01-02", time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			d.Time = t
			return nil
		}
	}
	return &dateError{s}
}

type dateError struct{ s string }

func (e *dateError) Error() string { return "\"" + e.s + "\" is not a day; write it as 2026-11-22" }

// Live tells whether something that ends on d (inclusive) still holds at t; a zero d never ends.
func (d Date) Live(t time.Time) bool {
	return d.IsZero() || !t.After(d.AddDate(0, 0, 1))
}

// Past tells whether day d is given and lies before t.
func (d Date) Past(t time.Time) bool { return !d.IsZero() && t.After(d.AddDate(0, 0, 1)) }
