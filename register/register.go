// SPDX-License-Identifier: Apache-2.0

// Package register holds what is on file about the author: who she is and what she may lean on (consents, interests, permissions,
// evidence, cover, credentials). A register that was never given is not the same as an empty one: what it would say is unknown, and
// an unknown becomes a question, never an accusation.
package register

import "strings"

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

// Consent is what one person agreed to. All fields but the person's name are optional; what is left out is unknown.
type Consent struct {
	ID        string   `yaml:"id" json:"id,omitempty"`
	Who       string   `yaml:"who" json:"who,omitempty"`                         // the name, or words that stand for the person in posts
	Words     []string `yaml:"words" json:"words,omitempty"`                     // other words by which a post may speak of her
	Posts     []string `yaml:"posts" json:"posts,omitempty"`                     // ids of the posts it covers
	Revisions []string `yaml:"revisions" json:"revisions,omitempty"`             // digests of the revisions she saw; given, it covers no other
	Text      string   `yaml:"text" json:"text,omitempty"`                       // the exact text agreed to
	Media     []string `yaml:"media" json:"media,omitempty"`                     // digests of the pictures and films she saw
	Platforms []string `yaml:"platforms" json:"platforms,omitempty"`             // where
	Purpose   string   `yaml:"purpose" json:"purpose,omitempty"`                 // what for: education, fundraising, advertising …
	Audience  string   `yaml:"audience" json:"audience,omitempty"`               // public, followers, group, private
	Told      string   `yaml:"told" json:"told,omitempty"`                       // what the person was told before answering
	Withdraw  bool     `yaml:"told_withdrawal" json:"told_withdrawal,omitempty"` // she was told how to change her mind
	Relies    string   `yaml:"relies" json:"relies,omitempty"`                   // who relies on it
	Given     Date     `yaml:"given" json:"given,omitzero"`                      //
	Review    Date     `yaml:"review" json:"review,omitzero"`                    // ask again after this day
	Expires   Date     `yaml:"expires" json:"expires,omitzero"`                  // the last day it covers anything
	Withdrawn Date     `yaml:"withdrawn" json:"withdrawn,omitzero"`              // the day she changed her mind
	Record    string   `yaml:"record" json:"record,omitempty"`                   // where it is kept: register, notes, chat, phone
	Form      string   `yaml:"form" json:"form,omitempty"`                       // written, oral, video
	Obtained  string   `yaml:"obtained" json:"obtained,omitempty"`               // by which way: link, device, paper, page, in person
	Signature string   `yaml:"signature" json:"signature,omitempty"`             // typed, drawn, paper, code, none
	TakenBy   string   `yaml:"taken_by" json:"taken_by,omitempty"`               // treating clinician, colleague …
	WorkTime  bool     `yaml:"work_time" json:"work_time,omitempty"`             // taken on shift
	Employer  bool     `yaml:"employer_agreed" json:"employer_agreed,omitempty"` // the employer agreed to its being taken in working time
	Incentive string   `yaml:"incentive" json:"incentive,omitempty"`             // discount, gift …
	Child     bool     `yaml:"child" json:"child,omitempty"`                     // the person is under 18
	Parent    bool     `yaml:"parent" json:"parent,omitempty"`                   // someone with authority agreed
	ChildView bool     `yaml:"child_view" json:"child_view,omitempty"`           // the child's own view is noted
	Capacity  string   `yaml:"capacity" json:"capacity,omitempty"`               // had, lacked, unknown
	Deceased  bool     `yaml:"deceased" json:"deceased,omitempty"`               // the person has died
	Wishes    string   `yaml:"deceased_wishes" json:"deceased_wishes,omitempty"` // what she is known to have wanted, and who says so
}

