// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// Ways to reach somebody, and whose they are: a helpline in a post is kind, a patient's number is the opposite.
var _ = add(Detector{
	Name: "contact",
	Kinds: Kinds{
		"phone":            "A telephone number.",
		"email-address":    "A mail address.",
		"handle":           "The name of an account.",
		"link":             "A web address.",
		"ip-address":       "An internet address in numbers.",
		"service-contact":  "A way to reach a service, a helpline or the author.",
		"personal-contact": "A way to reach a patient or somebody close to one.",
	},
	Needs: []fact.Kind{"nhs-number", "nhs-number-bare", "chi-number", "hospital-number", "social-number", "account-number", "plan-number", "passport-number", "street-address", "postcode", "vehicle-plate", "is-bio"},
	Lists: []string{"phone-cue", "service-cue", "own-contact-cue", "personal-contact-cue", "helpline", "not-a-record", "handle-patient-before", "handle-patient-after", "handle-service", "number-example"},
	Read: func(r *Reader) {
		var all []contact
		for _, t := range r.Tokens() {
			switch t.Class {
			case text.Email:
				r.Found("email-address", t.Span)
				all = append(all, contact{t.Span, "email"})
			case text.Handle:
				r.Found("handle", t.Span)
				all = append(all, contact{t.Span, "handle"})
			case text.URL:
				r.Found("link", t.Span)
			}
		}
		for _, m := range r.Phrases("helpline") {
			r.Found("service-contact", m.Span).Value = "helpline"
			all = append(all, contact{m.Span, "helpline"})
		}
		for _, s := range r.phones() {
			r.Found("phone", s)
			all = append(all, contact{s, "phone"})
		}
		for _, k := range []fact.Kind{"street-address", "postcode", "vehicle-plate"} {
			for _, f := range r.Facts(k) {
				all = append(all, contact{f.Span, string(k)})
			}
		}
		for _, c := range all {
			r.whose(c)
		}
	},
})

type contact struct {
	post.Span
	sort string
}

var contactNumbers = []fact.Kind{"nhs-number", "nhs-number-bare", "chi-number", "hospital-number", "social-number", "account-number", "plan-number", "passport-number"}

// phones reads telephone numbers: with a country code, with a leading 0 and ten or eleven digits, American 3-3-4, Australian 13 and
// 1300 numbers, and anything of seven digits or more behind a word that says so.
func (r *Reader) phones() []post.Span {
	var out []post.Span
	s := r.Text()
	for _, run := range r.digitRuns(6) {
		d := run.all()
		last := len(run.groups) - 1
		span := run.span(0, last)
		if strings.Count(strings.Join(run.seps, ""), ".") == 3 && len(run.groups) == 4 && len(d) <= 12 && ipv4(run) {
			r.Found("ip-address", span)
			continue
		}
		if r.taken(span, contactNumbers...) || isAlnum(run.before) || money(s, span) {
			continue
		}
		shape := groups(run, 0, last)
		cue := r.cueBefore(span, 4, "phone-cue") || r.cueAfter(span, 2, "phone-cue")
		ok := false
		switch n := len(d); {
		case run.before == '+' && n >= 8 && n <= 16:
			ok = true
			span.Start = strings.LastIndexByte(s[:span.Start], '+')
		case d[0] == '0' && n >= 10 && n <= 11 && strings.Trim(shape, "0123456789") == "" && last <= 5 && !dateShaped(run), d[:2] == "00" && n >= 11 && n <= 17:
			ok = true
		case d[0] == '0' && n == 11 && last == 0, d[0] == '0' && n == 10 && last == 0 && cue:
			ok = true
		case (shape == "334" || shape == "1334" && d[0] == '1') && !dateShaped(run):
			ok = true
			if run.before == '(' {
				span.Start = strings.LastIndexByte(s[:span.Start], '(')
			}
		case (shape == "433" || shape == "24" && d[:2] == "13" || shape == "46" || shape == "222" && d[:2] == "13") && (strings.HasPrefix(d, "13") || strings.HasPrefix(d, "180")):
			ok = cue || shape == "433" || shape == "222"
		case (shape == "55" || shape == "334" || shape == "34" || shape == "44") && cue, n >= 7 && n <= 15 && cue && last <= 4 && !dateShaped(run) && !r.cueBefore(span, 4, "not-a-record"):
			ok = true
		case shape == "33344" || shape == "3344" || shape == "33343" || shape == "33345": // extensions and 001-
			ok = true
		}
		if !ok {
			continue
		}
		if e := span.End; e+1 < len(s) && s[e] == 'x' && s[e+1] >= '0' && s[e+1] <= '9' { // extension
			for e++; e < len(s) && s[e] >= '0' && s[e] <= '9'; e++ {
			}
			span.End = e
		}
		out = append(out, span)
	}
	return out
}

