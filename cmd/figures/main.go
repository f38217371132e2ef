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
	"maps"
	"os"
	"path/filepath"
	"slices"
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
	tables, err := build(os.DirFS(*from), ours())
	if err != nil {
		return err
	}
	return write(tables, *to, out)
}

// write writes the tables into a folder and lists them with their sizes.
func write(tables map[string][]byte, to string, out io.Writer) error {
	total := 0
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		if err := os.WriteFile(filepath.Join(to, name+".tsv"), tables[name], 0o644); err != nil {
			return fmt.Errorf("write table: %w", err)
		}
		fmt.Fprintf(out, "%8d  %s\n", len(tables[name]), name)
		total += len(tables[name])
	}
	fmt.Fprintf(out, "%8d  bytes in %d tables\n", total, len(tables))
	return nil
}

// ours gives our own files.
func ours() fs.FS {
	dir, err := fs.Sub(ownFiles, "own")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return dir
}

// build makes all tables, by name, from the publishers' files and our own.
func build(dir, own fs.FS) (map[string][]byte, error) {
	b := &builder{dir: dir, own: own, period: map[string]string{}, used: map[string]bool{}, tables: map[string][]byte{}}
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
	{"rare diseases", orphanet},
	{"long-term conditions", qof},
	{"ethnic groups", ethnicity},
	{"given names", names},
	{"census", census},
	{"facts", facts},
	{"defaults", defaults},
}

// builder gathers the tables, the sources they name and the periods read from the files.
type builder struct {
	dir    fs.FS
	own    fs.FS
	period map[string]string // by key of source
	used   map[string]bool   // keys of sources that rows name
	tables map[string][]byte
}
