// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strings"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// Titles are compared with the role on file and the register of credentials. In a profile every title is the author's; in a post only
// those said of oneself ("as a …", "… here"). Without a role on file nothing is compared.
var _ = add(Detector{
	Name: "credential",
	Kinds: Kinds{
		"credential-claimed":   "The author claims a title, rank or qualification; the value is which.",
		"title-not-held":       "The title claimed is more than the role on file, and no credential covers it.",
		"title-ambiguous":      "A title readers may take for another profession's: Dr without the basis, medic, specialist.",
		"standing-bought":      "A rank or honour that is bought, made up or awarded by nobody.",
		"standing-soft":        "Praise of one's own standing: award-winning, leading.",
		"implied-approval":     "A regulator, college or the NHS is said to approve of the author or product.",
		"institution-voice":    "The words speak for an institution: we at the NHS recommend.",
		"registration-lapsed":  "A title or practice is claimed while the registration on file is lapsed, suspended or given up.",
		"past-role-as-present": "A past post is told as the present one.",
		"no-name-no-role":      "Neither a name nor a role of the author is known.",
	},
	Needs: []fact.Kind{"is-bio", "claim-sold", "refutes", "author-student", "author-associate", "author-doctor", "author-dentist", "author-nurse", "author-hcpc", "author-pharmacist", "author-gb"},
	Lists: []string{"title-word", "self-cue", "self-after", "bought-standing", "soft-standing", "board-certified", "implied-approval", "institution-voice", "profession-said", "past-role"},
	Read:  readCredentials,
})

func readCredentials(r *Reader) {
	a := &r.Practice.Author
	if a.Role == "" && a.Name == "" && a.Bio == "" {
		r.Found("no-name-no-role", post.Span{})
	}
	said := len(r.Phrases("profession-said")) > 0
	claims := ownTitles(r)
	for _, m := range claims {
		r.Found("credential-claimed", m.Span).Value = m.Value
		if credentialOnFile(r, m) {
			continue
		}
		switch titleAgainstRole(r, m.Value, m.Span.Of(r.Text()), said) {
		case notHeld:
			r.Found("title-not-held", m.Span).Value = m.Value
		case ambiguous:
			r.Found("title-ambiguous", m.Span).Value = m.Value
		}
	}
	for _, m := range r.Phrases("bought-standing") {
		if claimed(r, m.Span, false) && (r.Has("is-bio") || r.Post.Kind == post.KindPost) {
			r.Found("standing-bought", m.Span)
		}
	}
	for _, m := range r.Phrases("soft-standing") {
		if r.Has("is-bio") && claimed(r, m.Span, false) {
			r.Found("standing-soft", m.Span)
		}
	}
	for _, m := range r.Phrases("implied-approval") {
		if claimed(r, m.Span, false) && (r.Has("is-bio") || nearOwn(r, m.Span) || firstOfSentence(r, m.First) && r.Has("claim-sold")) {
			r.Found("implied-approval", m.Span)
		}
	}
	for _, m := range r.Phrases("institution-voice") {
		if claimed(r, m.Span, false) {
			r.Found("institution-voice", m.Span)
		}
	}
	if r.Has("author-gb") && (r.Has("author-doctor") || r.Has("author-nurse") || r.Has("author-dentist")) {
		for _, m := range r.Phrases("board-certified") {
			if claimed(r, m.Span, false) {
				r.Found("title-ambiguous", m.Span).Value = "board"
			}
		}
	}
	lapsedRegistration(r, claims)
}

// ownTitles gives the titles said of the author herself.
func ownTitles(r *Reader) []text.Match {
	var out []text.Match
	self, after := r.Phrases("self-cue"), r.Phrases("self-after")
	out = append(out, doctors(r)...)
	for _, m := range r.Phrases("title-word") {
		if m.Value == "none" || quoted(r, m.Span) || negatedBefore(r, m.Span, 3) || r.After(m.Span, 1, "associate", "assistant") {
			continue
		}
		if r.Has("is-bio") || profileLike(r.Text()) {
			out = append(out, m)
			continue
		}
		if told(r, m.Span) {
			continue
		}
		for _, c := range self {
			if c.Value == "start" && !firstOfSentence(r, c.First) {
				continue // "a registered dietitian can help" speaks of others
			}
			if gap := m.First - c.Last; gap >= 1 && gap <= 3 && r.SameSentence(c.Span, m.Span) && !(r.Doc.Tokens[c.First].Fold == "your" && !firstOfSentence(r, c.First)) {
				out = append(out, m)
				break
			}
		}
		if len(out) > 0 && out[len(out)-1].First == m.First {
			continue
		}
		for _, c := range after {
			if c.First == m.Last+1 && r.SameSentence(c.Span, m.Span) {
				out = append(out, m)
				break
			}
		}
	}
	return out
}

