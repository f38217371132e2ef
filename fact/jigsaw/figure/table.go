// SPDX-License-Identifier: Apache-2.0

package figure

import (
	_ "embed"
	"iter"
	"strconv"
	"strings"
)

// table is one file, read where it lies.
type table struct {
	name  string
	about string
	heads string // the line that names the columns
	rows  string // all rows, each with its newline
}

// row is one line of a table.
type row struct {
	t    *table
	line string // without its newline
}

// tables are all there are, by name. It is filled while the variables that hold them are made.
var tables = map[string]*table{}

func open(name, text string) *table {
	about, rest, _ := strings.Cut(text, "\n")
	heads, rows, _ := strings.Cut(rest, "\n")
	t := &table{name, strings.TrimPrefix(about, "# "), heads, rows}
	tables[name] = t
	return t
}

// seek gives the offset of the first row whose key is not before the one wanted.
func (t *table) seek(key string) int {
	lo, hi := 0, len(t.rows) // starts of rows; those before lo have smaller keys, those from hi on do not
	for lo < hi {
		mid := lo + (hi-lo)/2
		start := mid + strings.IndexByte(t.rows[mid:hi], '\n') + 1
		if start == hi { // the last row before hi begins at mid or before
			start = lo + strings.LastIndexByte(t.rows[lo:mid], '\n') + 1
		}
		if before(t.rows[start:], key) {
			lo = start + strings.IndexByte(t.rows[start:], '\n') + 1
		} else {
			hi = start
		}
	}
	return lo
}

// before tells whether the key a row begins with is smaller than another.
func before(row, key string) bool {
	for i := range len(key) {
		if row[i] != key[i] {
			return row[i] < key[i] // a tab, which ends the row's key, is smaller than all that keys hold
		}
	}
	return false
}

func keyOf(line string) string {
	if i := strings.IndexByte(line, '\t'); i >= 0 {
		return line[:i]
	}
	return line
}

// at gives the row that starts at an offset, and where the next one does.
func (t *table) at(off int) (r row, next int) {
	n := strings.IndexByte(t.rows[off:], '\n')
	return row{t, t.rows[off : off+n]}, off + n + 1
}

// find gives the row with a key.
func (t *table) find(key string) (row, bool) {
	off := t.seek(key)
	if off == len(t.rows) {
		return row{}, false
	}
	r, _ := t.at(off)
	return r, r.key() == key
}

// from gives all rows whose key is first or later, in order.
func (t *table) from(first string) iter.Seq[row] {
	return func(yield func(row) bool) {
		for off := t.seek(first); off < len(t.rows); {
			r, next := t.at(off)
			if !yield(r) {
				return
			}
			off = next
		}
	}
}

// under gives all rows whose key begins with a prefix, in order.
func (t *table) under(prefix string) iter.Seq[row] {
	return func(yield func(row) bool) {
		for r := range t.from(prefix) {
			if !strings.HasPrefix(r.line, prefix) || !yield(r) {
				return
			}
		}
	}
}

// col gives the index of a column by its name without the unit; -1 if there is none.
func (t *table) col(name string) int {
	i := 0
	for head := range strings.SplitSeq(t.heads, "\t") {
		if h, _, _ := strings.Cut(head, " ("); h == name {
			return i
		}
		i++
	}
	return -1
}

func (r row) ok() bool { return r.t != nil }

func (r row) key() string { return keyOf(r.line) }

// field gives a field by its index, "" beyond the end.
func (r row) field(i int) string {
	rest := r.line
	for ; i > 0; i-- {
		n := strings.IndexByte(rest, '\t')
		if n < 0 {
			return ""
		}
		rest = rest[n+1:]
	}
	return keyOf(rest)
}

// num gives a field as a number; false where it is empty.
func (r row) num(i int) (float64, bool) {
	x, err := strconv.ParseFloat(r.field(i), 64)
	return x, err == nil
}

// count gives a field as a number, 0 where it is empty.
func (r row) count(i int) float64 {
	x, _ := r.num(i)
	return x
}

// sum adds up the fields from first to last.
func (r row) sum(first, last int) float64 {
	rest, total := r.line, 0.0
	for i := 0; i <= last; i++ {
		f, after, _ := strings.Cut(rest, "\t")
		if i >= first {
			if x, err := strconv.ParseFloat(f, 64); err == nil {
				total += x
			}
		}
		rest = after
	}
	return total
}

// source gives the key of the source, the last field.
func (r row) source() string { return r.line[strings.LastIndexByte(r.line, '\t')+1:] }

// number reads a field; 0 where it is empty.
func number(field string) float64 {
	x, _ := strconv.ParseFloat(field, 64)
	return x
}
