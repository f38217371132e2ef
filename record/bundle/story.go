// SPDX-License-Identifier: Apache-2.0

// Package bundle tells one post's story in a zip that a lawyer can read and a machine can check, without Chaperone and without the
// practice's data: pages (HTML, PDF), the story as JSON, the very bytes of the events it rests on, and the proofs that the practice's log
// holds them. doc/bundle.md describes the format, which is version 1; bundles of any released version stay readable.
//
// Make writes one, the same bytes for the same input. Verify checks one and says in sentences what holds and what doesn't. A Story is
// filled in by the caller from the record; nothing in it is believed that its events contradict: Make refuses such a story, as Verify does.
//
// What other people said in confidence stays sealed unless the caller hands it in (Evidence.Opened, and the words of the Story). A name
// that isn't there is shown as sealed, or as erased with the day.
//
// AppraisalOf makes the yearly summary for an appraisal out of stories: counts, titles of rules, days and platforms, and nobody's words but
// the author's own reflections.
package bundle

import (
	"fmt"
	"time"
)

// Version is the version of story.json this program writes.
const Version = 1

// Story is what story.json holds. Digests are "sha256:" and 64 lower-case hex digits, times UTC with whole milliseconds. Every part that
// rests on events names them by their place in the log, from 0 (Events); what it says must be what they say.
type Story struct {
	Version   int        `json:"v"`
	Made      time.Time  `json:"made"` // when the bundle was made
	MadeBy    Who        `json:"made_by"`
	Practice  string     `json:"practice"` // its name, for people
	Post      Post       `json:"post"`
	Revisions []Revision `json:"revisions"` // the earliest first
	Findings  []Finding  `json:"findings,omitempty"`
	Asked     []Asked    `json:"asked,omitempty"`     // consents, permissions, opinions
	Entries   []Entry    `json:"entries,omitempty"`   // of registers, that the post leans on
	SignOffs  []SignOff  `json:"sign_offs,omitempty"` // the earliest first
	Permits   []Permit   `json:"permits,omitempty"`
	Addresses []Address  `json:"addresses,omitempty"` // where it went
	Due       []Due      `json:"due,omitempty"`       // take-downs, corrections and re-checks, done ones too
	TimeLine  []Moment   `json:"time_line"`           // one for each event of the bundle, in the order of the log
	Limits    []string   `json:"limits,omitempty"`    // what else the reader should know that this story can't show, a sentence each
}

// String hides the words.
func (s Story) String() string {
	return fmt.Sprintf("story(%s, %d moments)", s.Post.ID, len(s.TimeLine))
}

// Who is a person or program that did something.
type Who struct {
	ID     string   `json:"id"`               // as in the events: a member's id, "request/…" for somebody asked, "chaperone"
	Name   string   `json:"name,omitempty"`   // "" where it stays sealed
	Role   string   `json:"role,omitempty"`   // "author", "practice manager"
	Erased *Erasure `json:"erased,omitempty"` // nil unless the name was erased
}

// String hides the name.
func (w Who) String() string { return "who(" + w.ID + ")" }

// Erasure says that words are gone for good.
type Erasure struct {
	On      time.Time `json:"on"`
	Because string    `json:"because,omitempty"` // as signoff and register name it; "at-their-request" where empty
}

// Post is what the story is about.
type Post struct {
	ID     string    `json:"id"`
	Title  string    `json:"title,omitempty"` // a few words to know it by; its first words where empty
	Status string    `json:"status"`          // as decision/signoff names it: "published" …
	Author Who       `json:"author"`
	Begun  time.Time `json:"begun"`
	Events []int64   `json:"events"`
}

// Revision is one wording of the post. Where the words are there, the digest can be computed from them, and is.
type Revision struct {
	No        int       `json:"no"` // from 1
	Digest    string    `json:"digest"`
	At        time.Time `json:"at"`
	By        Who       `json:"by"`
	Kind      string    `json:"kind"`
	Text      *string   `json:"text,omitempty"` // nil where the words aren't in the bundle
	Media     []Media   `json:"media,omitempty"`
	Platforms []string  `json:"platforms,omitempty"`
	Account   string    `json:"account,omitempty"`
	Audience  string    `json:"audience,omitempty"`
	Paid      string    `json:"paid,omitempty"`
	ReplyTo   string    `json:"reply_to,omitempty"`
	Erased    *Erasure  `json:"erased,omitempty"`
	Published bool      `json:"published,omitempty"` // it went out
	Events    []int64   `json:"events"`
}

