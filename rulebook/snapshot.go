// SPDX-License-Identifier: Apache-2.0

package rulebook

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"chaperone/fact"
)

// ErrSnapshot marks bytes that aren't a snapshot of a rulebook as Encode writes it.
var ErrSnapshot = errors.New("not a snapshot of a rulebook")

// SnapshotVersion is the form of snapshots this program writes.
const SnapshotVersion = 1

// Snapshot is what of a rulebook is kept, so that a later one can be held against it: enough to say which rules changed, and what the
// guidance behind them said then and says now.
type Snapshot struct {
	Form    int              `json:"v"`       // SnapshotVersion
	Version string           `json:"version"` // Book.Version
	Digest  string           `json:"digest"`  // Book.Digest
	Rules   []RuleSnapshot   `json:"rules"`   // in order of id
	Sources []SourceSnapshot `json:"sources"` // in order of id
}

// RuleSnapshot is a rule as it stood.
type RuleSnapshot struct {
	ID        string   `json:"id"`
	Digest    string   `json:"digest"`    // of all of it, with what later packs adjust
	Condition string   `json:"condition"` // the digest of what decides for whom, when and at which level it speaks
	Title     string   `json:"title"`
	Level     string   `json:"level"`            // "advise", "decide", "stop", before adjustments
	From      string   `json:"from,omitempty"`   // the day from which it is in force; "" where it always was
	Cite      []string `json:"cite"`             // "source/paragraph", its own first, then those of adjustments
	Country   []string `json:"country"`          // ISO codes; none: everywhere
	Adjust    []string `json:"adjust,omitempty"` // "pack: level stop", "pack: off", in order
}

// SourceSnapshot is a source as it stood.
type SourceSnapshot struct {
	ID         string              `json:"id"`
	Title      string              `json:"title"`
	Short      string              `json:"short"`
	Edition    string              `json:"edition,omitempty"`
	From       string              `json:"from,omitempty"` // the day it came into force; "" where not known
	URL        string              `json:"url,omitempty"`
	Paragraphs []ParagraphSnapshot `json:"paragraphs"`
}

// ParagraphSnapshot is a paragraph as it stood, in our words.
type ParagraphSnapshot struct {
	Para string `json:"para"`
	Seen Seen   `json:"seen"`
	Says string `json:"says"`
}

// Snapshot takes a snapshot of the book.
func (b *Book) Snapshot() Snapshot {
	s := Snapshot{Form: SnapshotVersion, Version: b.Version(), Digest: b.Digest(), Rules: []RuleSnapshot{}, Sources: []SourceSnapshot{}}
	for _, r := range b.Rules {
		s.Rules = append(s.Rules, b.ruleSnapshot(r))
	}
	slices.SortFunc(s.Rules, func(a, b RuleSnapshot) int { return strings.Compare(a.ID, b.ID) })
	for _, id := range slices.Sorted(maps.Keys(b.Sources)) {
		src := b.Sources[id]
		x := SourceSnapshot{ID: id, Title: src.Title, Short: src.Short, Edition: src.Edition, From: src.InForce, URL: src.URL}
		for _, p := range src.Paragraphs {
			x.Paragraphs = append(x.Paragraphs, ParagraphSnapshot{p.Para, p.Seen, p.Says})
		}
		s.Sources = append(s.Sources, x)
	}
	return s
}

func (b *Book) ruleSnapshot(r *Rule) RuleSnapshot {
	x := RuleSnapshot{ID: r.ID, Title: r.Title, Level: r.Level.String(), Cite: []string{}, Country: append([]string{}, r.Country...)}
	if from := r.InForce(); !from.IsZero() {
		x.From = from.Format(time.DateOnly)
	}
	add := func(cite string) {
		if !slices.Contains(x.Cite, cite) {
			x.Cite = append(x.Cite, cite)
		}
	}
	for _, c := range r.Cite {
		add(c.String())
	}
	type adjusting struct { // whom an adjustment is for counts, too
		Pack, Country string
		Adjustment
	}
	var all, acting []adjusting
	for _, p := range b.Packs {
		for _, a := range p.Adjust {
			if a.Rule != r.ID {
				continue
			}
			all = append(all, adjusting{p.ID, p.Country, a})
			acting = append(acting, adjusting{"", p.Country, Adjustment{Level: a.Level, Off: a.Off}})
			if a.Level != "" {
				x.Adjust = append(x.Adjust, p.ID+": level "+a.Level)
			}
			if a.Off {
				x.Adjust = append(x.Adjust, p.ID+": off")
			}
			for _, c := range a.Cite {
				add(c)
			}
		}
	}
	x.Digest = digest("chaperone rule and adjustments", []any{r.digest(), all})
	decides := []any{r.condition(), x.From, acting}
	if t := b.Thresholds(); r.counts() && t != (fact.Thresholds{}) {
		decides = append(decides, t)
	}
	x.Condition = digest("chaperone rule's condition", decides)
	return x
}

// Encode gives the bytes of a snapshot: compact JSON. ParseSnapshot accepts no other form of it.
func (s Snapshot) Encode() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return nil, fmt.Errorf("snapshot of the rulebook: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// ParseSnapshot reads what Encode wrote, by this or any earlier version of the program. Errors are ErrSnapshot and say why.
func ParseSnapshot(data []byte) (Snapshot, error) {
	var s Snapshot
	bad := func(format string, a ...any) (Snapshot, error) {
		return Snapshot{}, fmt.Errorf("%w: %w", ErrSnapshot, fmt.Errorf(format, a...))
	}
	var head struct {
		Form int `json:"v"`
	}
	if err := json.Unmarshal(data, &head); err == nil && head.Form > SnapshotVersion {
		return bad("its form is %d, this program knows %d: a newer version wrote it", head.Form, SnapshotVersion)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&s); err != nil {
		return bad("%w", err)
	}
	if again, err := s.Encode(); err != nil || !bytes.Equal(again, data) || s.Form != SnapshotVersion {
		return bad("it isn't in the form it is written in")
	}
	if !isDigest(s.Digest) {
		return bad("its digest isn't one")
	}
	paras := map[string]bool{}
	for i, x := range s.Sources {
		if i > 0 && x.ID <= s.Sources[i-1].ID || x.ID == "" || strings.Contains(x.ID, "/") || !isDay(x.From) {
			return bad("source %q is out of order, or its day isn't one", x.ID)
		}
		for _, p := range x.Paragraphs {
			if paras[x.ID+"/"+p.Para] || p.Para == "" {
				return bad("source %q has paragraph %q twice", x.ID, p.Para)
			}
			paras[x.ID+"/"+p.Para] = true
		}
	}
	for i, r := range s.Rules {
		if _, ok := ParseLevel(r.Level); !ok || i > 0 && r.ID <= s.Rules[i-1].ID || r.ID == "" || !isDay(r.From) || !isDigest(r.Digest) || !isDigest(r.Condition) {
			return bad("rule %q is out of order, or its level, day or digest isn't one", r.ID)
		}
		for _, c := range r.Cite {
			if !paras[c] {
				return bad("rule %q cites %q, which isn't there", r.ID, c)
			}
		}
	}
	return s, nil
}

func isDigest(s string) bool { return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == "" }

func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return s == "" || err == nil
}
