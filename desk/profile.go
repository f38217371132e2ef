// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"chaperone/register"
)

// profileField is one thing the profile says.
type profileField struct {
	Name, Label, Hint, Switches string // Switches: what it switches on
	Value, Fault                string
	Lines                       int // 0: one line; else a box for one thing a line
	Choices                     []option
	List                        []string // offered, not required
}

type profileView struct {
	Fields []profileField
	Fault  string
	At     string // the field it is about, and its label
	Label  string
}

var statusNames = []option{{Value: "", Name: "Not said"}, {Value: "registered", Name: "Registered"}, {Value: "student", Name: "Student"}, {Value: "conditions", Name: "Registered, with conditions"},
	{Value: "suspended", Name: "Suspended"}, {Value: "lapsed", Name: "Lapsed"}, {Value: "retired", Name: "Retired"}}

// profileOf gives the form of a profile. Each field says which checks it switches on.
func profileOf(a register.Author) []profileField {
	status := slices.Clone(statusNames)
	known := false
	for i := range status {
		status[i].Here = status[i].Value == a.Status
		known = known || status[i].Here
	}
	if !known {
		status = append(status, option{a.Status, a.Status, true})
	}
	lines := func(s []string) string { return strings.Join(s, "\n") }
	return []profileField{
		{Name: "name", Label: "Name readers see", Value: a.Name, Switches: "Whether readers can tell who speaks."},
		{Name: "role", Label: "Role", Hint: "In your own words: GP, ST5 in cardiology, student nurse.", Value: a.Role, Switches: "Titles you don’t have; advice that needs a prescriber."},
		{Name: "body", Label: "Registered with", Value: a.Body, List: []string{"GMC", "NMC", "GDC", "HCPC", "GPhC", "GOC", "GOsC", "GCC", "RCVS", "PSNI", "AHPRA"}, Switches: "Which guidance you are shown."},
		{Name: "number", Label: "Registration number", Value: a.Number, Switches: "Your number in a post is yours, not a patient’s."},
		{Name: "status", Label: "Standing on the register", Value: a.Status, Choices: status, Switches: "Posts that say more than the register does."},
		{Name: "specialty", Label: "Specialty", Hint: "Dermatology, district nursing.", Value: a.Specialty, Switches: "Topics outside what you know best."},
		{Name: "scope", Label: "Further fields you are trained in", Hint: "One a line.", Value: lines(a.Scope), Lines: 3, Switches: "The same: these count as yours."},
		{Name: "workplaces", Label: "Workplaces and towns", Hint: "One a line: a hospital, a surgery, a town.", Value: lines(a.Workplaces), Lines: 3, Switches: "How many people a story fits, and your employer’s name in a post."},
		{Name: "hours", Label: "Usual working hours", Hint: "Mon-Fri 08:00-18:00, lunch 13:00-14:00; nights 20:30-09:00, 2-5 Nov 2026.", Value: a.Hours, Switches: "Posts that go out in working time."},
		{Name: "time_zone", Label: "Time zone", Hint: "Europe/London.", Value: a.TimeZone, List: []string{"Europe/London", "Europe/Dublin", "America/New_York", "Australia/Sydney"}, Switches: "Reads your hours by your clock."},
		{Name: "country", Label: "Country", Hint: "GB, US or AU have rules of their own.", Value: a.Country, List: []string{"GB", "US", "AU"}, Switches: "The law and the advertising rules you are held to."},
		{Name: "platforms", Label: "Accounts", Hint: "One a line: instagram: @dr.jo", Value: lines(a.Platforms), Lines: 3, Switches: "Your own name in a post is no patient’s."},
		{Name: "own_business", Label: "What you or your family own", Hint: "One a line: clinics, courses, books, apps.", Value: lines(a.OwnNames), Lines: 3, Switches: "Posts that sell something of yours without saying so."},
		{Name: "bio", Label: "What your profile says", Value: a.Bio, Lines: 4, Switches: "What readers know already, and what narrows a story."},
	}
}

// lacksOf names what the profile doesn't say yet and what that keeps from being checked, the most telling first.
func lacksOf(a register.Author) (out []string) {
	for _, x := range []struct {
		has  bool
		says string
	}{
		{a.Role != "", "your role"}, {len(a.Workplaces) > 0, "where you work"}, {a.Hours != "", "your working hours"}, {a.Specialty != "", "your specialty"}, {a.Body != "", "whom you are registered with"},
	} {
		if !x.has {
			out = append(out, x.says)
		}
	}
	return out
}

func (c *call) profile() error {
	rs, err := c.office.Registers(c.ctx())
	if err != nil {
		return err
	}
	a, _ := rs.Author("")
	return c.page("you-profile", "Profile", profileView{Fields: profileOf(a)})
}

// maxField bounds a field of the profile, in bytes.
const maxField = 4000

func (c *call) setProfile() error {
	rs, err := c.office.Registers(c.ctx())
	if err != nil {
		return err
	}
	a, _ := rs.Author("") // what the form doesn't ask for stays
	list := func(name string) (out []string) {
		for line := range strings.Lines(c.form(name)) {
			if line = strings.TrimSpace(line); line != "" {
				out = append(out, line)
			}
		}
		return out
	}
	a.Name, a.Role, a.Body, a.Number, a.Status, a.Specialty = c.form("name"), c.form("role"), c.form("body"), c.form("number"), c.form("status"), c.form("specialty")
	a.Scope, a.Workplaces, a.Platforms, a.OwnNames = list("scope"), list("workplaces"), list("platforms"), list("own_business")
	a.Hours, a.TimeZone, a.Country, a.Bio = c.form("hours"), c.form("time_zone"), c.form("country"), c.form("bio")
	v := profileView{Fields: profileOf(a)}
	for i, f := range v.Fields {
		if len(f.Value) > maxField {
			v.Fields[i].Fault = "That is too long: 4,000 letters at most."
			v.Fault = "Nothing was changed yet."
		}
	}
	if v.Fault == "" {
		err = c.office.SetAuthor(c.ctx(), *c.me, a)
	}
	switch {
	case v.Fault != "":
	case err == nil:
		return c.next("/you/profile", "Saved. The next check goes by it.")
	case errors.Is(err, register.ErrTaken):
		return c.next("/you/profile", "Nothing was different.")
	case errors.Is(err, register.ErrRefused):
		v.faultIn(err)
	default:
		return err
	}
	return c.show(http.StatusUnprocessableEntity, "you-profile", "Profile", v)
}

// faultIn puts what was refused at the field it is about.
func (v *profileView) faultIn(err error) {
	words := strings.TrimPrefix(err.Error(), register.ErrRefused.Error()+": ")
	v.Fault = "Nothing was changed yet."
	for i, f := range v.Fields {
		if rest, ok := strings.CutPrefix(words, f.Name+": "); ok {
			v.Fields[i].Fault = sentence(rest)
			v.Fault, v.At, v.Label = "Nothing was changed yet. Look at", f.Name, f.Label
			return
		}
	}
	v.Fault = sentence(words) + " " + v.Fault
}
