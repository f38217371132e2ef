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
	"strings"
	"time"

	"chaperone/api"
	"chaperone/cmd/cases"
	"chaperone/fact"
	"chaperone/fact/detect"
	"chaperone/post"
)

// clueKinds is the one table of kinds: for each kind of identifying fact that the labels know, the kinds of fact that read it. A read
// kind may serve several; it is printed under the first.
var clueKinds = []struct {
	label fact.Kind
	read  []fact.Kind
}{
	{"age", kinds("clue-age")},
	{"sex", kinds("clue-sex clue-pronoun")},
	{"relation", kinds("clue-relation own-relation clue-household clue-multiple")},
	{"ethnicity", kinds("clue-ethnicity")},
	{"religion", kinds("clue-religion clue-ethnicity")},
	{"body-feature", kinds("clue-body")},
	{"person", kinds("patient-name patient-initials person-name")},
	{"place", kinds("clue-place clue-home clue-spot small-place")},
	{"hospital", kinds("clue-care clue-place named-hospital")},
	{"ward", kinds("clue-ward")},
	{"premises", kinds("clue-premises clue-ward work-room")},
	{"relative-time", kinds("story-when recent-time clue-date clue-duration")},
	{"date", kinds("clue-date birth-date numeric-date story-when")},
	{"time", kinds("clue-time story-when")},
	{"condition", kinds("clue-condition clue-rare clue-injury")},
	{"procedure", kinds("clue-procedure clue-rare")},
	{"injury", kinds("clue-injury clue-rare clue-condition")},
	{"event", kinds("clue-event clue-newsworthy clue-mechanism clue-animal rare-event clue-detail")},
	{"outcome", kinds("clue-outcome clue-ending")},
	{"occupation", kinds("clue-occupation clue-role")},
	{"employer", kinds("clue-employer")},
	{"quote", kinds("clue-quote clue-speech clue-card")},
	{"address", kinds("street-address vehicle-plate clue-address")},
	{"phone", kinds("phone personal-contact")},
	{"email", kinds("email-address")},
	{"postcode", kinds("postcode")},
	{"patient-number", kinds("nhs-number chi-number record-number hsc-number account-number social-number passport-number plan-number")},
	{"handle", kinds("patient-handle handle")},
}

func kinds(list string) []fact.Kind {
	var out []fact.Kind
	for _, w := range strings.Fields(list) {
		out = append(out, fact.Kind(w))
	}
	return out
}

var _ = command("clues", "what narrows down whom a story is about: read and missed, by kind, on the labelled facts of patients.jsonl", func(w io.Writer, args []string) error {
	f := flag.NewFlagSet("clues", flag.ContinueOnError)
	dir := f.String("cases", "testdata/cases", "folder of labelled cases")
	which := f.String("part", cases.Study, "study, inner, marked (texts to learn from) or unseen (for one count at the end)")
	show := f.Bool("errors", false, "print misses and false reads, of the study and marked parts only")
	kind := f.String("kind", "", "with --errors: only this kind of the labels")
	if err := f.Parse(args); err != nil {
		return err
	}
	if !slices.Contains([]string{cases.Study, cases.Inner, cases.Unseen, markedPart}, *which) {
		return fmt.Errorf("there is no part %q; there are study, inner, marked and unseen", *which)
	}
	stories, err := clueStories(*dir, *which)
	if err != nil {
		return err
	}
	var t clueTally
	t.perLabel, t.perRead = map[fact.Kind]*clueCount{}, map[fact.Kind]*clueCount{}
	for _, s := range stories {
		t.add(s)
	}
	t.print(w, *which, len(stories))
	if *show && (*which == cases.Study || *which == markedPart) {
		t.printErrors(w, fact.Kind(*kind))
	}
	return nil
})

// markedPart names the texts of testdata/cases/marked, which are not split: they may be studied, and no published figure rests on them.
const markedPart = "marked"

// clueStory is a labelled post that tells of a patient, by the labels or by what was read.
type clueStory struct {
	id     string
	labels []labelFact // identifying facts of a patient or a patient's family
	set    *fact.Set
}

type labelFact struct {
	post.Span
	Kind    fact.Kind
	Subject fact.Subject
}

// clueStories reads the stories of a part.
func clueStories(dir, part string) ([]clueStory, error) {
	files := []string{filepath.Join(dir, "seen", "patients.jsonl")}
	switch part {
	case cases.Unseen:
		files[0] = filepath.Join(dir, "unseen", "patients.jsonl")
	case markedPart:
		var err error
		if files, err = filepath.Glob(filepath.Join(dir, "marked", "*.jsonl")); err != nil {
			return nil, err
		}
	}
	var out []clueStory
	for _, name := range files {
		more, err := storiesOf(name, part)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

func storiesOf(name, part string) ([]clueStory, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []clueStory
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<22)
	for n := 1; in.Scan(); n++ {
		var rec struct {
			ID, Series string
			Facts      []struct {
				Kind       fact.Kind
				Start, End int
				Subject    fact.Subject
			}
		}
		if err := json.Unmarshal(in.Bytes(), &rec); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", filepath.Base(name), n, err)
		}
		if part != markedPart && cases.Part(cases.Key(rec.Series, rec.ID)) != part {
			continue
		}
		p, author, err := api.Decode(in.Bytes(), nil)
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", filepath.Base(name), n, err)
		}
		s := clueStory{id: rec.ID}
		for _, x := range rec.Facts {
			if (x.Subject == fact.Patient || x.Subject == fact.Family) && labelKind(x.Kind) {
				s.labels = append(s.labels, labelFact{post.Span{Start: x.Start, End: x.End}, x.Kind, x.Subject})
			}
		}
		s.set, err = detect.Read(&fact.Input{Post: p, Practice: author, Now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)})
		if err != nil {
			return nil, err
		}
		if len(s.labels) > 0 || s.set.Has("patient-case") {
			out = append(out, s)
		}
	}
	return out, in.Err()
}

