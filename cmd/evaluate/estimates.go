// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"chaperone/api"
	"chaperone/cmd/cases"
	"chaperone/fact"
	"chaperone/fact/detect"
)

var _ = command("estimates", "which posts are given a number of people: of those that tell of a patient, and (wrongly) of those that tell of none", func(w io.Writer, args []string) error {
	f := flag.NewFlagSet("estimates", flag.ContinueOnError)
	dir := f.String("cases", "testdata/cases", "folder of labelled cases")
	which := f.String("part", cases.Study, "study, inner or unseen (for one count at the end)")
	deep := f.Bool("encoder", false, "ask the sentence encoder, too")
	if err := f.Parse(args); err != nil {
		return err
	}
	folder := "seen"
	switch *which {
	case cases.Unseen:
		folder = "unseen"
	case cases.Study, cases.Inner:
	default:
		return fmt.Errorf("there is no part %q; there are study, inner and unseen", *which)
	}
	files, err := filepath.Glob(filepath.Join(*dir, folder, "*.jsonl"))
	if err != nil {
		return err
	}
	slices.Sort(files)
	var all, given [2]int // without a patient, with one
	for _, name := range files {
		err := eachLine(name, func(line []byte) error {
			patient, ok, err := tellsOfPatient(line, *which)
			if err != nil || !ok {
				return err
			}
			p, author, err := api.Decode(line, nil)
			if err != nil {
				return err
			}
			in := &fact.Input{Post: p, Practice: author, Now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
			if *deep {
				in.Depth = fact.Deep
			}
			set, err := detect.Read(in)
			if err != nil {
				return err
			}
			i := 0
			if patient {
				i = 1
			}
			all[i]++
			if detect.CrowdOf(set) != nil {
				given[i]++
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	fmt.Fprintf(w, "\n== %s: posts given a number of people\n", *which)
	fmt.Fprintf(w, "that tell of no patient   %s\nthat tell of one          %s\n", ratio(given[0], all[0]), ratio(given[1], all[1]))
	return nil
})

// tellsOfPatient reads the labels of a case: whether one of its facts is a patient's. It is not ok where the case is of another part, is a
// received message, or has confidentiality at stake with no patient's fact marked: such say nothing.
func tellsOfPatient(line []byte, part string) (patient, ok bool, err error) {
	var l struct {
		ID, Series, Triage string
		Received           bool
		Facts              []struct{ Subject string }
		Gold               struct{ Areas []struct{ Area string } }
	}
	if err := json.Unmarshal(line, &l); err != nil {
		return false, false, err
	}
	if l.Facts == nil || l.Received || l.Triage != "" || cases.Part(cases.Key(l.Series, l.ID)) != part {
		return false, false, nil
	}
	for _, f := range l.Facts {
		patient = patient || f.Subject == string(fact.Patient)
	}
	for _, a := range l.Gold.Areas {
		if !patient && (a.Area == "confidentiality" || a.Area == "consent") {
			return false, false, nil
		}
	}
	return patient, true, nil
}

// eachLine calls f with every line of a file of JSON lines; an error names file and line.
func eachLine(name string, f func([]byte) error) error {
	in, err := os.Open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	s := bufio.NewScanner(in)
	s.Buffer(nil, 1<<24)
	for n := 1; s.Scan(); n++ {
		if err := f(s.Bytes()); err != nil {
			return fmt.Errorf("%s, line %d: %w", filepath.Base(name), n, err)
		}
	}
	return s.Err()
}
