// SPDX-License-Identifier: Apache-2.0

package figure

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"chaperone/fact/jigsaw"
)

//go:embed table/sources.tsv
var sourcesText string

var sources = open("sources", sourcesText)

// Source is a publication figures were read from.
type Source struct {
	Key     string
	Body    string // who published it: "NHS England"
	Title   string
	Period  string // what the figures are of: "2023-24", "12 months 2024-02 to 2025-01"
	Licence string
	Where   string // where the publisher has it, or the file it is read from
}

// bySource is kept because every figure asks for its source.
var bySource = sync.OnceValue(func() map[string]Source {
	all := map[string]Source{}
	for r := range sources.from("") {
		all[r.key()] = Source{r.key(), r.field(1), r.field(2), r.field(3), r.field(4), r.field(5)}
	}
	return all
})

// SourceOf gives a source by its key.
func SourceOf(key string) (Source, bool) {
	s, ok := bySource()[key]
	return s, ok
}

// Sources gives all sources, by key.
func Sources() []Source {
	var all []Source
	for r := range sources.from("") {
		s, _ := SourceOf(r.key())
		all = append(all, s)
	}
	return all
}

// figure makes a Figure of a number taken from a row.
func (r row) figure(value float64, unit string) jigsaw.Figure {
	s := bySource()[r.source()]
	return jigsaw.Figure{Table: r.t.name, Row: r.key(), Value: value, Unit: unit, Source: s.Body, Year: s.Period, Licence: s.Licence}
}

// Trace gives the publication a figure came from. Row may name several rows that were added up: "first..last" stands for all rows from
// the one to the other, and commas part several. It is an error if a table, a row or a source does not exist.
func Trace(f jigsaw.Figure) (Source, error) {
	t := tables[f.Table]
	if t == nil {
		return Source{}, fmt.Errorf("there is no table of figures %q", f.Table)
	}
	var key string
	for part := range strings.SplitSeq(f.Row, ",") {
		first, last, many := strings.Cut(part, "..")
		n := 0
		for r := range t.from(first) {
			if k := r.key(); !many && k != first || many && k > last {
				break
			}
			key = r.source()
			n++
			if !many {
				break
			}
		}
		if n == 0 {
			return Source{}, fmt.Errorf("table %s has no row %q", f.Table, part)
		}
	}
	s, ok := SourceOf(key)
	if !ok {
		return Source{}, fmt.Errorf("table %s, row %s: there is no source %q", f.Table, f.Row, key)
	}
	return s, nil
}
