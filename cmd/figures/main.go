// SPDX-License-Identifier: Apache-2.0

// Figures writes the tables of public figures the program carries (fact/jigsaw/figure/table) from the files their publishers put out.
// doc/figures.md says which files it wants, who publishes them and how a table is brought up to date. The same files give the same
// tables, byte for byte.
//
//	go run ./cmd/figures --from DIR [--to DIR]
package main

import (
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "figures:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("figures", flag.ContinueOnError)
	from := flags.String("from", "", "folder of the publishers' files")
	to := flags.String("to", filepath.Join("fact", "jigsaw", "figure", "table"), "folder the tables are written to")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *from == "" {
		return fmt.Errorf("--from is missing: the folder of the publishers' files (doc/figures.md lists them)")
	}
	tables, err := build(os.DirFS(*from))
	if err != nil {
		return err
	}
	names := make([]string, 0, len(tables))
	for name := range tables {
		names = append(names, name)
	}
	sort.Strings(names)
	total := 0
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(*to, name+".tsv"), tables[name], 0o644); err != nil {
			return fmt.Errorf("write table: %w", err)
		}
		fmt.Fprintf(out, "%8d  %s\n", len(tables[name]), name)
		total += len(tables[name])
	}
	fmt.Fprintf(out, "%8d  bytes in %d tables\n", total, len(names))
	return nil
}

// build makes all tables, by name.
func build(dir fs.FS) (map[string][]byte, error) {
	b := &builder{dir: dir, period: map[string]string{}, used: map[string]bool{}, tables: map[string][]byte{}}
	for _, part := range parts {
		if err := part.make(b); err != nil {
			return nil, fmt.Errorf("%s: %w", part.name, err)
		}
	}
	if err := b.sources(); err != nil {
		return nil, err
	}
	return b.tables, nil
}

// parts are what is built, each from files of its own.
var parts = []struct {
	name string
	make func(*builder) error
}{
	{"population", population},
	{"trusts", trusts},
	{"hospitals", hospitals},
	{"attendances", attendances},
	{"nicknames", nicknames},
	{"diagnoses", diagnoses},
	{"procedures", procedures},
	{"towns", towns},
	{"authorities", authorities},
	{"facts", facts},
	{"defaults", defaults},
}

// builder gathers the tables, the sources they name and the periods read from the files.
type builder struct {
	dir    fs.FS
	period map[string]string // by key of source
	used   map[string]bool   // keys of sources that rows name
	tables map[string][]byte
}
