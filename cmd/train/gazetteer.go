// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// gazetteer is a list of names or words made from public data: what it holds and is made of, and how.
type gazetteer struct {
	head    string // the header's words; {rows} stands for their number, and the line "rebuild" is added
	from    string // what --from names, as the header shows it
	opts    string // options of its section
	section string // where it adds to another list: that section and its options
	plain   string // where it is no list of the matcher: the file it goes to, words only
	make    func(in *gazetteerInput) (rows, error)
}

// rows maps each phrase to its value.
type rows map[string]string

// gazetteerInput gives access to the data and to the lists written by hand.
type gazetteerInput struct {
	from    []string // files or folders
	lexicon string   // fact/detect/lexicon
}

const gazetteerFolder = "gazetteer"

// makeGazetteer writes lists made from public data, byte for byte the same from the same data.
//
//	go run ./cmd/train gazetteer NAME --from PATH [--from PATH]     one list
//	go run ./cmd/train gazetteer                                    names the lists and what each is made from
func makeGazetteer(w io.Writer, args []string) error {
	if len(args) == 0 {
		for _, n := range slices.Sorted(maps.Keys(gazetteers)) {
			fmt.Fprintf(w, "%-16s --from %s\n", n, gazetteers[n].from)
		}
		return nil
	}
	name := args[0]
	f := flag.NewFlagSet("gazetteer", flag.ContinueOnError)
	in := &gazetteerInput{}
	f.Func("from", "file or folder of public data; may be given more than once", func(s string) error { in.from = append(in.from, s); return nil })
	f.StringVar(&in.lexicon, "lexicon", "fact/detect/lexicon", "folder of word lists")
	if err := f.Parse(args[1:]); err != nil {
		return err
	}
	data, n, err := in.build(name)
	if err != nil {
		return fmt.Errorf("gazetteer %s: %w", name, err)
	}
	out := filepath.Join(in.lexicon, gazetteers[name].file(name))
	if err := os.WriteFile(out, data, 0o644); err != nil {
		return err
	}
	fmt.Fprintf(w, "%s: %d rows; now: go run ./cmd/train lists\n", out, n)
	return nil
}

func (g gazetteer) file(name string) string {
	return cmp.Or(g.plain, gazetteerFolder+"/"+name+".txt")
}

// build gives the whole file of a list and its number of rows.
func (in *gazetteerInput) build(name string) ([]byte, int, error) {
	g, ok := gazetteers[name]
	if !ok {
		return nil, 0, fmt.Errorf("no list of this name is made from public data; there are %s", strings.Join(slices.Sorted(maps.Keys(gazetteers)), ", "))
	}
	if len(in.from) == 0 {
		return nil, 0, fmt.Errorf("say where the data is: --from %s", g.from)
	}
	rs, err := g.make(in)
	if err != nil {
		return nil, 0, err
	}
	if len(rs) == 0 {
		return nil, 0, errors.New("the data holds nothing for it")
	}
	var b bytes.Buffer
	for l := range strings.SplitSeq(g.head, "\n") {
		fmt.Fprintf(&b, "# %s\n", strings.ReplaceAll(l, "{rows}", fmt.Sprint(len(rs))))
	}
	fmt.Fprintf(&b, "# rebuild: go run ./cmd/train gazetteer %s --from %s\n", name, g.from)
	if g.plain == "" {
		fmt.Fprintf(&b, "\n[%s]\n", cmp.Or(g.section, name+g.opts))
	}
	for _, k := range slices.Sorted(maps.Keys(rs)) {
		if v := rs[k]; v != "" {
			fmt.Fprintf(&b, "%s = %s\n", k, v)
		} else {
			fmt.Fprintln(&b, k)
		}
	}
	return b.Bytes(), len(rs), nil
}

// lines reads a list written by hand, without comments and empty lines.
func (in *gazetteerInput) lines(name string) ([]string, error) {
	text, err := os.ReadFile(filepath.Join(in.lexicon, "build", name))
	if err != nil {
		return nil, err
	}
	var out []string
	for line := range strings.SplitSeq(string(text), "\n") {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out, nil
}

// common gives the words people write in small letters: a name that is one of them is ambiguous.
func (in *gazetteerInput) common() (map[string]bool, error) {
	ls, err := in.lines("common.txt")
	if err != nil {
		return nil, err
	}
	m := map[string]bool{}
	for _, l := range ls {
		m[l] = true
	}
	return m, nil
}

// table reads a CSV, found in one of the folders given, as maps from column to value.
func (in *gazetteerInput) table(name string) ([]map[string]string, error) {
	for _, dir := range in.from {
		path := filepath.Join(dir, name)
		if filepath.Base(dir) == name {
			path = dir
		}
		f, err := os.Open(path)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		defer f.Close()
		all, err := csv.NewReader(f).ReadAll()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out := make([]map[string]string, 0, len(all))
		for _, row := range all[min(1, len(all)):] {
			m := make(map[string]string, len(row))
			for i, v := range row {
				m[all[0][i]] = v
			}
			out = append(out, m)
		}
		return out, nil
	}
	return nil, fmt.Errorf("%s is in none of the folders given: %w", name, os.ErrNotExist)
}
