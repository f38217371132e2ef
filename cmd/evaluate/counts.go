// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"time"

	"chaperone/api"
	"chaperone/cmd/cases"
	"chaperone/fact"
	"chaperone/practice"
	"chaperone/register"
	"chaperone/rulebook"
)

// countedCorpora are the collections whose texts are posts, comments or short messages; the others (visit notes, paper abstracts,
// pictures) say nothing about how often a rule would be raised.
var countedCorpora = []string{"asq-phi", "banking77", "broad-twitter", "clinc150", "davidson", "ethos", "hatecheck", "instasynth", "ordinary-posts", "scitweets",
	"synth-attributes", "synthpai", "unhealthy-comments", "wnut17"}

// seenCounts is the file of the labelled cases that may be looked at; they are in the repository, so a test can count them again.
const seenCounts = "cases-seen"

var _ = command("counts", "write how many posts of each corpus each rule reaches, at which level", func(w io.Writer, args []string) error {
	f := flag.NewFlagSet("counts", flag.ContinueOnError)
	corpora := f.String("corpora", "", "folder of corpora (a folder each, with dev.jsonl); without it only the cases in the repository are counted")
	cases := f.String("cases", "testdata/cases/seen", "folder of labelled cases")
	out := f.String("out", "testdata/counts", "folder to write to")
	if err := f.Parse(args); err != nil {
		return err
	}
	c, err := checker()
	if err != nil {
		return err
	}
	jobs := map[string]string{seenCounts: *cases}
	if *corpora != "" {
		for _, n := range countedCorpora {
			jobs[n] = filepath.Join(*corpora, n)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(jobs)) {
		t, err := countDir(c, jobs[name])
		if errors.Is(err, os.ErrNotExist) {
			fmt.Fprintf(w, "%-20s not there, left as it is\n", name)
			continue
		}
		if err != nil {
			return err
		}
		if err := os.MkdirAll(*out, 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(*out, name+".txt"), []byte(t.String()), 0o644); err != nil {
			return err
		}
		fmt.Fprintf(w, "%-20s %d posts, %d raised to decide or stop\n", name, t.posts, t.high)
	}
	return nil
})

var _ = command("ordinary", "false alarms per 1,000 ordinary posts, by rule and level", func(w io.Writer, args []string) error {
	f := flag.NewFlagSet("ordinary", flag.ContinueOnError)
	corpora := f.String("corpora", "", "folder of corpora")
	role := f.String("role", "", "read each post as if somebody in this role had written it")
	deep := f.Bool("encoder", false, "with the sentence encoder")
	part := f.Int("every", 1, "only every so many posts")
	profile := f.String("profile", "", "an author's file whose registers are on record for every post")
	file := f.String("file", "", "posts to read in place of the corpus, a JSON record a line")
	if err := f.Parse(args); err != nil {
		return err
	}
	c, err := checker()
	if err != nil {
		return err
	}
	if *deep {
		c.Depth = fact.Deep
	}
	if *file == "" {
		*file = filepath.Join(*corpora, "ordinary-posts", "dev.jsonl")
	}
	data, err := os.ReadFile(*file)
	if err != nil {
		return fmt.Errorf("name the folder of corpora with --corpora: %w", err)
	}
	t := &reach{rules: map[string]int{}, verdicts: map[string]int{}}
	if *profile != "" {
		b, err := os.ReadFile(*profile)
		if err != nil {
			return err
		}
		if t.base, err = register.Load(b); err != nil {
			return err
		}
	}
	n := 0
	for _, line := range bytes.Split(bytes.TrimSpace(data), []byte("\n")) {
		var o struct{ Text string }
		if err := json.Unmarshal(line, &o); err != nil {
			return err
		}
		if cases.Learned(o.Text) {
			continue // the models know these
		}
		if n++; n%*part != 0 {
			continue
		}
		post, err := json.Marshal(map[string]any{"text": o.Text, "author": map[string]string{"role": *role}})
		if err != nil {
			return err
		}
		if err := t.add(c, post); err != nil {
			return err
		}
	}
	per := func(n int) float64 { return 1000 * float64(n) / float64(t.posts) }
	fmt.Fprintf(w, "%d ordinary posts; raised to decide or stop: %.2f per 1,000 (%d)\n", t.posts, per(t.high), t.high)
	rows := slices.Collect(maps.Keys(t.rules))
	sort.Slice(rows, func(i, j int) bool {
		if a, b := t.rules[rows[i]], t.rules[rows[j]]; a != b {
			return a > b
		}
		return rows[i] < rows[j]
	})
	for _, r := range rows {
		fmt.Fprintf(w, "%8.2f  %-48s %d\n", per(t.rules[r]), r, t.rules[r])
	}
	return nil
})

func checker() (*practice.Checker, error) {
	book, err := rulebook.Load(rulebook.Options{})
	if err != nil {
		return nil, err
	}
	day := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	return &practice.Checker{Book: book, Now: func() time.Time { return day }}, nil
}

// reach is how many posts of a corpus each rule reached.
type reach struct {
	posts, high int
	rules       map[string]int     // "rule level"
	base        *register.Practice // the author's file, nil for none
	verdicts    map[string]int
}

// String gives the committed form: one line a rule and level, sorted, so that a change shows as the lines it moves.
func (t *reach) String() string {
	var b strings.Builder
	b.WriteString("# How many posts each rule reaches, and at which level (a question that holds nothing: ask). Written by \"make counts\"; never by hand.\n")
	fmt.Fprintf(&b, "posts %d\n", t.posts)
	for _, v := range []string{"clear", "decide", "stop"} {
		fmt.Fprintf(&b, "verdict %s %d\n", v, t.verdicts[v])
	}
	for _, k := range slices.Sorted(maps.Keys(t.rules)) {
		fmt.Fprintf(&b, "%s %d\n", k, t.rules[k])
	}
	return b.String()
}

func countDir(c *practice.Checker, dir string) (*reach, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: %w", filepath.Base(dir), os.ErrNotExist)
	}
	slices.Sort(files)
	t := &reach{rules: map[string]int{}, verdicts: map[string]int{}}
	for _, f := range files {
		if err := t.file(c, f); err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
	}
	return t, nil
}

