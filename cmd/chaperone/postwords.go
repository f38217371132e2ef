// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"chaperone/decision/signoff"
	"chaperone/finding"
	"chaperone/practice"
	"chaperone/record"
	"chaperone/record/bundle"
	"chaperone/rulebook"
)

// postFault puts a failure about a post as one would say it.
func postFault(err error) error {
	if errors.Is(err, record.ErrNotFound) {
		return errors.New("there is no such post. chaperone post list shows them")
	}
	switch {
	case errors.Is(err, signoff.ErrNoPlace):
		return errors.New("nobody said yet where this goes, and what readers see there counts. chaperone post revise POST FILE --platform NAME says it")
	case errors.Is(err, signoff.ErrHeld):
		return errors.New("this post is kept for a legal matter, so nothing of it is erased. chaperone register lift post/ID ends that")
	case errors.Is(err, signoff.ErrNotSigned):
		return errors.New("this wording isn't signed off. chaperone post sign-off POST comes first; if it went out without, chaperone post published POST PLATFORM ADDRESS --without \"why\" notes that")
	case errors.Is(err, signoff.ErrPlatform):
		return errors.New("the sign-off doesn't name that platform. chaperone post revise POST FILE --platform NAME adds it, then sign off; if it went out without, chaperone post published has --without \"why\"")
	}
	return err
}

// stillOpen says what held a sign-off up, for somebody who has just been shown the findings and their ways out.
func stillOpen(o *signoff.StillOpen) string {
	var out []string
	if n := len(o.Findings); n > 0 {
		out = append(out, map[bool]string{true: "1 finding still needs", false: fmt.Sprintf("%d findings still need", n)}[n == 1]+" a way out, see above")
	}
	rest := *o
	rest.Findings = nil
	if s := rest.Error(); s != "" {
		out = append(out, s)
	}
	return strings.Join(out, ". ")
}

// tell says where a post stands and what it waits for.
func (f *dataFlags) tell(e env, p *signoff.Post, err error) error {
	if err != nil {
		return postFault(err)
	}
	pt := newPainter(e.out, f.NoColor)
	fmt.Fprintln(e.out, pt.wrap(fmt.Sprintf("Post %s: %s", p.ID, standing(p)), ""))
	open := p.StillOpen()
	tellOpen(e.out, pt, open)
	if len(open) > 0 {
		tellHow(e.out, pt, p.ID, open)
	}
	for _, w := range p.WaitsFor() {
		if w.For == "sign-off" && len(open) > 0 {
			continue // told above, with what comes first
		}
		if s := waiting(w, len(p.Revision.Platforms) > 0); s != "" {
			fmt.Fprintf(e.out, "%s\n", pt.wrap(s, "  "))
		}
	}
	return nil
}

// tellAll says where a post stands, and what its rules ask without holding it up: the answers are worth giving.
func (f *dataFlags) tellAll(ctx context.Context, e env, o *practice.Office, p *signoff.Post, err error) error {
	if err := f.tell(e, p, err); err != nil || p.Closed != nil || p.Erased || p.Status == signoff.TakenDown {
		return err
	}
	report, err := o.LookAt(ctx, p.ID)
	if err != nil {
		return err
	}
	pt := newPainter(e.out, f.NoColor)
	for _, q := range report.Findings {
		if q.Outcome != finding.Ask || q.Level >= rulebook.Decide {
			continue // what holds it up is told with what is open
		}
		fmt.Fprintf(e.out, "\n%s\n", pt.hang("? "+harmless(q.Message), " ", "   "))
		fmt.Fprintln(e.out, pt.style(pt.hang("chaperone post answer "+p.ID+" "+q.Rule.ID+" "+answersOf(q.Rule), "   ", "     "), dim))
	}
	return nil
}

// answersOf names what may be answered to a rule's question.
func answersOf(r *rulebook.Rule) string {
	var out []string
	for _, a := range r.Answers {
		if strings.ContainsAny(a.Say, " '’") {
			a.Say = `"` + a.Say + `"`
		}
		out = append(out, a.Say)
	}
	if len(out) == 0 {
		return `"your answer"`
	}
	return strings.Join(out, " | ")
}

// tellDeeds tells a post's story, a line for each deed, with when and who.
func tellDeeds(w io.Writer, pt *painter, deeds []bundle.Deed) {
	for _, d := range deeds {
		line := strings.Join(append(d.Told(day), "By "+d.Who()+"."), " ")
		fmt.Fprintln(w, pt.hang(day(d.At)+": "+harmless(d.Title+". "+line), "  ", "      "))
	}
	fmt.Fprintln(w)
}

var statusWords = map[signoff.Status]string{signoff.Draft: "draft", signoff.Waiting: "waiting for an answer", signoff.SignedOff: "signed off", signoff.Published: "published",
	signoff.RecheckDue: "published, to be looked at again", signoff.TakeDownDue: "published, has to come down", signoff.TakenDown: "taken down", signoff.ThrownAway: "thrown away",
	signoff.NotPublished: "not to be published"}

// standing is a post in a line: status, revision, verdict.
func standing(p *signoff.Post) string {
	s := statusWords[p.Status]
	if p.Fault() {
		s += ", went out without sign-off"
	}
	s += fmt.Sprintf(" (wording %d, %s)", p.Revision.No, p.Revision.Short())
	if p.Closed != nil || p.Status == signoff.TakenDown {
		return s + "."
	}
	switch n := len(p.StillOpen()); {
	case p.Check == nil:
		s += ". Not checked yet."
	case slices.ContainsFunc(p.StillOpen(), func(o signoff.Open) bool { return o.Level == signoff.Stop }):
		s += fmt.Sprintf(". Not as it stands: %s to settle.", things(n))
	case n == 1:
		s += ". Nearly there: 1 thing needs a decision or a record from you."
	case n > 1:
		s += fmt.Sprintf(". Nearly there: %d things need a decision or a record from you.", n)
	case p.Signed() != nil:
		s += ". Any change opens it again."
	default:
		s += ". Nothing is open. The decision is yours."
	}
	return s
}

