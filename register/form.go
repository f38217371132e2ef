// SPDX-License-Identifier: Apache-2.0

package register

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Shape is how a field is filled in.
type Shape string

// The shapes.
const (
	Line  Shape = "line"  // a few words
	Long  Shape = "long"  // sentences
	Lines Shape = "lines" // several, one on a line
	OnDay Shape = "day"
	Flag  Shape = "flag"  // yes, or not known to be
	Posts Shape = "posts" // ids of posts
)

// Field is one thing an entry of a register says, as a form asks for it and a page shows it.
type Field struct {
	Name    string // as the author's file writes it
	Shape   Shape
	Label   string   // a few words
	Hint    string   // "" where the label says all
	Choices []string // words there are for it; nil: any
	Only    bool     // no other words than those
	Group   string   // the heading of those it belongs to; "" comes first
}

// Fields declares what an entry of a register says, in the order of the author's file, group by group. What is written by an act of its own (a
// consent's withdrawal) and the entry's name in the file are not among them.
func (n Name) Fields() []Field {
	t := typeOf(n)
	if t == nil {
		return nil
	}
	var out []Field
	groups := []string{""}
	for i := range t.NumField() {
		name := yamlName(t.Field(i))
		f, ok := asked[n][name]
		if !ok {
			continue
		}
		f.Name = name
		if f.Shape == "" {
			f.Shape = shapeOf(t.Field(i).Type)
		}
		if !slices.Contains(groups, f.Group) {
			groups = append(groups, f.Group)
		}
		out = append(out, f)
	}
	slices.SortStableFunc(out, func(a, b Field) int { return slices.Index(groups, a.Group) - slices.Index(groups, b.Group) })
	return out
}

func typeOf(n Name) reflect.Type {
	i := slices.Index(Names, n)
	if i < 0 {
		return nil
	}
	return reflect.TypeFor[Value]().Field(i).Type.Elem() // Value has a field for each register, in the order of Names
}

func shapeOf(t reflect.Type) Shape {
	switch t {
	case reflect.TypeFor[bool]():
		return Flag
	case reflect.TypeFor[Date]():
		return OnDay
	case reflect.TypeFor[[]string]():
		return Lines
	}
	return Line
}

// Blank gives a value of a register that says nothing yet.
func (n Name) Blank() Value {
	var v Value
	if i := slices.Index(Names, n); i >= 0 {
		reflect.ValueOf(&v).Elem().Field(i).Set(reflect.New(typeOf(n)))
	}
	return v
}

// Said gives what a value says in a field: nothing, one text, or several; a flag that is set says "yes", a day is written as 2026-11-22.
func (v Value) Said(field string) []string {
	f := v.at(field)
	if !f.IsValid() {
		return nil
	}
	switch x := f.Interface().(type) {
	case string:
		if x != "" {
			return []string{x}
		}
	case []string:
		return slices.Clone(x)
	case bool:
		if x {
			return []string{"yes"}
		}
	case Date:
		if !x.IsZero() {
			return []string{x.String()}
		}
	}
	return nil
}

// Say gives the value with a field said anew, as Said gives it; v stays as it is. Empty texts are nothing. ErrRefused where the field can't hold
// it: a day nobody can read, a word that isn't one of those there are, a field no such entry has.
func (v Value) Say(field string, said []string) (Value, error) {
	said = slices.DeleteFunc(slices.Clone(said), func(s string) bool { return strings.TrimSpace(s) == "" })
	for i := range said {
		said[i] = strings.TrimSpace(said[i])
	}
	i := slices.IndexFunc(v.Register().Fields(), func(f Field) bool { return f.Name == field })
	if i < 0 {
		return v, fmt.Errorf("%w: %q is no field of %s", ErrRefused, field, v.Register())
	}
	f := v.Register().Fields()[i]
	for _, s := range said {
		if f.Only && !slices.Contains(f.Choices, s) && !slices.Contains(v.Said(field), s) {
			return v, fmt.Errorf("%w: “%s” is not one of %s", ErrRefused, s, strings.Join(f.Choices, ", "))
		}
	}
	out := v.clone()
	at := out.at(field)
	one := ""
	if len(said) > 0 {
		one = said[0]
	}
	switch at.Interface().(type) {
	case string:
		at.SetString(one)
	case []string:
		at.Set(reflect.ValueOf(said))
	case bool:
		at.SetBool(one == "yes")
	case Date:
		var d Date
		if err := d.UnmarshalText([]byte(one)); err != nil {
			return v, fmt.Errorf("%w: %w", ErrRefused, err)
		}
		at.Set(reflect.ValueOf(d))
	}
	return out.clone(), nil
}

// at gives the field of what v points to; not valid where there is none.
func (v Value) at(field string) reflect.Value {
	i := slices.Index(Names, v.Register())
	if i < 0 {
		return reflect.Value{}
	}
	s := reflect.ValueOf(v).Field(i).Elem()
	for j := range s.NumField() {
		if yamlName(s.Type().Field(j)) == field {
			return s.Field(j)
		}
	}
	return reflect.Value{}
}