// Media is one picture, film or sound of a revision.
type Media struct {
	Digest  string `json:"digest"`
	Type    string `json:"type"`
	Size    int64  `json:"size"`
	Alt     string `json:"alt,omitempty"`
	Caption string `json:"caption,omitempty"`
	File    string `json:"file,omitempty"` // in the bundle, "media/…"; Make fills it in where Evidence.Media has it
	Said    []Said `json:"said,omitempty"` // what the author answered about it: nothing looks into pictures
}

// Said is an answer to a question about a picture or film. It isn't part of the revision's digest: readers don't see it.
type Said struct {
	Question string    `json:"question"`
	Answer   string    `json:"answer"`
	At       time.Time `json:"at"` // when it went on record first, in that revision or an earlier one
	By       Who       `json:"by"`
	Events   []int64   `json:"events"`
}

// String hides the words.
func (x Said) String() string { return "said(" + x.By.ID + ")" }

// Finding is something a check found.
type Finding struct {
	Rule      string     `json:"rule"`
	RuleTitle string     `json:"rule_title,omitempty"` // of the rulebook: the same for every post
	Area      string     `json:"area"`
	Level     string     `json:"level"`   // stop, decide, advise
	Outcome   string     `json:"outcome"` // raised, ask, failed
	Title     string     `json:"title,omitempty"`
	Message   string     `json:"message,omitempty"`
	Place     string     `json:"place,omitempty"` // "" the text, "alt 1" …
	Citations []Citation `json:"citations,omitempty"`
	Revision  string     `json:"revision"` // digest of what was checked
	At        time.Time  `json:"at"`       // of the check
	Fixed     *Fixed     `json:"fixed,omitempty"`
	Ways      []WayOut   `json:"ways,omitempty"`
	Erased    *Erasure   `json:"erased,omitempty"`
	Events    []int64    `json:"events"`
}

// Citation is a paragraph a finding rests on, as it was shown then.
type Citation struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Says  string `json:"says,omitempty"` // in Chaperone's own words
	Link  string `json:"link,omitempty"`
}

// Fixed says which revision no longer had the finding.
type Fixed struct {
	Revision string    `json:"revision"`
	At       time.Time `json:"at"`
	Events   []int64   `json:"events"`
}

// WayOut is what became of a finding.
type WayOut struct {
	Kind    string    `json:"kind"` // record, consent, opinion, justified, misread, looked, answered
	Words   string    `json:"words,omitempty"`
	By      Who       `json:"by"`
	At      time.Time `json:"at"`
	Entry   string    `json:"entry,omitempty"`   // id of the register's entry
	Request string    `json:"request,omitempty"` // id of the request
	Ended   string    `json:"ended,omitempty"`   // why it no longer counts; "" while it does
	Erased  *Erasure  `json:"erased,omitempty"`
	Events  []int64   `json:"events"`
}

// Asked is somebody who was asked, and what they said.
type Asked struct {
	ID       string     `json:"id"`
	Form     string     `json:"form"` // patient, employer, colleague
	Whom     Who        `json:"whom"`
	At       time.Time  `json:"at"`
	By       Who        `json:"by"`
	How      string     `json:"how,omitempty"` // link, device, paper, page
	Revision string     `json:"revision,omitempty"`
	For      []string   `json:"for,omitempty"`   // what was asked, a line each: "this post on Instagram", "filming on the ward"
	Shown    []string   `json:"shown,omitempty"` // what they were shown and told, a line each
	Notes    []string   `json:"notes,omitempty"` // what bears on the answer: a child, working time, who judged whether they can decide
	Answers  []Answer   `json:"answers,omitempty"`
	Until    *time.Time `json:"until,omitempty"` // when the time to answer ended or ends
	Events   []int64    `json:"events"`
}

