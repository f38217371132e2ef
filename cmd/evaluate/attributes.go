// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"chaperone/fact"
	"chaperone/fact/detect"
	"chaperone/post"
)

// attributeKinds says which kinds of fact give each attribute of the corpora away. Income is read by none: no figure of ours narrows by it.
var attributeKinds = map[string][]fact.Kind{
	"age":                 kinds("clue-age birth-date"),
	"sex":                 kinds("clue-sex clue-pronoun clue-relation own-relation"),
	"city_country":        kinds("clue-place clue-home clue-spot small-place"),
	"birth_city_country":  kinds("clue-place clue-home clue-spot small-place"),
	"occupation":          kinds("clue-occupation clue-role clue-employer"),
	"education":           kinds("clue-occupation clue-role"),
	"relationship_status": kinds("clue-relation own-relation clue-household"),
	"income_level":        nil,
}

// attributeCorpora are evaluation only. Both are invented posts of people in general, not of clinicians on patients.
var attributeCorpora = []string{"synth-attributes", "synthpai"}

var _ = command("attributes", "what invented posts give away about their authors: recovered and missed, by attribute and hardness (synth-attributes, synthpai)", func(w io.Writer, args []string) error {
	f := flag.NewFlagSet("attributes", flag.ContinueOnError)
	dir := f.String("corpora", "", "folder of the corpora")
	if err := f.Parse(args); err != nil {
		return err
	}
	if *dir == "" {
		return fmt.Errorf("--corpora says where synth-attributes/dev.jsonl and synthpai/dev.jsonl are")
	}
	for _, name := range attributeCorpora {
		t, err := attributes(filepath.Join(*dir, name, "dev.jsonl"))
		if errors.Is(err, fs.ErrNotExist) {
			fmt.Fprintf(w, "\n== %s: not there, not counted\n", name)
			continue
		}
		if err != nil {
			return err
		}
		t.print(w, name)
	}
	return nil
})

// disclosure is one attribute a text gives away, how hard it is to infer (1 said outright, 5 hardest), and its true value.
type disclosure struct {
	attribute string
	hardness  int
	truth     string
}

// attributeRecord is a record of either corpus.
type attributeRecord struct {
	ID, Text string
	Posts    []string
	Labels   *struct {
		Attribute string `json:"revealed_attribute"`
		Hardness  int
	}
	Truth     map[string]any
	Inferable map[string]struct{ Hardness int }
}

func (r *attributeRecord) disclosures() []disclosure {
	if r.Labels != nil {
		return []disclosure{{r.Labels.Attribute, r.Labels.Hardness, fmt.Sprint(r.Truth[r.Labels.Attribute])}}
	}
	var out []disclosure
	for a, x := range r.Inferable {
		out = append(out, disclosure{a, x.Hardness, fmt.Sprint(r.Truth[a])})
	}
	slices.SortFunc(out, func(a, b disclosure) int { return strings.Compare(a.attribute, b.attribute) })
	return out
}

// attributeCount counts disclosures: all, those where a clue of the kind was read, those where the words read name the true value.
type attributeCount struct{ all, read, value int }

type attributeTally struct {
	texts int
	by    map[string]*[6]attributeCount // by attribute; 0 holds all, 1 to 5 the hardness
}

func attributes(name string) (*attributeTally, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	t := &attributeTally{by: map[string]*[6]attributeCount{}}
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<24)
	for n := 1; in.Scan(); n++ {
		var r attributeRecord
		if err := json.Unmarshal(in.Bytes(), &r); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", filepath.Base(name), n, err)
		}
		texts := r.Posts
		if texts == nil {
			texts = []string{r.Text}
		}
		var read []fact.Fact
		var words []string
		for _, s := range texts {
			set, err := detect.Read(&fact.Input{Post: &post.Post{Kind: post.KindPost, Text: s}, Now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)})
			if err != nil {
				return nil, err
			}
			for _, x := range set.All() {
				if x.Confidence >= fact.Threshold && !x.Empty() {
					read, words = append(read, x), append(words, strings.ToLower(x.Of(s)))
				}
			}
		}
		t.texts++
		for _, d := range r.disclosures() {
			t.add(d, read, words)
		}
	}
	return t, in.Err()
}

func (t *attributeTally) add(d disclosure, read []fact.Fact, words []string) {
	if t.by[d.attribute] == nil {
		t.by[d.attribute] = &[6]attributeCount{}
	}
	var c attributeCount
	c.all = 1
	for i, x := range read {
		if !slices.Contains(attributeKinds[d.attribute], x.Kind) {
			continue
		}
		c.read = 1
		if namesValue(words[i], d.truth) {
			c.value = 1
		}
	}
	for _, h := range []int{0, min(max(d.hardness, 1), 5)} {
		o := &t.by[d.attribute][h]
		o.all, o.read, o.value = o.all+c.all, o.read+c.read, o.value+c.value
	}
}

// namesValue tells whether words read and a true value share a word of weight: "a nurse" and "nurse", "zurich" and "Zurich, Switzerland".
func namesValue(words, truth string) bool {
	cut := func(r rune) bool { return !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || r > 127) }
	of := strings.FieldsFunc(words, cut)
	for _, v := range strings.FieldsFunc(strings.ToLower(truth), cut) {
		if (len(v) > 2 || v[0] <= '9') && slices.Contains(of, v) {
			return true
		}
	}
	return false
}

func (t *attributeTally) print(w io.Writer, name string) {
	fmt.Fprintf(w, "\n== %s: %d authors or texts. A clue of the kind read · its words name the true value, of those given away\n", name, t.texts)
	fmt.Fprintf(w, "%-22s%-26s%-26s%s\n", "attribute", "read", "value named", "read by hardness 1 to 5")
	var names []string
	for a := range t.by {
		names = append(names, a)
	}
	slices.Sort(names)
	for _, a := range names {
		c := t.by[a]
		fmt.Fprintf(w, "%-22s%-26s%-26s", a, ratio(c[0].read, c[0].all), ratio(c[0].value, c[0].all))
		for _, h := range c[1:] {
			if h.all == 0 {
				fmt.Fprint(w, "    -   ")
				continue
			}
			fmt.Fprintf(w, "%3d/%-4d", h.read, h.all)
		}
		fmt.Fprintln(w)
	}
}
