// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"fmt"
	"strings"
	"time"

	"chaperone/decision/request"
)

// ToldRequest is an event of a request with its place in the log.
type ToldRequest struct {
	Seq int64
	request.Event
}

// AddRequest adds a request to the story that it belongs to: what was asked, of whom, by which way, each answer, and its moments on the time
// line (call Arrange afterwards). What StoryOf knew of it gives way. events are all of the request, in the order of the log, with their private
// parts where they may be shown: name of the person asked, what they were told, their words. Without, all of that stays sealed.
// name shows members. request.ErrEvent where the events are no request's.
func (s *Story) AddRequest(events []ToldRequest, name func(id string) Who) error {
	who := func(id string) Who {
		w := name(id)
		w.ID = id
		return w
	}
	var r request.Request
	a := Asked{}
	for i, e := range events {
		if err := request.Apply(&r, e.Event); err != nil {
			return fmt.Errorf("event %d: %w", e.Seq, err)
		}
		if i == 0 {
			a = askedOf(e, who)
		}
		a.take(e, who)
		m := Moment{Seq: e.Seq, At: e.At, Kind: e.Kind, About: r.About(), By: who(e.By)}
		m.Mark, m.Title, m.Words = momentOfRequest(e, r.Asked)
		s.TimeLine = append(s.TimeLine, m)
	}
	if r.ErasedAt != nil {
		a.erase(Erasure{On: *r.ErasedAt, Because: erasedWhy(events)})
	}
	for i := range s.Asked {
		if s.Asked[i].ID == a.ID {
			a.Events = append(a.Events, s.Asked[i].Events...)
			s.Asked[i] = a
			return nil
		}
	}
	s.Asked = append(s.Asked, a)
	return nil
}

func askedOf(e ToldRequest, who func(string) Who) Asked {
	b, _ := e.Body.(request.AskedBody)
	w, open := e.Private.(request.AskedWords)
	until := b.Expires
	a := Asked{ID: b.ID, Form: string(b.Form), Whom: Who{ID: "request/" + b.ID}, At: e.At, By: who(e.By), How: string(b.Way.Channel), Revision: b.Revision, Until: &until, Events: []int64{e.Seq}}
	say1 := func(list *[]string, format string, args ...any) { *list = append(*list, fmt.Sprintf(format, args...)) }
	var ps []string
	for _, p := range b.Platforms {
		ps = append(ps, string(p))
	}
	say1(&a.For, "this post, revision %s, on %s, for %s", short(b.Revision), places(ps), audience(string(b.Audience)))
	if b.Purpose != "" {
		say1(&a.For, "what for: %s", say(b.Purpose))
	}
	if len(b.Uses) > 0 {
		say1(&a.For, "what it uses: %s", strings.Join(b.Uses, ", "))
	}
	if b.Question != "" {
		say1(&a.For, "%s", questionWords[b.Question])
	}
	if !b.Until.IsZero() {
		say1(&a.For, "until %s", b.Until)
	}
	if x, ok := subjectWords[b.Subject]; ok {
		say1(&a.Notes, "About %s.", x)
	}
	if b.WorkTime {
		agreed := "without the employer's agreement on record"
		if b.Agreed {
			agreed = "with the employer's agreement"
		}
		say1(&a.Notes, "Asked in working time, %s.", agreed)
	}
	if b.Incentive != "" {
		say1(&a.Notes, "Something was offered: %s.", say(string(b.Incentive)))
	}
	for _, t := range b.Ties {
		say1(&a.Notes, "Between author and person: %s.", say(string(t)))
	}
	if !open {
		say1(&a.Shown, "Sealed; the log holds a digest of the words of the page (form %s): %s", b.Version, b.Told)
		return a
	}
	a.Whom.Name, a.Whom.Role = w.Shown.Person.Name, w.Shown.Person.Role
	a.Shown = append(a.Shown, w.Told)
	return a
}

func audience(a string) string {
	if a == "" {
		return "an audience not named"
	}
	return say(a)
}

var questionWords = map[request.Question]string{request.AboutInterest: "Could a fair reader think the interest shaped this?", request.AboutPatient: "Could you name the person, from the post and a web search only?"}

