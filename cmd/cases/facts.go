// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"chaperone/api"
	"chaperone/fact"
	"chaperone/fact/detect"
	"chaperone/fact/subject"
	"chaperone/post"
	"chaperone/register"
)

// Fact is one personal fact of a labelled case.
type Fact struct {
	post.Span
	Kind  fact.Kind
	Group fact.Subject // one of subject.Groups
}

// Marked is a labelled case with its personal facts whose subject the label tells.
type Marked struct {
	ID, Key, Part string
	Facts         []Fact
	Set           *fact.Set // what the detectors read
}

// Marks reads the cases of a folder that carry facts, and reads them as the program would.
func Marks(dir string) ([]Marked, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	var out []Marked
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		in := bufio.NewScanner(f)
		in.Buffer(nil, 1<<22)
		for n := 1; in.Scan(); n++ {
			m, err := marked(in.Bytes())
			if err != nil {
				f.Close()
				return nil, fmt.Errorf("%s, line %d: %w", name, n, err)
			}
			if len(m.Facts) > 0 {
				out = append(out, *m)
			}
		}
		f.Close()
		if err := in.Err(); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return out, nil
}

func marked(line []byte) (*Marked, error) {
	var rec struct {
		ID, Series string
		Facts      []struct {
			Kind       fact.Kind
			Start, End int
			Subject    fact.Subject
		}
	}
	if err := json.Unmarshal(line, &rec); err != nil {
		return nil, err
	}
	m := &Marked{ID: rec.ID, Key: Key(rec.Series, rec.ID)}
	m.Part = Part(m.Key)
	for _, f := range rec.Facts {
		if subject.Personal(f.Kind) && slices.Contains(subject.Groups[:], f.Subject) {
			m.Facts = append(m.Facts, Fact{post.Span{Start: f.Start, End: f.End}, f.Kind, f.Subject})
		}
	}
	if len(m.Facts) == 0 {
		return m, nil
	}
	p, author, err := api.Decode(line, nil)
	if err != nil {
		return nil, err
	}
	m.Set, err = detect.Read(&fact.Input{Post: p, Practice: author, Now: checked})
	return m, err
}

// Written reads the posts of testdata/cases/subjects.txt, written to learn from: a line is a role, " :: ", and a text with [words|kind/whom].
func Written(file string) ([]Marked, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var out []Marked
	for n, line := range strings.Split(string(data), "\n") {
		role, words, ok := strings.Cut(line, " :: ")
		if line == "" || line[0] == '#' {
			continue
		}
		if !ok {
			return nil, fmt.Errorf("%s, line %d: a role, \" :: \" and a text are needed", file, n+1)
		}
		m := Marked{ID: fmt.Sprint("written-", n+1), Key: fmt.Sprint("written-", n+1), Part: "written"}
		var b strings.Builder
		rest := strings.ReplaceAll(words, " // ", "\n")
		for {
			before, after, ok := strings.Cut(rest, "[")
			b.WriteString(before)
			if !ok {
				break
			}
			mark, behind, ok := strings.Cut(after, "]")
			said, label, two := strings.Cut(mark, "|")
			kind, whom, three := strings.Cut(label, "/")
			if !ok || !two || !three || !subject.Personal(fact.Kind(kind)) || !slices.Contains(subject.Groups[:], fact.Subject(whom)) {
				return nil, fmt.Errorf("%s, line %d: %q is not [words|kind/whom]", file, n+1, mark)
			}
			m.Facts = append(m.Facts, Fact{post.Span{Start: b.Len(), End: b.Len() + len(said)}, fact.Kind(kind), fact.Subject(whom)})
			b.WriteString(said)
			rest = behind
		}
		p := &post.Post{Kind: post.KindPost, Text: b.String()}
		author := &register.Practice{}
		author.Author.Role, author.Author.Country = role, "GB"
		if m.Set, err = detect.Read(&fact.Input{Post: p, Practice: author, Now: checked}); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

// checked is the day the cases are read as of.
var checked = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
