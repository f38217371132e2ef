// SPDX-License-Identifier: Apache-2.0

package register

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Coverage says whether an entry covers a post, and why or why not in words.
type Coverage struct {
	OK  bool
	Why string
}

func covered(format string, a ...any) Coverage { return Coverage{true, fmt.Sprintf(format, a...)} }
func not(format string, a ...any) Coverage     { return Coverage{false, fmt.Sprintf(format, a...)} }

// Covers tells whether an entry covers a post at a time: for consents and cover the moment asked about, for a permission the moment the work was done.
// What isn't known of the entry never covers. A consent that was withdrawn covers nothing at any time.
func (r *Registers) Covers(e *Entry, l *Lean, at time.Time) Coverage {
	v, whole := e.Value()
	switch {
	case len(e.Versions) == 0:
		return not("There is no such entry.")
	case e.Erased != nil:
		return not("It was erased on %s.", inWords(Day(e.Erased.At)))
	case e.Of != "" && l.Of != "" && e.Of != l.Of:
		return not("It is somebody else's entry.")
	case v.Consent != nil:
		return r.consentCovers(e, v.Consent, whole, l, at)
	}
	if c := v.within(at); c != nil {
		return *c
	}
	switch {
	case v.Interest != nil:
		return interestCovers(v.Interest)
	case v.Permission != nil:
		return permissionCovers(v.Permission, l)
	case v.Evidence != nil:
		return evidenceCovers(v.Evidence, e, at)
	case v.Cover != nil:
		return coverCovers(v.Cover, l)
	}
	return credentialCovers(v.Credential, l)
}

// within gives a reason where the value has not begun or has ended.
func (v Value) within(at time.Time) *Coverage {
	var c Coverage
	switch {
	case v.Since().future(at):
		c = not("It begins on %s.", inWords(v.Since()))
	case !v.Until().Live(at):
		c = not("It ended on %s.", inWords(v.Until()))
	default:
		return nil
	}
	return &c
}

func (r *Registers) consentCovers(e *Entry, c *Consent, whole bool, l *Lean, at time.Time) Coverage {
	switch {
	case e.Withdrawn():
		return not("They changed their mind on %s.", inWords(c.Withdrawn))
	case c.Given.future(at):
		return not("They agreed on %s, after that.", inWords(c.Given))
	case !c.Expires.Live(at):
		return not("It ended on %s.", inWords(c.Expires))
	case c.Review.Past(at):
		return not("They were to be asked again by %s.", inWords(c.Review))
	}
	if why := c.bound(whole, l); why != "" {
		return not("%s", why)
	}
	if len(c.Platforms) == 0 {
		return not("It doesn't say where the post may stand.")
	}
	for _, p := range l.Platforms {
		if !hasPlatform(c.Platforms, p) {
			return not("For %s, not %s.", listPlatforms(c.Platforms), platformName(p))
		}
	}
	if why := audienceCovers(c.Audience, l.Audience); why != "" {
		return not("%s", why)
	}
	switch {
	case c.Purpose == "":
		return not("It doesn't say what for.")
	case l.Purpose != "" && !strings.EqualFold(c.Purpose, l.Purpose):
		return not("For %s, not %s.", c.Purpose, l.Purpose)
	case !c.Withdraw:
		return not("Nothing says they were told how to change their mind.")
	case c.Child && !(c.Parent && c.ChildView):
		return not("For a child, somebody with authority must agree and the child's own view be noted.")
	case c.Deceased && whole && strings.TrimSpace(c.Wishes) == "":
		return not("The person has died, and nothing says what they wanted.")
	case !c.Deceased && (c.Capacity == "lacked" || c.Capacity == "unknown"):
		return not("It isn't sure that they could decide for themselves.")
	case c.Incentive != "":
		return not("They got something for agreeing.")
	case weak(c):
		return not("It was only spoken, or is kept where it can't be shown.")
	case c.WorkTime && !c.Employer && !r.allowed(e.Of, at, "case", "hours"):
		return not("It was taken in working time, and nothing says the employer agreed.")
	}
	if c.Given.IsZero() {
		return covered("They agreed to this.")
	}
	return covered("They agreed to this on %s.", inWords(c.Given))
}

// bound says why a consent is for another text, picture or post; "" where it is for this one.
func (c *Consent) bound(whole bool, l *Lean) string {
	when := ""
	if !c.Given.IsZero() {
		when = " on " + inWords(c.Given)
	}
	switch {
	case len(c.Revisions) > 0:
		if names(c.Revisions, l.Revision) {
			return ""
		}
		if c.Text != "" && !sameWords(c.Text, l.Text) {
			return "The words changed after they agreed" + when + "."
		}
		return "They agreed" + when + " to another version than this one."
	case c.Text != "" && !sameWords(c.Text, l.Text):
		return "They agreed to other words" + when + "."
	case c.Text == "" && len(c.Posts) == 0 && !whole:
		return "What they agreed to isn't open here."
	case c.Text == "" && len(c.Posts) == 0:
		return "It doesn't say which words or post they agreed to."
	case c.Text == "" && !names(c.Posts, l.Post):
		return "They agreed to another post."
	}
	for _, m := range l.Media {
		switch {
		case slices.Contains(c.Media, m):
		case len(c.Media) > 0:
			return "There is a picture in it that they haven't seen."
		case !names(c.Posts, l.Post):
			return "They agreed to the words; nothing says they saw the picture."
		}
	}
	return ""
}

func weak(c *Consent) bool {
	rec, form := strings.ToLower(c.Record), strings.ToLower(c.Form)
	return strings.Contains(form, "oral") || strings.Contains(form, "verbal") || strings.Contains(rec, "chat") ||
		strings.Contains(rec, "phone") || strings.Contains(rec, "whatsapp") || rec == "notes"
}