func (t *reach) file(c *practice.Checker, file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		for _, post := range postsOf(lines.Bytes()) {
			if err := t.add(c, post); err != nil {
				return err
			}
		}
	}
	return lines.Err()
}

// postsOf gives the posts of one record: itself, or each of its posts where the record is a whole history.
func postsOf(line []byte) [][]byte {
	var r struct {
		Text     string            `json:"text"`
		Received bool              `json:"received"`
		Posts    []json.RawMessage `json:"posts"`
	}
	if json.Unmarshal(line, &r) != nil || r.Received {
		return nil // what others sent to the author is triage's
	}
	if len(r.Posts) == 0 {
		return [][]byte{line}
	}
	var out [][]byte
	for _, p := range r.Posts {
		var text string
		var whole struct {
			Text string `json:"text"`
		}
		if json.Unmarshal(p, &text) != nil && json.Unmarshal(p, &whole) == nil {
			text = whole.Text
		}
		if b, err := json.Marshal(map[string]string{"text": text}); err == nil && text != "" {
			out = append(out, b)
		}
	}
	return out
}

func (t *reach) add(c *practice.Checker, line []byte) error {
	p, author, err := api.Decode(line, t.base)
	if err != nil {
		return err
	}
	r, err := c.CheckDraft(p, author)
	if err != nil {
		return err
	}
	res := api.FromReport(r)
	t.posts++
	t.verdicts[res.Verdict]++
	if high(res.Verdict) {
		t.high++
	}
	for _, f := range res.Findings {
		t.rules[f.Rule+" "+f.Level]++
	}
	for _, q := range res.Questions {
		if q.Holds {
			t.rules[q.Rule+" ask-decide"]++
		} else {
			t.rules[q.Rule+" ask"]++
		}
	}
	for _, f := range res.Failed {
		t.rules[f.Rule+" failed"]++
	}
	return nil
}
