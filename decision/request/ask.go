// SPDX-License-Identifier: Apache-2.0

package request

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"chaperone/post"
	"chaperone/register"
)

// Asked is what a request asks, as far as it stands in clear; it never changes.
type Asked struct {
	ID        string          `json:"id"`
	Form      Form            `json:"form"`
	Person    string          `json:"person"`             // id of whoever the words belong to: the patient, the employer's person, the colleague
	Subject   Subject         `json:"subject,omitempty"`  // patient
	Question  Question        `json:"question,omitempty"` // colleague
	Finding   string          `json:"finding,omitempty"`  // colleague: which finding the opinion answers; "" the post as a whole
	Post      string          `json:"post"`
	Revision  string          `json:"revision"` // digest of the exact words, pictures and places
	Media     []string        `json:"media,omitempty"`
	Platforms []post.Platform `json:"platforms,omitempty"`
	Audience  post.Audience   `json:"audience,omitempty"`
	Purpose   string          `json:"purpose,omitempty"` // what for, where it is one of Purposes; "other" else
	Uses      []string        `json:"uses,omitempty"`    // employer: what of theirs, in the words of register.Permission.For
	Author    string          `json:"author"`            // member id
	Writers   []string        `json:"writers,omitempty"` // others who wrote in the post: they can't answer either
	WorkTime  bool            `json:"work_time,omitempty"`
	Agreed    bool            `json:"employer_agreed,omitempty"` // the employer agreed to working time being used, and knows of the asking
	Incentive Incentive       `json:"incentive,omitempty"`
	Ties      []Tie           `json:"ties,omitempty"` // what could make a no hard
	Wishes    Wishes          `json:"wishes,omitempty"`
	Until     register.Date   `json:"until,omitzero"`  // the last day the consent covers; zero: no end
	Review    register.Date   `json:"review,omitzero"` // ask again after this day
	Version   string          `json:"form_version"`    // of the words of the page
	Told      string          `json:"told"`            // SHA-256 of what the person is told, keyed with Salt: hex
}

// Incentive is what somebody was offered for agreeing.
type Incentive string

// The incentives; "" is none. Any of them leaves the consent one that covers nothing.
const (
	Gift     Incentive = "gift"
	Discount Incentive = "discount"
	Payment  Incentive = "payment"
	Treat    Incentive = "treatment" // care, or sooner
	Else     Incentive = "other"
)

// Tie is something between author and person that could make a no hard. It is noted; it forbids nothing.
type Tie string

// The ties.
const (
	InCare   Tie = "in-care"  // the author treats them now
	Employed Tie = "employed" // works for the author, or is taught by them
	Family   Tie = "family"
	Friend   Tie = "friend"
	Custody  Tie = "detained" // held in hospital, prison or care
)

// Wishes is what somebody who has died is known to have wanted.
type Wishes string

// The wishes.
const (
	Wanted  Wishes = "wanted"
	Against Wishes = "against" // then nobody is asked: their wish stands
	Unknown Wishes = "unknown"
)

// Purposes are the words for what a post is for that may stand in clear.
var Purposes = []string{"education", "awareness", "fundraising", "advertising", "research", "teaching", "recruitment", "news", "campaign"}

// Asking is what New needs.
type Asking struct {
	Asked
	Shown   Shown
	Page    string    // the words of the page, plain: form.Page.Plain
	Salt    string    // 16 random bytes or more, hex
	Way     Way       // channel, and Token, Ref or Codes where the channel has them
	Expires time.Time // for a first answer
}

const (
	maxWords = 4000  // runes in a message or a reason
	maxTold  = 40000 // runes of a page
)