func firstOfSentence(r *Reader, i int) bool {
	first, _ := r.Doc.Sentence(int(r.Doc.Tokens[i].Sent))
	return first == i
}

// quoted tells whether the words stand between quotation marks.
func quoted(r *Reader, s post.Span) bool {
	return slices.ContainsFunc(r.Facts("refutes"), func(f fact.Fact) bool { return f.Value == "quote" && f.Start <= s.Start && s.End <= f.End })
}

// told tells whether somebody else says it: "nani told everyone I'm a cardiologist".
func told(r *Reader, s post.Span) bool {
	return r.Before(s, 7, "told", "tells", "tell", "says", "said", "thinks", "think", "calls", "called", "thought", "asked", "asks", "become", "dreamt", "dream", "if", "when", "pretend", "imagine")
}

// doctors finds "Dr" with a name; with or without its stop, which ends no sentence but stands between the words.
func doctors(r *Reader) []text.Match {
	var out []text.Match
	ts := r.Doc.Tokens
	for i := range ts {
		if ts[i].Fold != "dr" && ts[i].Fold != "doctor" || ts[i].Class != text.Word || ts[i].Hash {
			continue
		}
		j := i + 1
		if j < len(ts) && ts[j].Fold == "." {
			j++
		}
		if j >= len(ts) || ts[j].Class != text.Word || !ts[j].Cap || ts[j].Fold == "who" || quoted(r, ts[i].Span) {
			continue
		}
		m := text.Match{First: i, Last: j, Value: "dr", Span: r.Doc.Span(i, j)}
		if r.Has("is-bio") && i < 12 || r.Post.Kind == post.KindPost && signs(r, i, j) {
			out = append(out, m)
		}
	}
	return out
}

// signs tells whether a name with "Dr" is the author's own: "Dr Jo here", "I'm Dr Jo", "Dr Jo, skin specialist" at the start, or the last words.
func signs(r *Reader, i, j int) bool {
	m, ts := r.Doc.Span(i, j), r.Doc.Tokens
	if r.After(m, 3, "here") || r.Before(m, 1, "i'm", "im", "i’m", "hi", "hello", "hey", "me", "ask") || r.Before(m, 2, "am", "i'm") && r.Before(m, 3, "i", "i'm") {
		return !r.Before(m, 1, "hi", "hello", "hey", "ask") || r.After(m, 2, "here") || r.Before(m, 1, "ask") && i == 1
	}
	if i == 0 && j+1 < len(ts) && len(r.Text()) < 400 {
		next := ts[j+1].Fold
		return next == "," || next == "|" || next == "•" || next == "·" || next == "-" || next == "–"
	}
	if j >= len(ts)-2 && i > 2 && ts[i-1].Sent != ts[i].Sent && int(ts[i].Sent) == r.Doc.Sentences()-1 {
		return j == len(ts)-1 || ts[len(ts)-1].Class == text.Emoji || ts[len(ts)-1].Fold == "x" || ts[len(ts)-1].Fold == "xx"
	}
	return false
}

// profileLike tells whether a post is written like a profile, in short pieces between upright bars or dots.
func profileLike(s string) bool {
	return len(s) < 300 && strings.Count(s, " | ")+strings.Count(s, " • ")+strings.Count(s, " · ") >= 2
}

type held uint8

const (
	isHeld held = iota
	ambiguous
	notHeld
)

