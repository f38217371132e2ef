// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"strings"

	"chaperone/fact/claim"
)

// Claims: sentences of posts against claims on record. Half of the pairs was tuned on, the other is only counted.
var _ = command("claims", "is a claim the one on record: recall and precision of exact and near (--part, --errors)", func(w io.Writer, args []string) error {
	fs := flag.NewFlagSet("claims", flag.ContinueOnError)
	file := fs.String("pairs", "fact/claim/testdata/pairs.txt", "labelled pairs")
	which := fs.String("part", "", "study or held; all: undivided; empty: study and held")
	errs := fs.Bool("errors", false, "show what is read otherwise than labelled, of the study half only")
	if err := fs.Parse(args); err != nil {
		return err
	}
	pairs, err := readClaimPairs(*file)
	if err != nil {
		return err
	}
	for _, p := range []string{"study", "held", "all"} {
		if *which == "" && p != "all" || *which == p {
			countClaims(w, p, pairs, *errs && p == "study")
		}
	}
	return nil
})

// claimPair is a claim on record and a sentence of a post.
type claimPair struct {
	record, post string
	label        claim.Verdict
}

// part gives the half a pair stands in; all sentences of one claim stand in the same.
func (p *claimPair) part() string {
	h := fnv.New32a()
	h.Write([]byte(p.record))
	if h.Sum32()%2 == 0 {
		return "study"
	}
	return "held"
}

var claimLabels = map[string]claim.Verdict{"=": claim.Exact, "~": claim.Near, "!": claim.Contrary, "x": claim.Different}

func readClaimPairs(file string) ([]claimPair, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []claimPair
	record := ""
	sc := bufio.NewScanner(f)
	for n := 1; sc.Scan(); n++ {
		mark, rest, _ := strings.Cut(sc.Text(), " ")
		v, ok := claimLabels[mark]
		switch {
		case mark == ">":
			record = rest
		case ok && record != "":
			out = append(out, claimPair{record, rest, v})
		case mark != "" && mark != "#":
			return nil, fmt.Errorf("%s:%d: a line begins with >, =, ~, ! or x", file, n)
		}
	}
	return out, sc.Err()
}

func countClaims(w io.Writer, part string, pairs []claimPair, errs bool) {
	var table [4][4]int
	n := 0
	for _, p := range pairs {
		if part != "all" && p.part() != part {
			continue
		}
		n++
		r := claim.Compare(claim.ReadText(p.record), claim.ReadText(p.post))
		table[p.label][r.Verdict]++
		if errs && r.Verdict != p.label {
			fmt.Fprintf(w, "%s, read as %s (%.2f %v)\n  > %s\n    %s\n", p.label, r.Verdict, r.Score, r.Differs, p.record, p.post)
		}
	}
	fmt.Fprintf(w, "== %s: %d pairs\n%-12s%22s%12s%12s%12s%12s\n", part, n, "labelled", "read as different", "contrary", "near", "exact", "")
	for l := range table {
		fmt.Fprintf(w, "%-12s%22d%12d%12d%12d\n", claim.Verdict(l), table[l][0], table[l][1], table[l][2], table[l][3])
	}
	for _, v := range []claim.Verdict{claim.Exact, claim.Near, claim.Contrary} {
		labelled, read := 0, 0
		for i := range table {
			labelled += table[v][i]
			read += table[i][v]
		}
		fmt.Fprintf(w, "%-12srecall %s   precision %s\n", v, ratio(table[v][v], labelled), ratio(table[v][v], read))
	}
	wrong := table[claim.Contrary][claim.Exact] + table[claim.Near][claim.Exact] + table[claim.Different][claim.Exact]
	fmt.Fprintf(w, "taken for the same and are not: %d\n\n", wrong)
}