func things(n int) string {
	if n == 1 {
		return "1 thing"
	}
	return fmt.Sprintf("%d things", n)
}

// tellOpen lists what still needs a way out, with the ways that are allowed.
func tellOpen(w io.Writer, p *painter, open []signoff.Open) {
	for _, o := range open {
		fmt.Fprintf(w, "\n%s\n", p.hang(fmt.Sprintf("%d %s  %s", o.N, o.Level, harmless(o.Title)), " ", "   "))
		if o.Message != "" {
			fmt.Fprintln(w, p.wrap(harmless(o.Message), "   "))
		}
		var cites []string
		for _, c := range o.Citations {
			cites = append(cites, c.Label)
		}
		if len(cites) > 0 {
			fmt.Fprintln(w, p.style(p.wrap(strings.Join(cites, " · "), "   "), dim))
		}
		var ways []string
		for _, a := range o.Ways {
			s := outWords[a.Way]
			if len(a.With) > 0 {
				var with []string
				for _, x := range a.With {
					with = append(with, wayNouns[x])
				}
				s += " (counts with " + strings.Join(with, " or ") + ")"
			}
			if s != "" {
				ways = append(ways, s)
			}
		}
		fmt.Fprintln(w, p.wrap("→ "+strings.Join(ways, " · "), "   "))
	}
	if len(open) > 0 {
		fmt.Fprintln(w)
	}
}

// tellHow says what to type for the ways out that are shown: each once, with the post it is for and the first finding it can be given for.
func tellHow(w io.Writer, p *painter, id string, open []signoff.Open) {
	var ways, commands []string
	for _, o := range open {
		for _, a := range o.Ways {
			c := wayCommand(a.Way, id, o)
			if word, _, _ := strings.Cut(c, id); c != "" && !slices.Contains(ways, word) {
				ways, commands = append(ways, word), append(commands, c)
			}
		}
	}
	if len(commands) > 0 {
		fmt.Fprintln(w, p.style("What to type:", dim))
		for _, c := range commands {
			fmt.Fprintln(w, p.style(p.hang(c, "  ", "    "), dim))
		}
	}
}

// wayCommand is the command that gives a way out of a finding, "" where there is none.
func wayCommand(k signoff.WayKind, id string, o signoff.Open) string {
	switch k {
	case signoff.WayFixed:
		return "chaperone post revise " + id + " FILE"
	case signoff.WayRecord, signoff.WayConsent:
		return fmt.Sprintf("chaperone post attach %s %d ENTRY", id, o.N)
	case signoff.WayOpinion:
		return "chaperone request ask " + id + " COLLEAGUE.yaml page.html"
	case signoff.WayJustified:
		return fmt.Sprintf("chaperone post justify %s %d \"why\"", id, o.N)
	case signoff.WayMisread:
		return fmt.Sprintf("chaperone post misread %s %d \"what the words mean\"", id, o.N)
	case signoff.WayLooked:
		return fmt.Sprintf("chaperone post looked %s %d --note \"what you saw\"", id, o.N)
	case signoff.WayAnswered:
		return fmt.Sprintf("chaperone post answer %s %s Yes", id, o.Rule)
	}
	return ""
}

var outWords = map[signoff.WayKind]string{signoff.WayFixed: "change the words", signoff.WayRecord: "chaperone post attach a record", signoff.WayConsent: "chaperone post attach consent", signoff.WayOpinion: "ask a colleague", signoff.WayJustified: "keep it, say why",
	signoff.WayMisread: "say it was misread", signoff.WayLooked: "look yourself", signoff.WayAnswered: "chaperone post answer the question"}

var wayNouns = map[signoff.WayKind]string{signoff.WayFixed: "a change", signoff.WayRecord: "a record", signoff.WayConsent: "the person's consent", signoff.WayOpinion: "a colleague's opinion", signoff.WayJustified: "a reason",
	signoff.WayMisread: "what the words mean", signoff.WayLooked: "your own look", signoff.WayAnswered: "an answer"}

// waiting says what a post waits for; placed tells whether it says where it goes.
func waiting(w signoff.Wait, placed bool) string {
	by := ""
	if w.Until != nil {
		by = " by " + w.Until.Local().Format("2 January")
	}
	switch w.For {
	case "sign-off":
		if !placed {
			return "Next: say where it goes (chaperone post revise POST FILE --platform NAME), then sign it off."
		}
		return "Next: sign it off (chaperone post sign-off)."
	case "check":
		return "Next: check it (chaperone post check)."
	case "request":
		return "Waiting for an answer to request " + w.Request + "."
	case "refused":
		return "They said no to these words (request " + w.Request + "). Next: change them (chaperone post revise), or leave it."
	case "publication":
		return "Next: publish it, then say where (chaperone post published)."
	case "wording":
		return "Older words still stand where it was published."
	case "re-check":
		return "Look at it again" + by + ": chaperone post check, then sign-off."
	case "proof":
		return fmt.Sprintf("Take it down from %s%s, then say so (chaperone post taken-down).", w.Where, by)
	}
	return ""
}
