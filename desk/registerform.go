// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"chaperone/practice"
	"chaperone/register"
)

func capital(s string) string { return strings.TrimSuffix(sentence(s+"?"), "?") }

// asking is one field of a form as it is filled in.
type asking struct {
	register.Field
	ID      string // in the page
	Value   string
	Options []option // to tick or to choose from
	Many    bool     // more than one may be ticked
	Wide    bool
	Fault   string
}

// asked is a heading of a form with its fields.
type asked struct {
	Heading string
	Open    bool
	Fields  []asking
}

type formView struct {
	Title, One, Back, To string
	In                   string
	Groups               []asked
	Why                  bool // a change asks why
	WhyValue             string
	Fault                string
	Sealed               bool
}

// formOf makes the form of a value: a field for each the register declares.
func (c *call) formOf(n register.Name, v register.Value, faults map[string]string) ([]asked, error) {
	var out []asked
	for _, f := range n.Fields() {
		a := asking{Field: f, ID: "f-" + f.Name, Fault: faults[f.Name]}
		said := v.Said(f.Name)
		a.Value = strings.Join(said, "\n")
		switch {
		case f.Shape == register.Posts:
			posts, err := c.postOptions(said)
			if err != nil {
				return nil, err
			}
			a.Options, a.Many = posts, true
		case len(f.Choices) > 0:
			a.Many = f.Shape == register.Lines
			for _, s := range append(slices.Clone(f.Choices), slices.DeleteFunc(slices.Clone(said), func(s string) bool { return slices.Contains(f.Choices, s) })...) {
				a.Options = append(a.Options, option{s, register.ChoiceName(f.Name, s), slices.Contains(said, s)})
			}
		}
		if len(out) == 0 || out[len(out)-1].Heading != f.Group {
			out = append(out, asked{Heading: f.Group})
		}
		g := &out[len(out)-1]
		g.Fields = append(g.Fields, a)
		g.Open = g.Open || a.Value != "" || a.Fault != ""
	}
	return out, nil
}

// offered is how many posts can be chosen from: the latest.
const offered = 30

// readsPosts tells whether the member reads posts that aren't public. Who only keeps registers doesn't: a draft is its author's until it is out.
func (c *call) readsPosts() bool { return rolesOf(c.me)&(author|reviewer) != 0 }

// glimpse gives the first words of a post, as far as the member may read them.
func (c *call) glimpse(p *practice.Glance) string {
	switch {
	case p.Erased:
		return "(its words were erased)"
	case p.Live == 0 && !c.readsPosts():
		return "A post that isn’t public, begun " + c.shortDay(p.Begun)
	}
	return shorten(p.Text, 70)
}

// postOptions lists posts to choose from: the latest of those the member may read, and those that are chosen.
func (c *call) postOptions(chosen []string) ([]option, error) {
	all, err := c.office.Glances(c.ctx())
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b *practice.Glance) int { return b.Changed.Compare(a.Changed) })
	var out []option
	left := slices.Clone(chosen)
	for _, p := range all {
		here := slices.Contains(chosen, p.ID)
		if !here && (len(out) >= offered || p.Live == 0 && !c.readsPosts()) {
			continue
		}
		out = append(out, option{p.ID, c.glimpse(p), here})
		left = slices.DeleteFunc(left, func(id string) bool { return id == p.ID })
	}
	for _, id := range left { // an imported file may name posts that aren't on record
		out = append(out, option{id, id, true})
	}
	return out, nil
}

// filled reads a form into a value. What can't be read is told field by field; the value has what could be.
func filled(v register.Value, form url.Values) (register.Value, map[string]string) {
	faults := map[string]string{}
	for _, f := range v.Register().Fields() {
		said := form[f.Name]
		if f.Shape == register.Lines && len(f.Choices) == 0 {
			said = strings.Split(strings.ReplaceAll(form.Get(f.Name), "\r\n", "\n"), "\n")
		}
		for i := range said {
			said[i] = strings.ReplaceAll(said[i], "\r\n", "\n")
		}
		next, err := v.Say(f.Name, said)
		if err != nil {
			faults[f.Name] = sentence(strings.TrimPrefix(err.Error(), register.ErrRefused.Error()+": "))
			continue
		}
		v = next
	}
	return v, faults
}

