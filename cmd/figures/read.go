// SPDX-License-Identifier: Apache-2.0

package main

import (
	"embed"
	"encoding/csv"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// own holds what no publisher's file says: where the figures are from, who succeeded whom, how hospitals are called, assumptions.
//
//go:embed own/*.tsv
var ownFiles embed.FS

// record is one line of a file, by the names of its columns.
type record map[string]string

// num gives a field as a number; "" and "*" are none, and 0.
func (r record) num(name string) (float64, error) {
	f := r[name]
	if f == "" || f == "*" {
		return 0, nil
	}
	x, err := strconv.ParseFloat(f, 64)
	if err != nil {
		return 0, fmt.Errorf("column %s: %q is no number", name, f)
	}
	return x, nil
}

// read gives the lines of the one file a pattern matches, and its base name without the ending. The columns named must be there.
func (b *builder) read(pattern string, columns ...string) (lines []record, name string, err error) {
	found, err := fs.Glob(b.dir, pattern)
	if err != nil {
		return nil, "", err
	}
	if len(found) != 1 {
		return nil, "", fmt.Errorf("%d files match %s, want one: %s", len(found), pattern, strings.Join(found, " "))
	}
	f, err := b.dir.Open(found[0])
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	in := csv.NewReader(f)
	in.LazyQuotes = true
	rows, err := in.ReadAll()
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", found[0], err)
	}
	if len(rows) < 2 {
		return nil, "", fmt.Errorf("%s holds no lines", found[0])
	}
	heads := rows[0]
	heads[0] = strings.TrimPrefix(heads[0], "\ufeff")
	for _, want := range columns {
		if !contains(heads, want) {
			return nil, "", fmt.Errorf("%s has no column %s", found[0], want)
		}
	}
	for _, row := range rows[1:] {
		r := make(record, len(heads))
		for i, h := range heads {
			r[h] = strings.TrimSpace(row[i])
		}
		lines = append(lines, r)
	}
	return lines, strings.TrimSuffix(path.Base(found[0]), path.Ext(found[0])), nil
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// hand gives the lines of one of our own files: fields parted by tabs, # before comments.
func (b *builder) hand(name string, fields int) ([][]string, error) {
	data, err := fs.ReadFile(b.own, name+".tsv")
	if err != nil {
		return nil, err
	}
	var out [][]string
	for i, line := range strings.Split(string(data), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != fields {
			return nil, fmt.Errorf("own/%s.tsv, line %d: %d fields, want %d", name, i+1, len(f), fields)
		}
		out = append(out, f)
	}
	return out, nil
}

var yearsInName = regexp.MustCompile(`(20\d\d)_(\d\d)$|(20\d\d)$`)

// periodOf reads the year from the end of a file's name: "…_2023" is 2023, "…_2023_24" is 2023-24.
func periodOf(name string) (string, error) {
	m := yearsInName.FindStringSubmatch(name)
	switch {
	case m == nil:
		return "", fmt.Errorf("the name of %s does not end in the year it is of", name)
	case m[3] != "":
		return m[3], nil
	}
	return m[1] + "-" + m[2], nil
}

// sources writes the table of sources: those that rows name, with the periods the files gave.
func (b *builder) sources() error {
	lines, err := b.hand("source", 6)
	if err != nil {
		return err
	}
	s := &sheet{name: "sources", about: "Where the figures come from", heads: []string{"key", "publisher", "title", "period", "licence", "where"}}
	known := map[string]bool{}
	for _, f := range lines {
		known[f[0]] = true
		if !b.used[f[0]] {
			continue
		}
		p := b.period[f[0]]
		if strings.Contains(f[3], "{}") && p == "" {
			return fmt.Errorf("source %s: no period was read from its file", f[0])
		}
		// The source of a source is itself: the table has the same form as all others.
		s.add(f[0], f[0], f[1], f[2], strings.ReplaceAll(f[3], "{}", p), f[4], f[5])
	}
	for key := range b.used {
		if !known[key] {
			return fmt.Errorf("own/source.tsv has no source %q", key)
		}
	}
	return b.put(s)
}