// titleAgainstRole compares a title with the role on file.
func titleAgainstRole(r *Reader, value, words string, said bool) held {
	a := &r.Practice.Author
	role := " " + strings.ToLower(a.Role) + " "
	if strings.TrimSpace(role) == "" {
		return isHeld
	}
	has := func(ws ...string) bool {
		for _, w := range ws {
			if strings.Contains(role, w) {
				return true
			}
		}
		return false
	}
	field := strings.ToLower(a.Specialty + " " + strings.Join(a.Scope, " "))
	low := strings.ToLower(words)
	student, associate := r.Has("author-student"), r.Has("author-associate")
	doctor := r.Has("author-doctor") && !associate && !student
	junior := has("foundation", "fy1", "fy2", " f1", " f2", "sho", "senior house", "junior", "resident doctor", "trust grade", "intern ") || has("resident") && !has("psychiatr")
	trainee := junior || has("registrar", "trainee", "fellow", " st1", " st2", " st3", " st4", " st5", " st6", " st7", " st8", " ct1", " ct2", " ct3")
	switch value {
	case "consultant":
		switch {
		case has("consultant", "attending", "professor", "medical director", "business", "management"):
			return isHeld
		case student, associate, junior, trainee, has(" gp ", "general practi", "nurse", "midwife", "dentist", "pharmacist", "physio", "paramedic", "therapist", "practitioner"):
			return notHeld
		}
	case "specialist", "fieldspecialist":
		stem := low[:min(len(low), 6)]
		switch {
		case has(" gp ", "gp with", "gp,", "general practi") && !has("consultant"):
			return notHeld
		case has("consultant", "attending", "specialist", stem) || value == "fieldspecialist" && field != "" && doctor && !has(" gp ", "general practi") && !junior && strings.Contains(field, stem):
			return isHeld
		case value == "fieldspecialist" && has("clinical nurse specialist", "nurse specialist"):
			return isHeld
		case student, associate, junior, has(" gp ", "general practi", "gp with", "gp trainee", "nutritionist", "beautician", "bams", "ayurved", "naturopath", "homeopath", "coach"):
			return notHeld
		case doctor && trainee:
			return ambiguous
		case !doctor && value == "specialist" && !has("ologist", "atrist", "ician"):
			return notHeld
		case !doctor:
			return ambiguous
		}
	case "surgeon":
		switch {
		case has("surg", "orthop", "otolaryng", " ent ", "ophthalm", "obstet", "gynae", "urolog", "transplant") || strings.Contains(field, "surg") && !junior && !associate && !student && r.Has("author-doctor"):
			return isHeld
		case student, associate, junior, r.Has("author-dentist") && !strings.Contains(field, "oral") && !strings.Contains(field, "maxillo"), r.Has("author-nurse"), r.Has("author-pharmacist"), has(" gp ", "general practi", "aesthetic", "cosmetic doctor", "beaut", "dermatolog"):
			return notHeld
		}
	case "doctor":
		if r.Has("author-doctor") && !associate && !student || has("doctor", "physician", "md ", "dr ", "vet") && !associate && !student {
			return isHeld
		}
		if said && !associate && !student {
			return isHeld
		}
		if student && said || has("scientist", "phd") {
			return isHeld
		}
		if student || associate || has("nurse", "midwife", "paramedic", "pharmacist", "physio", "nutritionist", "healthcare assistant", "beaut", "therapist") {
			return notHeld
		}
		return ambiguous
	case "dr":
		switch {
		case doctor || has(" doctor ", "physician", "surgeon", " dr ") && !associate && !student:
			return isHeld
		case associate && !said, student && !said:
			return notHeld
		case said:
			return isHeld
		}
		return ambiguous
	case "letters": // a medical degree or college membership
		if associate || r.Has("author-nurse") || r.Has("author-hcpc") || r.Has("author-pharmacist") || has("naturopath", "nutritionist", "homeopath", "chiropract", "osteopath", "beautician", "coach", "bams", "ayurved") {
			return notHeld
		}
	case "sister":
		if !has("sister", "matron", "ward", "charge", "nun") {
			return ambiguous
		}
	case "gp":
		switch {
		case pastRole(r) && !said && r.Has("is-bio"):
			return notHeld
		case has(" gp ", "gp ", "general practi", "family", "gp,") && !has("trainee", "registrar", "nurse", "associate", "pharmacist", "receptionist", "practice manager", "student"):
			return isHeld
		case associate, student, has("nurse", "pharmacist", "paramedic", "physio", "practitioner", "dentist", "nutritionist"):
			return notHeld
		case has("foundation", "fy1", "fy2"):
			return notHeld
		}
	case "professor":
		if student || associate || junior {
			return notHeld
		}
	case "medic":
		if associate || r.Has("author-nurse") || has("nutritionist", "beaut", "therapist", "naturopath") {
			if !said {
				return ambiguous
			}
		}
	case "physiotherapist", "dietitian", "paramedic", "psychologist", "nurse", "midwife", "pharmacist", "dentist", "podiatrist", "radiographer", "ot", "optometrist", "slt", "osteopath", "chiropractor":
		return protectedTitle(value, role, strings.Contains(text.Fold(r.Text()), "student"), has)
	}
	return isHeld
}

