// SPDX-License-Identifier: Apache-2.0

package request

import (
	"slices"
	"strings"
	"time"

	"chaperone/register"
)

// Answer is one answer, as far as it stands in clear.
type Answer struct {
	Reply     Reply         `json:"reply"`
	Revision  string        `json:"revision"` // it is for these words and no others
	At        time.Time     `json:"at"`
	By        string        `json:"by"` // "request/…", or the member who entered it
	Channel   Channel       `json:"channel"`
	Ticked    []string      `json:"ticked,omitempty"`    // ids of the lines that are true
	Signature Signature     `json:"signature,omitempty"` //
	Until     register.Date `json:"until,omitzero"`      // UntilDate: the last day
	View      View          `json:"child_view,omitempty"`
	Parent    bool          `json:"parent,omitempty"` // of somebody of 16 or 17: a parent agreed, too
	Code      *CodeHash     `json:"code,omitempty"`   // Page: which one came back
	Photo     string        `json:"photo,omitempty"`  // Paper: digest of the photograph
	Drawn     string        `json:"drawn,omitempty"`  // digest of a drawn signature's picture
}

// AnswerWords is the private part of KindAnswered.
type AnswerWords struct {
	Name  string `json:"name,omitempty"`  // as signed
	Words string `json:"words,omitempty"` // reason, conditions, whom to ask instead, what was said
	Child string `json:"child,omitempty"` // what the child said
}

// String hides the words.
func (AnswerWords) String() string { return "words()" }

// Signature is how somebody signed; the words are those of register.Consent.Signature.
type Signature string

// The signatures.
const (
	Typed   Signature = "typed"
	Drawn   Signature = "drawn"
	OnPaper Signature = "paper"
	ByCode  Signature = "code"
)

// View is what a child thinks of it.
type View string

// The views; "" says that nobody asked the child.
const (
	ChildFor     View = "for"
	ChildAgainst View = "against"   // a child's no wins, by word or by what they do
	TooYoung     View = "too-young" // to say anything yet
)

// Given is an answer as it comes in.
type Given struct {
	Channel Channel
	Member  string // who entered it, or is signed in while answering; "" where the person answered by themself
	Token   Token  // Link
	Code    string // Page: as typed. It decides Reply
	Reply   Reply
	Ticked  []string
	Name    string // as signed
	Words   string
	Child   string // what the child said
	Photo   string // Paper: digest of its photograph
	Drawn   string // digest of a drawn signature
	Until   register.Date
	View    View
	Parent  bool
}

// String hides the words.
func (g Given) String() string { return "given(" + string(g.Reply) + ")" }

// Statements are the ids of the lines that must be true for an answer that lets the post stand, in order. The words are in package form.
func (a *Asked) Statements() []string {
	switch {
	case a.Form == Colleague && a.Question == AboutPatient:
		return []string{"post-only"}
	case a.Form == Colleague:
		return []string{"no-tie"}
	case a.Form == Employer:
		return nil
	case a.Subject == Lacks:
		return []string{"seen", "know-who", "for-them"}
	case a.Subject == Child:
		return []string{"seen", "know-who", "know-change", "free", "may-decide"}
	}
	return []string{"seen", "know-who", "know-change", "free"}
}

// Answer takes an answer, the first or a change of mind. Errors say why not and what to do; none of them says more to a stranger than that
// nothing is here. Asking back and "not for me" have methods of their own; a page's codes for those come in here and lead there.
func (r *Request) Answer(at time.Time, g Given) (Event, error) {
	a := Answer{Reply: g.Reply, Revision: r.Revision, At: moment(at), Channel: g.Channel, Ticked: slices.Clone(g.Ticked), Until: g.Until,
		View: g.View, Parent: g.Parent, Photo: g.Photo, Drawn: g.Drawn}
	if err := r.reachedBy(at, g, &a); err != nil {
		return Event{}, err
	}
	switch a.Reply {
	case AsksBack:
		return r.AskBack(at, a.By, or(strings.TrimSpace(g.Words), "(by a code from their page; ring them)"))
	case NotMe:
		return r.NotMe(at, a.By)
	}
	if !slices.Contains(r.Replies(), a.Reply) {
		return Event{}, why(ErrReply, "%q; the answers are %s", a.Reply, list(r.Replies()))
	}
	for _, s := range []string{g.Name, g.Words, g.Child} {
		if err := spoken(s, maxWords); err != nil {
			return Event{}, err
		}
	}
	if r.Form == Patient && r.Subject == Child && a.View == ChildAgainst {
		a.Reply = No // whatever the parent answers
	}
	if err := r.allowed(at, g, &a); err != nil {
		return Event{}, err
	}
	if last := r.Last(); last != nil && r.repeats(*last, a, g) {
		return Event{}, ErrSame
	}
	return event(KindAnswered, at, a.By, a, AnswerWords{Name: strings.TrimSpace(g.Name), Words: strings.TrimSpace(g.Words), Child: strings.TrimSpace(g.Child)}), nil
}

