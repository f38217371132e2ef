// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"chaperone/record/paper"
)

// spoken are names as events have them, in words for people. What isn't here is shown with its hyphens taken out.
var spoken = map[string]string{
	// statuses
	"signed-off": "signed off", "re-check-due": "published, to be looked at again", "take-down-due": "published, to come down", "taken-down": "taken down",
	"thrown-away": "thrown away", "not-published": "never published",
	// ways out
	"fixed": "Fixed", "record": "A record was attached", "consent": "Consent was attached", "opinion": "A colleague's opinion", "justified": "Kept, with a reason",
	"misread": "The words mean something else", "looked": "A person looked themselves", "answered": "The question was answered",
	// answers
	"yes": "yes", "no": "no", "asks-back": "wanted to know something first", "changed-mind": "changed their mind", "lapsed": "did not answer in time: that means no",
	"called-off": "the request was taken back", "fine": "it can stay", "say-so": "it can stay, if the post says so", "leave-out": "leave it out", "cannot-judge": "can't judge",
	// reasons
	"consent-withdrawn": "a consent was withdrawn", "consent-expired": "a consent expired", "entry-ended": "an entry it rests on ended", "evidence-retracted": "a source was retracted",
	"review-passed": "a day for review passed", "cover-lapsed": "cover lapsed", "interest-added": "an interest was added later", "rulebook": "guidance changed",
	"found": "a later check found something", "reply": "somebody who was asked changed their mind", "erased": "somebody's data was erased at their request",
	"complaint": "a complaint", "own": "the author wanted it so",
	"at-their-request": "at their request", "past-retention": "the time to keep it had passed",
	// the rest
	"take-down": "Take-down", "re-check": "Re-check", "correction": "Correction", "gone": "somebody looked and found it gone", "re-scan": "an export of the account no longer holds it",
	"spoken": "by word of mouth", "in-care": "the author treats them now", "employed": "works for the author, or is taught by them", "detained": "held in hospital, prison or care",
	"public": "anybody", "followers": "followers", "group": "a group", "private": "nobody but the author",
	"request.asked": "Somebody was asked", "request.renewed": "More time, or a new way to answer", "request.seen": "They opened the page", "request.handed-over": "The device was handed to them",
	"request.taken-back": "The device came back", "request.answered": "They answered", "request.question": "They asked something first", "request.replied": "They got a reply", "request.not-me": "It wasn't for them",
	"request.competence": "Judged whether they can decide", "request.best-interests": "Decided in their best interests", "request.revised": "The post changed meanwhile", "request.lapsed": "The time to answer ended: that means no",
	"request.cancelled": "The request was taken back", "request.erased": "Their words were erased",
	"link": "by link", "device": "on this device, handed over", "paper": "on paper", "page": "by a page sent by mail",
	"patient": "A patient", "employer": "The employer", "colleague": "A colleague",
	"consents": "Consent", "interests": "Interest", "permissions": "Permission", "evidence": "Evidence", "cover": "Cover", "credentials": "Credential",
	"raised": "found", "ask": "asked", "failed": "couldn't be checked", "clear": "nothing found",
	// kinds of events
	"post.drafted": "Draft written", "post.revised": "Changed", "post.checked": "Checked", "post.answered": "A question was answered", "post.way-given": "A finding got its way out",
	"post.asked": "Somebody was asked", "post.replied": "An answer came", "post.entry-ended": "An entry it rests on ended", "post.signed": "Signed off", "post.unsigned": "Sign-off taken back",
	"post.permitted": "Permit given out", "post.permit-withdrawn": "Permit withdrawn", "post.published": "Published", "post.due": "Something became due", "post.rechecked": "Looked at again: it stands",
	"post.taken-down": "Taken down", "post.held": "Kept for a legal matter", "post.released": "Released from a legal matter", "post.thrown-away": "Thrown away",
	"post.not-published": "Decided never to publish", "post.erased": "Texts erased",
	"register.added": "Entry added", "register.changed": "Entry changed", "register.ended": "Entry ended", "register.withdrawn": "Entry withdrawn by the person", "register.reviewed": "Entry reviewed",
	"register.noticed": "Something became known of a source", "register.attached": "File attached to an entry", "register.detached": "File taken off an entry", "register.erased": "Entry erased",
}

// say gives a name in words.
func say(name string) string {
	if w, ok := spoken[name]; ok {
		return w
	}
	return strings.NewReplacer("-", " ", "_", " ", ".", ": ").Replace(name)
}

// capital begins a sentence.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// name shows a person: by name, as erased, as one of the program's own, or as sealed.
func (w Who) name() string {
	switch {
	case w.Erased != nil:
		return "a person whose name was " + w.Erased.words()
	case w.Name != "" && w.Role != "":
		return w.Name + ", " + w.Role
	case w.Name != "":
		return w.Name
	case w.ID == "chaperone":
		return "Chaperone itself"
	case strings.HasPrefix(w.ID, "request/"):
		return "the person who was asked"
	case w.Role != "":
		return w.Role + " (name sealed)"
	}
	return "name sealed"
}

// Shown gives the person as a page shows them: by name, as erased, as sealed.
func (w Who) Shown() string { return w.name() }

// Heading says in a few words what happened.
func (m Moment) Heading() string {
	if m.Title != "" {
		return m.Title
	}
	return capital(say(m.Kind))
}

// words says when and why something was erased. The reasons are those of signoff and of register.
func (e Erasure) words() string {
	why := " at their request"
	switch e.Because {
	case "past-retention", "retention":
		why = " (the time to keep it had passed)"
	case "thrown-away":
		why = " (the draft was thrown away)"
	case "error":
		why = " (it was kept in error)"
	}
	return "erased on " + paper.Day(e.On.UTC()) + why
}

// short is a digest for people: its first twelve digits.
func short(digest string) string {
	s := strings.TrimPrefix(digest, "sha256:")
	if len(s) < 12 {
		return s
	}
	return s[:4] + " " + s[4:8] + " " + s[8:12]
}

func minute(t time.Time) string { return paper.Minute(t.UTC()) }

// places names platforms as people do.
func places(ps []string) string {
	if len(ps) == 0 {
		return "nowhere named"
	}
	out := make([]string, len(ps))
	for i, p := range ps {
		out[i] = platform(p)
	}
	return strings.Join(out, ", ")
}

func platform(p string) string {
	switch p {
	case "x":
		return "X"
	case "tiktok":
		return "TikTok"
	case "youtube":
		return "YouTube"
	case "linkedin":
		return "LinkedIn"
	}
	return capital(p)
}

// firstWords are what a post is known by where it has no title.
func firstWords(s string) string {
	ws := strings.Fields(s)
	if len(ws) <= 9 {
		return strings.Join(ws, " ")
	}
	return strings.Join(ws[:9], " ") + "\u00a0…"
}