func labelKind(k fact.Kind) bool {
	for _, r := range clueKinds {
		if r.label == k {
			return true
		}
	}
	return false
}

// readAs gives the first kind of the labels that a kind of fact reads; "" where it reads none.

// clueCount counts for one kind. Labels: how many, read as their kind, read as any, of their kind and taken as a patient's. Reads: how many
// of a patient or family, and how many of them lie on a label.
type clueCount struct{ all, own, any, theirs int }

type clueTally struct {
	perLabel, perRead map[fact.Kind]*clueCount
	label, read       clueCount
	misses, false     []clueError
}

type clueError struct {
	kind fact.Kind
	line string
}

func (t *clueTally) add(s clueStory) {
	text := s.set.In.Post.Text
	type reading struct {
		fact.Fact
		as []fact.Kind
	}
	var reads []reading
	for _, f := range s.set.All() {
		if f.Confidence < fact.Threshold || f.Start == f.End {
			continue
		}
		var as []fact.Kind
		for _, r := range clueKinds {
			if slices.Contains(r.read, f.Kind) {
				as = append(as, r.label)
			}
		}
		if as != nil {
			reads = append(reads, reading{f, as})
		}
	}
	for _, l := range s.labels {
		c := count(t.perLabel, l.Kind)
		var own, any, theirs int
		for _, r := range reads {
			if !r.Overlaps(l.Span) {
				continue
			}
			any = 1
			if slices.Contains(r.as, l.Kind) {
				own = 1
				if r.Subject == fact.Patient || r.Subject == fact.Family {
					theirs = 1
				}
			}
		}
		for _, c := range []*clueCount{c, &t.label} {
			c.all++
			c.own, c.any, c.theirs = c.own+own, c.any+any, c.theirs+theirs
		}
		if own == 0 {
			t.misses = append(t.misses, clueError{l.Kind, fmt.Sprintf("%s %s %q in %q", s.id, l.Kind, l.Of(text), around(text, l.Start, l.End))})
		}
	}
	// One stretch of words read twice for one kind is one reading.
	seen := map[string]bool{}
	for _, r := range reads {
		key := fmt.Sprint(r.as[0], r.Span)
		if r.Subject != fact.Patient && r.Subject != fact.Family || seen[key] {
			continue
		}
		seen[key] = true
		on := 0
		if slices.ContainsFunc(s.labels, func(l labelFact) bool { return l.Overlaps(r.Span) }) {
			on = 1
		}
		for _, c := range []*clueCount{count(t.perRead, r.as[0]), &t.read} {
			c.all++
			c.own += on
		}
		if on == 0 {
			t.false = append(t.false, clueError{r.as[0], fmt.Sprintf("%s %s (%s, %.2f) %q in %q", s.id, r.Kind, r.Subject, r.SubjectSure, r.Of(text), around(text, r.Start, r.End))})
		}
	}
}

func count(m map[fact.Kind]*clueCount, k fact.Kind) *clueCount {
	if m[k] == nil {
		m[k] = &clueCount{}
	}
	return m[k]
}

func (t *clueTally) print(w io.Writer, part string, stories int) {
	fmt.Fprintf(w, "\n== %s: %d stories, %d identifying facts of patients and their families\n", part, stories, t.label.all)
	fmt.Fprintf(w, "%-16s%-26s%-26s%-26s%s\n", "kind", "recall", "… read as any kind", "… and taken as theirs", "precision")
	line := func(name fact.Kind, l, r clueCount) {
		fmt.Fprintf(w, "%-16s%-26s%-26s%-26s%s\n", name, ratio(l.own, l.all), ratio(l.any, l.all), ratio(l.theirs, l.all), ratio(r.own, r.all))
	}
	for _, k := range clueKinds {
		if l, r := count(t.perLabel, k.label), count(t.perRead, k.label); l.all+r.all > 0 {
			line(k.label, *l, *r)
		}
	}
	line("all", t.label, t.read)
}

func (t *clueTally) printErrors(w io.Writer, only fact.Kind) {
	for _, list := range []struct {
		title string
		of    []clueError
	}{{"missed", t.misses}, {"read where no label is", t.false}} {
		fmt.Fprintf(w, "\n== %s\n", list.title)
		for _, k := range clueKinds {
			for _, e := range list.of {
				if e.kind == k.label && (only == "" || only == k.label) {
					fmt.Fprintln(w, e.line)
				}
			}
		}
	}
}