// Interest is a tie to a party that may be seen to influence a recommendation.
type Interest struct {
	ID       string   `yaml:"id" json:"id,omitempty"`
	Party    string   `yaml:"party" json:"party,omitempty"`
	Also     []string `yaml:"also" json:"also,omitempty"`               // brands, parents, people by which a post may name it
	Kind     string   `yaml:"kind" json:"kind,omitempty"`               // paid, gift, shares, own, family, research, speaker, past
	Value    string   `yaml:"value" json:"value,omitempty"`             // a band in her own words: "under £100", "£100 to £1,000"
	Details  string   `yaml:"details" json:"details,omitempty"`         // in her own words
	From     Date     `yaml:"from" json:"from,omitzero"`                //
	Until    Date     `yaml:"until" json:"until,omitzero"`              // zero: still live
	Assessed string   `yaml:"assessed" json:"assessed,omitempty"`       // by whom a conflict was judged: self, colleague
	Declared Date     `yaml:"declared" json:"declared,omitzero"`        // to the employer
	Where    string   `yaml:"declared_in" json:"declared_in,omitempty"` // the register or page where readers and employer can find it
}

// Permission is what an employer or another party allowed.
type Permission struct {
	ID         string   `yaml:"id" json:"id,omitempty"`
	From       string   `yaml:"from" json:"from,omitempty"`
	For        []string `yaml:"for" json:"for,omitempty"`               // premises, equipment, hours, uniform, filming, case, speaking
	Posts      []string `yaml:"posts" json:"posts,omitempty"`           // ids of the posts it is for; none: any
	Revisions  []string `yaml:"revisions" json:"revisions,omitempty"`   // digests of the revisions it is for; none: any
	Platforms  []string `yaml:"platforms" json:"platforms,omitempty"`   // none: any
	Since      Date     `yaml:"since" json:"since,omitzero"`            // first day
	Until      Date     `yaml:"until" json:"until,omitzero"`            // last day
	Conditions string   `yaml:"conditions" json:"conditions,omitempty"` // as the permission puts them
	Details    string   `yaml:"details" json:"details,omitempty"`
}

// Evidence is what a claim rests on.
type Evidence struct {
	ID         string   `yaml:"id" json:"id,omitempty"`
	Claim      string   `yaml:"claim" json:"claim,omitempty"`
	Words      []string `yaml:"words" json:"words,omitempty"`   // words by which a post makes the claim
	Title      string   `yaml:"title" json:"title,omitempty"`   // of the paper or guideline
	Source     string   `yaml:"source" json:"source,omitempty"` // DOI, PMID, guideline, link; see Papers
	Grade      string   `yaml:"grade" json:"grade,omitempty"`   // guideline, review, trial, observational, animal, opinion, preprint
	Checked    Date     `yaml:"checked" json:"checked,omitzero"`
	Review     Date     `yaml:"review" json:"review,omitzero"`
	Retracted  bool     `yaml:"retracted" json:"retracted,omitempty"`
	Superseded bool     `yaml:"superseded" json:"superseded,omitempty"`
}

// Cover is an indemnity or insurance.
type Cover struct {
	ID        string   `yaml:"id" json:"id,omitempty"`
	Provider  string   `yaml:"provider" json:"provider,omitempty"`
	Policy    string   `yaml:"policy" json:"policy,omitempty"`       // its number or name
	Covers    []string `yaml:"covers" json:"covers,omitempty"`       // publishing, media, online, clinical …
	Excludes  []string `yaml:"excludes" json:"excludes,omitempty"`   // published, broadcast, social media, advertising …
	Countries []string `yaml:"countries" json:"countries,omitempty"` //
	From      Date     `yaml:"from" json:"from,omitzero"`
	Until     Date     `yaml:"until" json:"until,omitzero"`
}

// Credential is a title, registration or training on record.
type Credential struct {
	ID      string   `yaml:"id" json:"id,omitempty"`
	Title   string   `yaml:"title" json:"title,omitempty"`
	Also    []string `yaml:"also" json:"also,omitempty"`
	Body    string   `yaml:"body" json:"body,omitempty"`
	Number  string   `yaml:"number" json:"number,omitempty"` // registration or certificate number
	Country string   `yaml:"country" json:"country,omitempty"`
	Fields  []string `yaml:"fields" json:"fields,omitempty"`     // what it makes her competent in
	ShownAs []string `yaml:"shown_as" json:"shown_as,omitempty"` // how each profile shows it: "instagram: GP, MRCGP"
	From    Date     `yaml:"from" json:"from,omitzero"`
	Until   Date     `yaml:"until" json:"until,omitzero"`
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