var idShape = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$`)

// New gives the event that begins a request. ErrAsking says what is missing; ErrOwnAnswer that the person asked is the author.
func New(at time.Time, by string, a Asking) (Event, error) {
	if !isMember(by) {
		return Event{}, ErrNotAMember
	}
	a.Media, a.Platforms = slices.Clone(a.Media), slices.Clone(a.Platforms)
	a.Expires = moment(a.Expires)
	a.Told = ToldDigest(a.Salt, a.Page)
	if a.Purpose = strings.ToLower(strings.TrimSpace(a.Shown.Purpose)); a.Purpose != "" && !slices.Contains(Purposes, a.Purpose) {
		a.Purpose = "other"
	}
	if err := a.check(at); err != nil {
		return Event{}, err
	}
	way, err := a.Way.ready(at, by)
	if err != nil {
		return Event{}, err
	}
	body := AskedBody{Asked: a.Asked, Expires: a.Expires, Way: way}
	return event(KindAsked, at, by, body, AskedWords{Shown: a.Shown, Told: a.Page, Salt: a.Salt}), nil
}

// AskedBody is the body of KindAsked.
type AskedBody struct {
	Asked
	Expires time.Time `json:"expires"`
	Way     Way       `json:"way"`
}

// ToldDigest is the digest of what a person was told: who has the salt and the words can show that it was these.
func ToldDigest(salt, words string) string {
	h := sha256.Sum256([]byte("chaperone told v1\x00" + salt + "\x00" + words))
	return hex.EncodeToString(h[:])
}

func (a *Asking) check(at time.Time) error {
	s := &a.Shown
	no := func(format string, args ...any) error { return why(ErrAsking, format, args...) }
	switch {
	case !idShape.MatchString(a.ID) || !idShape.MatchString(a.Person) || !idShape.MatchString(a.Post):
		return no("request, person and post each need an id")
	case !idShape.MatchString(a.Revision):
		return no("nobody said which words; keep the draft first")
	case !isMember(a.Author):
		return no("nobody said whose post it is")
	case a.Replies() == nil:
		return no("it goes to a patient, an employer or a colleague")
	case strings.TrimSpace(s.Called) == "" || strings.TrimSpace(s.Author.Name) == "":
		return no("the page must say who asks. Put the author's name on file first: under You in the desk, or chaperone register import with a file that says author: name")
	case strings.TrimSpace(s.Text) == "" && len(s.Pictures) == 0:
		return no("the page must show the post")
	case strings.TrimSpace(s.Phone) == "" && strings.TrimSpace(s.Address) == "" && strings.TrimSpace(s.Author.Email) == "":
		return no("the page must say how to reach you: a telephone number, an address or an e-mail")
	case len(a.Salt) < 32 || a.Version == "" || strings.TrimSpace(a.Page) == "":
		return no("the page's words, their version and a salt belong with it")
	case !a.Expires.After(at):
		return no("the time to answer must lie ahead")
	case len(s.Pictures) != len(a.Media):
		return no("each picture is shown, and no other")
	}
	for i, p := range s.Pictures {
		if p.Digest != a.Media[i] {
			return no("picture %d isn't the one of this revision", i+1)
		}
	}
	if err := spoken(a.Page, maxTold); err != nil {
		return err
	}
	if a.Form == Patient {
		return a.checkPatient()
	}
	if who, is := s.Person.is(s.Author); is || s.Person.Member != "" && a.wrote(s.Person.Member) {
		return why(ErrOwnAnswer, "the person asked is the author, going by %s", or(who, "their account here"))
	}
	switch {
	case strings.TrimSpace(s.Person.Name) == "":
		return no("say who is asked")
	case a.Form == Employer && len(a.Uses) == 0:
		return no("say what of theirs it uses: premises, equipment, hours, uniform, filming, case, speaking")
	case a.Form == Colleague && a.Question == AboutInterest && (strings.TrimSpace(s.Interest) == "" || strings.TrimSpace(s.InterestIn) == ""):
		return no("say which interest, and in whom")
	case a.Form == Colleague && a.Question != AboutInterest && a.Question != AboutPatient:
		return no("a colleague is asked about an interest or about a patient")
	}
	return nil
}

func (a *Asking) checkPatient() error {
	s := &a.Shown
	no := func(format string, args ...any) error { return why(ErrAsking, format, args...) }
	switch {
	case !slices.Contains([]Subject{Adult, Young, Child, Lacks, Deceased}, a.Subject):
		return no("say whether the patient is an adult, 16 or 17, under 16, unable to decide, or has died")
	case len(a.Platforms) == 0 || len(s.Sites) == 0:
		return no("say where it would stand")
	case a.Audience == "" || strings.TrimSpace(s.Audience) == "":
		return no("say who could see it")
	case a.Purpose == "" || strings.TrimSpace(s.Why) == "":
		return no("say what it is for")
	case a.Incentive != "" && strings.TrimSpace(s.Offered) == "":
		return no("say what they were offered; the page tells them that they keep it if they say no")
	case a.Subject == Deceased && a.Wishes == Against:
		return no("they didn't want this, and that stands after their death; leave them out")
	case a.Subject == Deceased && a.Wishes != Wanted && a.Wishes != Unknown:
		return no("say whether anybody knows what they wanted")
	case a.Subject == Deceased && a.Wishes == Wanted && strings.TrimSpace(s.KnownWishes) == "":
		return no("say what they wanted, and who says so")
	case a.Subject != Adult && a.Subject != Young && strings.TrimSpace(s.About) == "":
		return no("say whom it is about, as the page should put it: ‘your son’")
	}
	if s.Person.Member != "" && a.wrote(s.Person.Member) {
		return why(ErrOwnAnswer, "going by their account here")
	}
	if sameMail(s.Person.Email, s.Author.Email) {
		return why(ErrOwnAnswer, "going by the e-mail")
	}
	return nil
}

// wrote tells whether a member is the author, or wrote in the post.
func (a *Asked) wrote(member string) bool {
	return member == a.Author || slices.Contains(a.Writers, member)
}

// ready gives a way as it is kept; what its channel needs must be there.
func (w Way) ready(at time.Time, by string) (Way, error) {
	w.At, w.By, w.Replaced = moment(at), by, false
	ok := map[Channel]bool{
		Link: len(w.Token) == 64 && w.Ref == "" && w.Codes == nil, Device: w.Token == "" && w.Ref == "" && w.Codes == nil,
		Paper: w.Token == "" && w.Ref != "" && w.Codes == nil, Page: w.Token == "" && w.Ref == "" && w.Codes != nil && len(w.Codes.Hashes) > 0,
	}
	if !ok[w.Channel] {
		return w, why(ErrAsking, "a link has the hash of its token, a paper its reference, a page its codes, a device nothing")
	}
	if w.Channel == Paper {
		ref, err := ParseRef(w.Ref)
		if err != nil {
			return w, err
		}
		w.Ref = ref
	}
	return w, nil
}

// spoken refuses words that can't be kept.
func spoken(s string, most int) error {
	switch {
	case !utf8.ValidString(s):
		return why(ErrWords, "some bytes aren't text; send them as UTF-8")
	case utf8.RuneCountInString(s) > most:
		return why(ErrWords, "they are longer than %d characters; shorten them", most)
	}
	return nil
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
