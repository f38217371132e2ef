// SPDX-License-Identifier: Apache-2.0

// Command calibrate measures how near the jigsaw estimate comes to the truth, where the truth can be counted: on real records of a census,
// on made-up hospitals whose every admission is known, and on made-up accounts that tell of the same patients more than once. The same
// seed gives the same bytes.
//
//	go run ./cmd/calibrate census --figures DIR
//	go run ./cmd/calibrate hospitals
//	go run ./cmd/calibrate links
//
// It ends with status 1 where a target of doc/jigsaw.md is missed.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

const usage = "usage: calibrate census --figures DIR | hospitals | links   [--seed N] [--n N]"

func run(args []string, out, errs io.Writer) int {
	if len(args) == 0 {
		fmt.Fprintln(errs, usage)
		return 2
	}
	fs := flag.NewFlagSet("calibrate "+args[0], flag.ContinueOnError)
	fs.SetOutput(errs)
	seed := fs.Uint64("seed", 7, "all that is drawn follows from it")
	n := fs.Int("n", 0, "clue sets a line, stories a setting, or accounts; 0: as many as doc/jigsaw.md tells of")
	dir := fs.String("figures", "", "census: folder with "+censusFile)
	if err := fs.Parse(args[1:]); err != nil {
		return 2
	}
	if *n < 0 || fs.NArg() > 0 {
		fmt.Fprintln(errs, usage)
		return 2
	}
	var missed []string
	switch args[0] {
	case "census":
		p, err := readPeople(*dir)
		if err != nil {
			fmt.Fprintln(errs, err)
			return 1
		}
		rs := runCensus(p, *seed, orElse(*n, 3000))
		printCensus(out, p, rs)
		missed = missedCensus(rs)
	case "hospitals":
		missed = hospitals(out, *seed, orElse(*n, 6000))
	case "links":
		links(out, *seed, orElse(*n, 250))
	default:
		fmt.Fprintf(errs, "calibrate: no experiment is called %q\n%s\n", args[0], usage)
		return 2
	}
	fmt.Fprintln(out)
	for _, m := range missed {
		fmt.Fprintln(out, "missed:", m)
	}
	if len(missed) > 0 {
		return 1
	}
	return 0
}

func orElse(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}
