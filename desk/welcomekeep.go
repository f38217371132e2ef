// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"chaperone/register"
)

// bodies are those that register most of those who publish here; any other can be written.
var bodies = [][2]string{{"GMC", "General Medical Council"}, {"NMC", "Nursing and Midwifery Council"}, {"GDC", "General Dental Council"}, {"HCPC", "Health and Care Professions Council"},
	{"GPhC", "General Pharmaceutical Council"}, {"GOC", "General Optical Council"}}

var countries = []string{"GB", "United Kingdom", "IE", "Ireland", "US", "United States", "AU", "Australia", "NZ", "New Zealand", "CA", "Canada"}

// longField is the most a field of the profile takes, in characters.
const longField = 2000

// fillAuthor puts what a step of Welcome says into a profile; what the step doesn't ask stays as it is.
func fillAuthor(a *register.Author, key string, form url.Values) error {
	for _, vs := range form {
		for _, s := range vs {
			if !utf8.ValidString(s) || utf8.RuneCountInString(s) > longField {
				return errForm
			}
		}
	}
	set := func(field *string, name string) {
		if form.Has(name) {
			*field = sent(form, name)
		}
	}
	list := func(field *[]string, name string) {
		if form.Has(name) {
			*field = linesOf(form.Get(name))
		}
	}
	switch key {
	case "you":
		set(&a.Name, "name")
		set(&a.Role, "role")
		set(&a.Body, "body")
		set(&a.Number, "number")
	case "field":
		set(&a.Specialty, "specialty")
		list(&a.Scope, "scope")
	case "work":
		list(&a.Workplaces, "workplaces")
		set(&a.Hours, "hours")
		set(&a.Country, "country")
		if a.TimeZone == "" && a.Country == "GB" && a.Hours != "" {
			a.TimeZone = "Europe/London"
		}
	case "accounts":
		var handles []string
		for _, h := range a.Platforms { // what Welcome doesn't ask for stays
			place, _, _ := strings.Cut(h, ":")
			if !form.Has("handle." + strings.TrimSpace(place)) {
				handles = append(handles, h)
			}
		}
		for _, p := range places {
			if h := sent(form, "handle."+string(p)); h != "" {
				handles = append(handles, string(p)+": "+h)
			}
		}
		a.Platforms = handles
		set(&a.Bio, "bio")
	case "ties":
		list(&a.OwnNames, "own")
	}
	return nil
}

func sameAuthor(a, b register.Author) bool {
	for _, x := range []*register.Author{&a, &b} {
		for _, l := range []*[]string{&x.Scope, &x.Workplaces, &x.Platforms, &x.OwnNames} {
			if len(*l) == 0 {
				*l = nil
			}
		}
	}
	return reflect.DeepEqual(a, b)
}

func sent(form url.Values, name string) string { return strings.TrimSpace(form.Get(name)) }

// inLines writes a list as people fill one in: a line each.
func inLines(list []string) string { return strings.Join(list, "\n") }

// linesOf reads one: a line each, or parted by semicolons.
func linesOf(s string) []string {
	var out []string
	for _, l := range strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' || r == ';' }) {
		if l = strings.TrimSpace(l); l != "" && !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

// several makes choices of which more than one may be on.
func several(on []string, kv ...string) []choice {
	out := choices("", kv...)
	for i := range out {
		out[i].On = slices.Contains(on, out[i].Value)
	}
	return out
}

// refusal says in words for people what can't go on file.
func refusal(words string) error { return fmt.Errorf("%w: %s", register.ErrRefused, words) }

// daySent reads a day as date fields send it; "" is none.
func daySent(s string) (register.Date, error) {
	if s == "" {
		return register.Date{}, nil
	}
	var d register.Date
	if err := d.UnmarshalText([]byte(s)); err != nil {
		return d, refusal("A day is written like 2027-06-30.")
	}
	return d, nil
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