// entryNew shows the form of a new entry.
func (c *call) entryNew() error {
	n, err := register.ParseName(c.r.URL.Query().Get("in"))
	if err != nil {
		return errNowhere
	}
	return c.newForm(http.StatusOK, n, n.Blank(), nil, "")
}

func (c *call) newForm(status int, n register.Name, v register.Value, faults map[string]string, why string) error {
	one := registerNames[n][1]
	f := formView{Title: "Add a " + one, One: one, Back: registersPath(n, "", false, 0), To: "/registers/new", In: string(n), Fault: why, Sealed: n.Sealed()}
	if strings.IndexByte("aeiou", one[0]) >= 0 {
		f.Title = "Add an " + one
	}
	var err error
	if f.Groups, err = c.formOf(n, v, faults); err != nil {
		return err
	}
	return c.show(status, "register-form", f.Title, f)
}

func (c *call) entryAdd() error {
	n, err := register.ParseName(c.form("in"))
	if err != nil {
		return errForm
	}
	v, faults := filled(n.Blank(), c.r.PostForm)
	if len(faults) > 0 {
		return c.newForm(http.StatusUnprocessableEntity, n, v, faults, count(len(faults), "field", "fields")+" can’t be read. Nothing was added yet.")
	}
	if empty(v) {
		return c.newForm(http.StatusUnprocessableEntity, n, v, nil, "Nothing is filled in yet.")
	}
	id, err := c.office.AddEntry(c.ctx(), *c.me, register.New{Value: v})
	if f := faultOf(err); f != nil && f.Status == http.StatusUnprocessableEntity {
		return c.newForm(f.Status, n, v, nil, f.Title)
	}
	if err != nil {
		return err
	}
	return c.next("/registers/"+id, "Added to the register.")
}

// empty tells whether a value says nothing.
func empty(v register.Value) bool {
	return !slices.ContainsFunc(v.Register().Fields(), func(f register.Field) bool { return v.Said(f.Name) != nil })
}

// entryForm shows an entry as a form.
func (c *call) entryForm() error {
	e, err := c.entryOf()
	if err != nil {
		return err
	}
	v, whole := e.Value()
	if !whole || e.Ended != nil {
		return c.back("/registers/"+e.ID, "This entry isn’t changed any more. What was agreed anew is a new entry.")
	}
	if err := c.opened(e, false); err != nil {
		return err
	}
	return c.changeForm(http.StatusOK, e, v, nil, "")
}

func (c *call) changeForm(status int, e *register.Entry, v register.Value, faults map[string]string, why string) error {
	f := formView{Title: "Change this " + registerNames[e.Register][1], One: registerNames[e.Register][1], Back: "/registers/" + e.ID, To: "/registers/" + e.ID + "/change", Why: true, WhyValue: c.form("why"), Fault: why, Sealed: e.Register.Sealed()}
	var err error
	if f.Groups, err = c.formOf(e.Register, v, faults); err != nil {
		return err
	}
	return c.show(status, "register-form", f.Title, f)
}

func (c *call) entryChange() error {
	e, err := c.entryOf()
	if err != nil {
		return err
	}
	old, _ := e.Value()
	v, faults := filled(old, c.r.PostForm)
	if len(faults) > 0 {
		return c.changeForm(http.StatusUnprocessableEntity, e, v, faults, count(len(faults), "field", "fields")+" can’t be read. Nothing was changed yet.")
	}
	err = c.office.ChangeEntry(c.ctx(), *c.me, e.ID, c.form("why"), v)
	if errors.Is(err, register.ErrTaken) {
		return c.changeForm(http.StatusUnprocessableEntity, e, v, nil, "It reads as before, so there is nothing to keep.")
	}
	return c.decided("/registers/"+e.ID, "Changed. What it said before stays in its history.", err)
}