// Answer is one answer; the last one holds.
type Answer struct {
	At     time.Time `json:"at"`
	Answer string    `json:"answer"` // yes, no, asks-back, changed-mind, say-so …
	Words  string    `json:"words,omitempty"`
	How    string    `json:"how,omitempty"`
	Signed string    `json:"signed,omitempty"` // "typed name", "signature on paper"; never the name itself
	Erased *Erasure  `json:"erased,omitempty"`
	Events []int64   `json:"events"`
}

// Entry is an entry of a register as it stood.
type Entry struct {
	Register string   `json:"register"` // consents, interests, permissions, evidence, cover, credentials
	ID       string   `json:"id"`
	Title    string   `json:"title,omitempty"`
	Fields   []Field  `json:"fields,omitempty"`
	Files    []string `json:"files,omitempty"` // in the bundle, "opened/…"
	Ended    string   `json:"ended,omitempty"` // how and when it ended, in words; "" while it holds
	Erased   *Erasure `json:"erased,omitempty"`
	Events   []int64  `json:"events"`
}

// Field is one line of an entry.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Link  string `json:"link,omitempty"`
}

// SignOff says that somebody meant this wording to go out.
type SignOff struct {
	Revision       string    `json:"revision"`
	At             time.Time `json:"at"`
	By             Who       `json:"by"`
	Checked        time.Time `json:"checked"`
	Verdict        string    `json:"verdict,omitempty"`
	Rulebook       string    `json:"rulebook"` // version, for people
	RulebookDigest string    `json:"rulebook_digest,omitempty"`
	Ended          string    `json:"ended,omitempty"` // why and when it stopped holding; "" while it does
	Events         []int64   `json:"events"`
}

// Permit is a publish permit that was given out.
type Permit struct {
	ID       string    `json:"id"`
	Revision string    `json:"revision"`
	From     time.Time `json:"from"`
	Until    time.Time `json:"until"`
	Ended    string    `json:"ended,omitempty"` // withdrawn or superseded, in words
	File     string    `json:"file,omitempty"`  // in the bundle, "permits/…"; Make fills it in
	Events   []int64   `json:"events"`
}

// Address is one place where the post went out.
type Address struct {
	Platform string    `json:"platform"`
	Address  string    `json:"address,omitempty"`
	Revision string    `json:"revision"`
	At       time.Time `json:"at"`
	By       Who       `json:"by"`
	Without  bool      `json:"without,omitempty"` // it went out without sign-off, or somewhere the sign-off doesn't name
	Why      string    `json:"why,omitempty"`
	Erased   *Erasure  `json:"erased,omitempty"`
	Down     *Down     `json:"down,omitempty"` // nil while it stands there
	Events   []int64   `json:"events"`
}

// Down says that an address no longer has the post, and how anybody knows.
type Down struct {
	At     time.Time `json:"at"`
	By     Who       `json:"by"`
	How    string    `json:"how"` // gone: somebody looked; re-scan: an export no longer holds it
	Export string    `json:"export,omitempty"`
	Note   string    `json:"note,omitempty"` // what can't be recalled
	Events []int64   `json:"events"`
}

// Due is a take-down, correction or re-check that had to be done.
type Due struct {
	Kind   string    `json:"kind"`   // take-down, re-check, correction
	Reason string    `json:"reason"` // consent-withdrawn, rulebook …
	Words  string    `json:"words,omitempty"`
	At     time.Time `json:"at"`
	Until  time.Time `json:"until"`
	Done   *Done     `json:"done,omitempty"` // nil while open
	Events []int64   `json:"events"`
}

// Done says when something due was settled.
type Done struct {
	At     time.Time `json:"at"`
	By     Who       `json:"by"`
	How    string    `json:"how"`
	Events []int64   `json:"events"`
}

// Moment is one event in plain words.
type Moment struct {
	Seq   int64     `json:"seq"` // of the event, from 0
	At    time.Time `json:"at"`
	Kind  string    `json:"kind"`
	About string    `json:"about"`
	By    Who       `json:"by"`
	Mark  string    `json:"mark,omitempty"`  // stop, decide, advise, clear, ask: the sign beside it
	Title string    `json:"title,omitempty"` // made of Kind where empty
	Words string    `json:"words,omitempty"`
}