var subjectWords = map[request.Subject]string{request.Young: "somebody of 16 or 17", request.Child: "a child under 16", request.Lacks: "an adult who was found not to be able to decide this", request.Deceased: "somebody who has died"}

// take adds what an event tells about the answer, or about whether it could be given.
func (a *Asked) take(e ToldRequest, who func(string) Who) {
	switch b := e.Body.(type) {
	case request.Answer:
		w, _ := e.Private.(request.AnswerWords)
		x := Answer{At: e.At, Answer: string(b.Reply), Words: w.Words, How: string(b.Channel), Signed: signedWords[b.Signature], Events: []int64{e.Seq}}
		if b.Parent {
			x.Signed = strings.TrimPrefix(x.Signed+"; a parent agreed, too", "; ")
		}
		if v, ok := viewWords[b.View]; ok {
			x.Signed = strings.TrimPrefix(x.Signed+"; "+v, "; ")
		}
		a.Answers = append(a.Answers, x)
		a.Events = append(a.Events, e.Seq)
	case request.Judged:
		able := "able"
		if !b.Able {
			able = "not able"
		}
		a.note(e, "Judged %s to decide this on %s by %s.", able, minute(e.At), who(e.By).name())
	case request.Best:
		against := "against publishing"
		if b.For {
			against = "for publishing"
		}
		a.note(e, "Decided in their best interests, %s, on %s by %s, after %s.", against, minute(e.At), who(e.By).name(), count(b.Consulted, "person who knows them was heard", "people who know them were heard"))
	case request.RevisedTo:
		a.note(e, "The post's words changed on %s (revision %s); the answer is for the words asked about.", minute(e.At), short(b.Revision))
	case request.Renewed:
		until := b.Expires
		a.Until = &until
		a.Events = append(a.Events, e.Seq)
	}
}

func (a *Asked) note(e ToldRequest, format string, args ...any) {
	a.Notes = append(a.Notes, fmt.Sprintf(format, args...))
	a.Events = append(a.Events, e.Seq)
}

func (a *Asked) erase(x Erasure) {
	a.Whom = Who{ID: a.Whom.ID, Erased: &x}
	for i := range a.Answers {
		a.Answers[i].Words, a.Answers[i].Erased = "", &x
	}
	a.Shown = []string{"What they were shown and told was " + x.words() + "."}
}

func erasedWhy(events []ToldRequest) string {
	for _, e := range events {
		if b, ok := e.Body.(request.Erasure); ok {
			return b.Because
		}
	}
	return ""
}

var signedWords = map[request.Signature]string{request.Typed: "with a typed name", request.Drawn: "with a drawn signature", request.OnPaper: "with a signature on paper", request.ByCode: "with the code from their page"}

var viewWords = map[request.View]string{request.ChildFor: "the child is for it", request.ChildAgainst: "the child is against it", request.TooYoung: "the child is too young to say"}

// momentOfRequest tells an event of a request.
func momentOfRequest(e ToldRequest, a request.Asked) (mark, title, words string) {
	form := capital(say(string(a.Form)))
	switch b := e.Body.(type) {
	case request.AskedBody:
		return "ask", form + " was asked", capital(strings.TrimPrefix(how(string(b.Way.Channel)), ", ")) + ". Time to answer until " + minute(b.Expires) + "."
	case request.Answer:
		mark := "stop"
		if agrees(string(b.Reply)) {
			mark = "clear"
		}
		return mark, form + ": " + say(string(b.Reply)), capital(strings.TrimPrefix(how(string(b.Channel)), ", ")) + "."
	}
	return "", "", ""
}

// agrees tells whether an answer lets the post stand.
func agrees(answer string) bool {
	switch answer {
	case "yes", "yes-conditions", "yes-until", "fine", "say-so", "not-named", "would-want":
		return true
	}
	return false
}

// EntryMoment tells an event of a register's entry.
func EntryMoment(seq int64, at time.Time, kind, entry string, by Who) Moment {
	return MomentOf(seq, at, kind, "entry/"+entry, by)
}