// repeats tells whether an answer says what the last one says.
func (r *Request) repeats(last, a Answer, g Given) bool {
	if last.Reply != a.Reply || last.Until != a.Until || last.View != a.View || last.Parent != a.Parent {
		return false
	}
	if a.Reply == Conditions || a.Reply == SaySo { // other words are another answer
		return r.Private == nil || r.Private.Answers[len(r.Answers)-1].Words == strings.TrimSpace(g.Words)
	}
	return true
}

// allowed checks the answer itself: whether it comes in time, is for these words, and may be given by whoever gives it.
func (r *Request) allowed(at time.Time, g Given, a *Answer) error {
	yes := a.Reply.yes()
	switch {
	case r.lapsed(at):
		return ErrLapsed
	case len(r.Answers) == 0 && r.Superseded != "":
		return ErrStale
	case yes && r.Superseded != "":
		return ErrStale
	case yes && !r.Last().yes() && len(r.Answers) > 0 && at.After(r.Expires):
		return why(ErrLapsed, "a no can't become a yes any more")
	case len(r.Answers) > 0 && r.Last().Reply == HasTie:
		return why(ErrClosed, "whoever shares the interest, or may, is thanked and not asked again")
	case r.Private == nil && r.Form != Patient && a.Reply.judges():
		return why(ErrErased, "who was asked can't be compared with the author")
	}
	if a.Channel != Spoken && a.Reply.judges() {
		for _, s := range r.Statements() {
			if !slices.Contains(a.Ticked, s) {
				return ErrUnticked
			}
		}
	}
	if err := r.notTheAuthor(g); err != nil {
		return err
	}
	switch r.Form {
	case Patient:
		return r.patientAllowed(g, a)
	case Employer:
		return r.employerAllowed(g, a)
	}
	if a.Reply.judges() {
		return signed(g, a)
	}
	return nil
}

// judges tells whether an answer needs its lines ticked: a yes of any sort, and any opinion a colleague gives.
func (r Reply) judges() bool {
	return r.yes() || r == LeaveOut || r == PerhapsNamed || r == Named
}

func (a *Answer) yes() bool { return a != nil && a.Reply.yes() }

// notTheAuthor refuses answers by whoever wrote the post. An author may note a patient's or an employer's paper, code or spoken no; a
// colleague's answer somebody else has to enter, since nothing on it but a name says who gave it.
func (r *Request) notTheAuthor(g Given) error {
	if g.Member != "" && r.wrote(g.Member) {
		switch {
		case g.Channel == Link || g.Channel == Device:
			return why(ErrOwnAnswer, "you are signed in as the author")
		case r.Form == Colleague:
			return why(ErrOwnAnswer, "a colleague's answer is entered by somebody else than the author")
		}
	}
	if r.Form == Patient || r.Private == nil || strings.TrimSpace(g.Name) == "" {
		return nil
	}
	s := r.Private.Asked.Shown
	if sameName(g.Name, s.Author.Name) && !sameName(g.Name, s.Person.Name) {
		return why(ErrOwnAnswer, "it is signed with the author's name")
	}
	return nil
}

// signed refuses an answer without a name or signature. A code stands for the page it came from.
func signed(g Given, a *Answer) error {
	if a.Signature == Typed && strings.TrimSpace(g.Name) == "" {
		return ErrUnsigned
	}
	return nil
}

func (r *Request) patientAllowed(g Given, a *Answer) error {
	switch {
	case a.Reply == Yes && r.Subject == Lacks:
		return ErrBest
	case !a.Reply.yes():
		return nil
	}
	if r.Subject == Child {
		switch {
		case a.View == "":
			return ErrChildView
		case a.View == TooYoung && r.Competence != nil && r.Competence.Able:
			return why(ErrChildView, "this child was found able to understand; their own yes is needed")
		case a.View == ChildFor && strings.TrimSpace(g.Child) == "" && a.Channel != Page:
			return why(ErrChildView, "write down what the child said")
		}
	}
	return signed(g, a)
}

func (r *Request) employerAllowed(g Given, a *Answer) error {
	switch {
	case a.Reply == Conditions && strings.TrimSpace(g.Words) == "":
		return why(ErrReply, "write the conditions")
	case a.Reply == SomeoneElse && strings.TrimSpace(g.Words) == "" && a.Channel != Page:
		return why(ErrReply, "say whom to ask")
	case a.Reply == UntilDate && (a.Until.IsZero() || !a.Until.Live(a.At)):
		return why(ErrReply, "say the last day, from today on")
	case a.Reply != UntilDate && !a.Until.IsZero():
		return why(ErrReply, "a last day goes with ‘yes, until’")
	case a.Reply.yes():
		return signed(g, a)
	}
	return nil
}

func list(rs []Reply) string {
	var out []string
	for _, r := range rs {
		out = append(out, string(r))
	}
	return strings.Join(out, ", ")
}