// protectedTitle compares titles the law reserves. Only roles plainly beside the title are called out.
func protectedTitle(value, role string, said bool, has func(...string) bool) held {
	beside := map[string][]string{
		"physiotherapist": {"sports therapist", "massage", "personal trainer", "osteopath", "chiropract", "rehab assistant", "physio assistant", "sports rehab"},
		"dietitian":       {"nutritionist", "nutritional therapist", "nutrition coach", "health coach", "personal trainer"},
		"paramedic":       {"emergency care assistant", "ambulance care", "technician", "first aider", "first responder", "eca"},
		"psychologist":    {"counsellor", "psychotherapist", "life coach", "health coach", "wellbeing practitioner", "assistant psychologist", "hypnotherapist", "therapist (not"},
		"nurse":           {"healthcare assistant", "health care assistant", "hca", "carer", "care assistant", "beautician", "aesthetician", "aesthetic practitioner", "nursery"},
		"midwife":         {"doula", "maternity support", "maternity assistant", "hypnobirthing"},
		"pharmacist":      {"dispenser", "pharmacy technician", "pharmacy assistant", "counter assistant"},
		"dentist":         {"dental nurse", "hygienist", "dental therapist", "denturist", "whitening technician"},
		"podiatrist":      {"foot health", "pedicurist"},
	}
	for _, w := range beside[value] {
		if strings.Contains(role, w) && !strings.Contains(role, value) {
			return notHeld
		}
	}
	if has("student "+value, value+" student") && !said || value == "nurse" && !said && has("student nurse", "nursing student") {
		return ambiguous
	}
	return isHeld
}

// pastRole tells whether what is on file says that the author has left or retired while the words don't.
func pastRole(r *Reader) bool {
	a := &r.Practice.Author
	file := strings.ToLower(a.Role + " " + a.Status + " " + strings.Join(a.Workplaces, " "))
	if !(strings.Contains(file, "left the nhs") || strings.Contains(file, "retired") || strings.Contains(file, "former ") || strings.Contains(file, "no longer")) {
		return false
	}
	return len(r.Phrases("past-role")) == 0
}

// credentialOnFile tells whether a live entry of the register of credentials covers the title.
func credentialOnFile(r *Reader, m text.Match) bool {
	low := text.Fold(m.Span.Of(r.Text()))
	for i := range r.Practice.Credentials {
		c := &r.Practice.Credentials[i]
		if !c.Until.Live(r.Now) {
			continue
		}
		for _, w := range append([]string{c.Title}, c.Also...) {
			if w = strings.ToLower(w); w != "" && (strings.Contains(w, low) || strings.Contains(low, w) || m.Value != "dr" && strings.Contains(w, m.Value)) {
				return true
			}
		}
	}
	return false
}

var lapsed = []string{"lapsed", "suspended", "erased", "relinquished", "removed", "struck", "given up", "not registered", "unregistered", "expired"}

func lapsedRegistration(r *Reader, claims []text.Match) {
	status := strings.ToLower(r.Practice.Author.Status)
	gone := slices.ContainsFunc(lapsed, func(w string) bool { return strings.Contains(status, w) })
	retired := strings.Contains(status, "retired")
	if (gone || retired) && len(r.Phrases("past-role")) == 0 {
		for _, m := range claims {
			r.Found("registration-lapsed", m.Span)
		}
	}
	if pastRole(r) {
		for _, m := range claims {
			if strings.Contains(text.Fold(m.Span.Of(r.Text())), "nhs") || r.Before(m.Span, 2, "nhs") {
				r.Found("past-role-as-present", m.Span)
			}
		}
	}
}

// nearOwn tells whether the sentence speaks of the author's own person, clinic or product.
func nearOwn(r *Reader, s post.Span) bool {
	return r.Before(s, 8, "my", "our", "i", "i'm", "we", "we're", "us", "this", "ad") || r.After(s, 8, "my", "our", "i", "clinic", "doctor", "expert", "injector", "course", "product", "practitioner", "us", "me", "supplement", "formula", "skin", "device")
}
