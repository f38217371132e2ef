// SPDX-License-Identifier: Apache-2.0

package register

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// File gives the author's file of a member as the record holds it: her entries and those of the whole practice, each as it was last
// written down, in the order they were added. What was erased is left out. ErrSealed where entries were not opened.
func (r *Registers) File(of string) (*Practice, error) {
	p := &Practice{}
	p.Author, _ = r.Author(of)
	r.give(p)
	for _, e := range r.Entries {
		if e.Erased != nil || e.Of != "" && e.Of != of {
			continue
		}
		v, whole := e.Value()
		if !whole {
			return nil, fmt.Errorf("%w: %s; open the record first", ErrSealed, e.ID)
		}
		p.put(v, "")
	}
	return p, nil
}

// Export writes the author's file of a member: YAML that --profile takes and that, imported again, changes nothing.
func (r *Registers) Export(of string) ([]byte, error) {
	p, err := r.File(of)
	if err != nil {
		return nil, err
	}
	return p.YAML()
}

// YAML writes an author's file. What it writes is read back before it is given out: a file that says something else is an error.
func (p *Practice) YAML() ([]byte, error) {
	var err error
	for _, careful := range []bool{false, true} {
		w := yamlWriter{careful: careful}
		w.practice(p)
		var again *Practice
		if again, err = Load([]byte(w.String())); err == nil && same(p, again) {
			return []byte(w.String()), nil
		}
	}
	if err == nil {
		err = fmt.Errorf("%w: it would not be read as it was written", ErrInvalid)
	}
	return nil, err
}

// same tells whether two files say the same. Lists without entries inside an entry are as good as none.
func same(a, b *Practice) bool {
	if a.Author.canonical() != b.Author.canonical() {
		return false
	}
	for _, n := range Names {
		x, y := a.values(n), b.values(n)
		if a.given(n) != b.given(n) || !slices.EqualFunc(x, y, func(v, w Value) bool { return v.canonical() == w.canonical() }) {
			return false
		}
	}
	return true
}

type yamlWriter struct {
	strings.Builder
	careful bool // write brackets and the like as escapes: the reader counts them, in quotes, too
}

func (w *yamlWriter) practice(p *Practice) {
	w.WriteString("# The author's file; doc/practice-file.md explains it. Holds other people's personal data: keep it where only you can read it.\n")
	if p.Author.canonical() != (Author{}).canonical() {
		w.WriteString("author:\n")
		w.fields(reflect.ValueOf(p.Author), "  ", "  ")
	}
	for _, n := range Names {
		list := p.values(n)
		switch {
		case len(list) > 0:
			fmt.Fprintf(w, "%s:\n", n)
		case p.given(n):
			fmt.Fprintf(w, "%s: []\n", n)
		}
		for _, v := range list {
			r := reflect.ValueOf(v.clone())
			for i := range r.NumField() {
				if !r.Field(i).IsNil() {
					if !w.fields(r.Field(i).Elem(), "  - ", "    ") {
						w.WriteString("  - {}\n")
					}
				}
			}
		}
	}
}

// fields writes the fields of an entry that hold something, one a line; false: none did.
func (w *yamlWriter) fields(s reflect.Value, indent, then string) bool {
	some := false
	for i := range s.NumField() {
		var text string
		switch x := s.Field(i).Interface().(type) {
		case string:
			if x == "" {
				continue
			}
			text = w.scalar(x)
		case []string:
			if len(x) == 0 {
				continue
			}
			var parts []string
			for _, y := range x {
				parts = append(parts, w.scalar(y))
			}
			text = "[" + strings.Join(parts, ", ") + "]"
		case bool:
			if !x {
				continue
			}
			text = "true"
		case Date:
			if x.IsZero() {
				continue
			}
			text = x.String()
		}
		fmt.Fprintf(w, "%s%s: %s\n", indent, yamlName(s.Type().Field(i)), text)
		indent, some = then, true
	}
	return some
}

var (
	plainShape = regexp.MustCompile(`^[A-Za-z](?:[A-Za-z0-9 ./()'-]*[A-Za-z0-9.)])?$`)
	reserved   = regexp.MustCompile(`(?i)^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$| - | -$`)
)

// scalar writes a text so that it is read as that text and nothing else.
func (w *yamlWriter) scalar(s string) string {
	if len(s) <= 200 && plainShape.MatchString(s) && !reserved.MatchString(s) {
		return s
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case w.careful && strings.ContainsRune("[]{}!&*?-#:", r), r < ' ', r == 0x7f, r == 0x85, r == 0xa0, r == 0x2028, r == 0x2029, r == 0xfeff,
			r <= 0xffff && !unicode.IsGraphic(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		case !unicode.IsGraphic(r):
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
