// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// sheet is a table being written. The package comment of fact/jigsaw/figure says what it looks like.
type sheet struct {
	name, about string
	heads       []string // names of columns with units, without the source
	rows        [][]string
}

// add takes one row: a source, a key and the other fields. Numbers are written as they would be in Go.
func (s *sheet) add(source, key string, fields ...any) {
	line := make([]string, 0, len(fields)+2)
	line = append(line, key)
	for _, f := range fields {
		line = append(line, text(f))
	}
	s.rows = append(s.rows, append(line, source))
}

func text(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		return x
	case int:
		return strconv.Itoa(x)
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	panic(fmt.Sprintf("a field of a table cannot be a %T", v))
}

// put writes a sheet into the builder's tables: sorted, each key once, no field that would break the form.
func (b *builder) put(s *sheet) error {
	slices.SortFunc(s.rows, func(x, y []string) int { return strings.Compare(x[0], y[0]) })
	var out bytes.Buffer
	fmt.Fprintf(&out, "# %s\n%s\tsource\n", s.about, strings.Join(s.heads, "\t"))
	for i, r := range s.rows {
		if len(r) != len(s.heads)+1 {
			return fmt.Errorf("table %s, row %s: %d fields, want %d", s.name, r[0], len(r), len(s.heads)+1)
		}
		if i > 0 && s.rows[i-1][0] == r[0] {
			return fmt.Errorf("table %s has two rows %q", s.name, r[0])
		}
		for _, f := range r {
			if strings.ContainsAny(f, "\t\n\r") || strings.TrimSpace(f) != f {
				return fmt.Errorf("table %s, row %s: field %q holds a tab, a newline or outer space", s.name, r[0], f)
			}
		}
		b.used[r[len(r)-1]] = true
		out.WriteString(strings.Join(r, "\t"))
		out.WriteByte('\n')
	}
	if len(s.rows) == 0 {
		return fmt.Errorf("table %s is empty", s.name)
	}
	b.tables[s.name] = out.Bytes()
	return nil
}