func ipv4(run digitRun) bool {
	for i, g := range run.groups {
		if len(g.digits) > 3 || len(g.digits) == 3 && g.digits > "255" || i < 3 && run.seps[i] != "." {
			return false
		}
	}
	return true
}

// dateShaped tells 2023-01-15, 12/05/2026 and 2023 2024 from numbers to dial.
func dateShaped(run digitRun) bool {
	if len(run.groups) < 2 {
		return false
	}
	slash := false
	for _, p := range run.seps {
		slash = slash || strings.Contains(p, "/")
	}
	first := run.groups[0].digits
	return slash || len(run.groups) == 3 && len(run.all()) == 8 && (strings.HasPrefix(first, "19") || strings.HasPrefix(first, "20") || len(run.groups[2].digits) == 4 && len(first) == 2)
}

// freephone prefixes belong to services in Great Britain, Ireland, Australia and the United States.
var freephone = []string{"0800", "0808", "0300", "0303", "0333", "0330", "0344", "0345", "0370", "0371", "0843", "0844", "0845", "0870", "0871", "1800", "1300", "18001", "1850", "1890", "13"}

// whose tells services from persons. What neither cue explains stays what it is: a number, an address, a handle.
func (r *Reader) whose(c contact) {
	if c.sort == "helpline" {
		return
	}
	d := ""
	if c.sort == "phone" {
		d = strings.Map(func(r rune) rune {
			if b, ok := digitOf(r); ok {
				return rune(b)
			}
			return -1
		}, c.Of(r.Text()))
		for _, p := range freephone {
			if strings.HasPrefix(d, p) && (len(p) > 2 || len(d) == 6) {
				r.Found("service-contact", c.Span)
				return
			}
		}
		for _, h := range r.Phrases("helpline") {
			if h.Overlaps(c.Span) {
				return
			}
		}
	}
	if c.sort == "handle" {
		if r.cueBefore(c.Span, 3, "handle-patient-before") || r.cueAfter(c.Span, 3, "handle-patient-after") && !r.cueBefore(c.Span, 3, "handle-service") {
			r.Found("personal-contact", c.Span).Subject = fact.Patient
		}
		return
	}
	personal := r.sentenceHas(c.Span, "personal-contact-cue")
	own := r.cueBefore(c.Span, 6, "own-contact-cue") || r.Has("is-bio")
	service := r.sentenceHas(c.Span, "service-cue") || strings.HasPrefix(c.sort, "email") && strings.Contains(c.Of(r.Text()), ".nhs.")
	switch {
	case own:
		r.Found("service-contact", c.Span).Subject = fact.Author
	case personal && (!service || r.cueBefore(c.Span, 5, "personal-contact-cue")):
		r.Found("personal-contact", c.Span).Subject = fact.Patient
	case service:
		r.Found("service-contact", c.Span)
	}
}

// sentenceHas tells whether a list matched in the sentence of s.
func (r *Reader) sentenceHas(s post.Span, lists ...string) bool {
	n := r.SentenceOf(s)
	for _, l := range lists {
		for _, m := range r.Phrases(l) {
			if r.Doc.Tokens[m.First].Sent == n && !m.Overlaps(s) {
				return true
			}
		}
	}
	return false
}