// allowed tells whether a standing permission is for one of some things.
func (r *Registers) allowed(of string, at time.Time, what ...string) bool {
	for _, e := range r.Entries {
		p := e.public().Permission
		if p != nil && (e.Of == "" || e.Of == of) && e.Live(at) && slices.ContainsFunc(what, func(w string) bool { return slices.Contains(p.For, w) }) {
			return true
		}
	}
	return false
}

func audienceCovers(agreed, post string) string {
	rank := func(s string) int { return slices.Index(audiences, strings.ToLower(strings.TrimSpace(s))) } // public first
	switch {
	case agreed == "":
		return "It doesn't say who may see it."
	case strings.EqualFold(agreed, "public"), strings.EqualFold(agreed, post):
		return ""
	case post == "":
		return "They agreed to " + agreed + "; who will see the post isn't known."
	case rank(agreed) < 0 || rank(post) < 0 || rank(post) < rank(agreed):
		return "They agreed to " + agreed + ", not " + post + "."
	}
	return ""
}

// interestCovers: a tie is in order when others know of it and somebody else has judged it.
func interestCovers(i *Interest) Coverage {
	switch {
	case i.Declared.IsZero():
		return not("Nothing says it was declared.")
	case i.Assessed == "" || strings.EqualFold(i.Assessed, "self"):
		return not("Nobody else has judged it yet.")
	}
	return covered("Declared on %s, judged by %s.", inWords(i.Declared), i.Assessed)
}

func permissionCovers(p *Permission, l *Lean) Coverage {
	if len(p.Posts)+len(p.Revisions) > 0 && !names(p.Posts, l.Post) && !names(p.Revisions, l.Revision) {
		return not("It is for another post.")
	}
	if len(p.Revisions) > 0 && l.Revision != "" && !names(p.Revisions, l.Revision) {
		return not("The post has changed since they allowed it.")
	}
	for _, x := range l.Platforms {
		if len(p.Platforms) > 0 && !hasPlatform(p.Platforms, x) {
			return not("For %s, not %s.", listPlatforms(p.Platforms), platformName(x))
		}
	}
	for _, u := range l.Uses {
		if !slices.Contains(p.For, u) {
			return not("For %s, not %s.", strings.Join(p.For, " and "), u)
		}
	}
	if len(p.For) == 0 {
		return not("It doesn't say what for.")
	}
	if p.Conditions != "" {
		return covered("Allowed, with conditions: see the entry.")
	}
	return covered("Allowed: %s.", strings.Join(p.For, ", "))
}

// Allows tells whether the permission is for a post, a platform and a time, whatever it is for: what a check asks before it looks at For. A
// permission for revisions alone is for none that a check could know.
func (p *Permission) Allows(post, platform string, at time.Time) bool {
	switch {
	case len(p.Posts)+len(p.Revisions) > 0 && !names(p.Posts, post):
		return false
	case len(p.Platforms) > 0 && platform != "" && !hasPlatform(p.Platforms, platform):
		return false
	}
	return p.Since.begun(at) && p.Until.Live(at)
}

func evidenceCovers(v *Evidence, e *Entry, at time.Time) Coverage {
	if c := evidenceStands(v, e, at); !c.OK || v.Source != "" || v.Title != "" {
		return c
	}
	return not("It names no source.")
}

// evidenceStands tells whether nothing has come up against what the evidence rests on.
func evidenceStands(v *Evidence, e *Entry, at time.Time) Coverage {
	switch {
	case v.Retracted:
		return not("The paper was retracted.")
	case v.Superseded:
		return not("It has been superseded.")
	case v.Review.Past(at):
		return not("It was to be checked again by %s.", inWords(v.Review))
	}
	for _, n := range e.Notices {
		if n.Nature != Retraction && (v.Checked.IsZero() || v.Checked.Before(Day(n.At).Time)) {
			return not("There is a %s about the paper that nobody here has looked at.", natureWords[n.Nature])
		}
	}
	return covered("It still holds.")
}

var natureWords = map[Nature]string{Retraction: "retraction", Concern: "note of concern", Correction: "correction", Reinstatement: "reinstatement"}

func coverCovers(c *Cover, l *Lean) Coverage {
	if !stems(c.Covers, "publish", "media", "online", "broadcast", "website", "blog", "video") {
		return not("It doesn't name publishing.")
	}
	if stems(c.Excludes, "publish", "broadcast", "media", "advert", "endorse", "online", "video") {
		return not("It leaves out %s.", strings.Join(c.Excludes, ", "))
	}
	for _, x := range l.Countries {
		if len(c.Countries) > 0 && !slices.ContainsFunc(c.Countries, func(y string) bool { return country(x) == country(y) }) {
			return not("It holds in %s, not in %s.", strings.Join(c.Countries, ", "), x)
		}
	}
	return covered("It covers publishing.")
}

func country(s string) string {
	p := Practice{Author: Author{Country: s}}
	return p.Country()
}

func stems(list []string, of ...string) bool {
	for _, x := range list {
		if slices.ContainsFunc(of, func(s string) bool { return strings.Contains(strings.ToLower(x), s) }) {
			return true
		}
	}
	return false
}

func credentialCovers(c *Credential, l *Lean) Coverage {
	for _, t := range l.Titles {
		if !slices.ContainsFunc(append([]string{c.Title}, c.Also...), func(s string) bool { return s != "" && sameWords(s, t) }) {
			return not("It is for %s, not %s.", c.Title, t)
		}
	}
	return covered("On file.")
}
