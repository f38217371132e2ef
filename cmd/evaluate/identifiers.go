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

	"chaperone/fact"
	"chaperone/fact/detect"
	"chaperone/post"
)

// fitting says which kinds of fact answer a type of span of the public corpora. Both are American: there names, hospitals, towns and
// dates count as identifiers, so the kinds that narrow a story count here beside those that name somebody outright.
var fitting = map[string][]fact.Kind{
	"NAME":                           nameKinds,
	"PERSON":                         nameKinds,
	"GEOGRAPHIC_LOCATION":            placeKinds,
	"GPE":                            placeKinds,
	"STREET_ADDRESS":                 append([]fact.Kind{"street-address", "postcode", "phone"}, placeKinds...),
	"ZIP_CODE":                       {"postcode", "street-address"},
	"DATE":                           dateKinds,
	"DATE_TIME":                      dateKinds,
	"MEDICAL_RECORD_NUMBER":          numberKinds,
	"HEALTH_PLAN_BENEFICIARY_NUMBER": numberKinds,
	"UNIQUE_IDENTIFIER":              numberKinds,
	"SOCIAL_SECURITY_NUMBER":         numberKinds,
	"US_SSN":                         numberKinds,
	"ACCOUNT_NUMBER":                 numberKinds,
	"CERTIFICATE_LICENSE_NUMBER":     numberKinds,
	"US_DRIVER_LICENSE":              numberKinds,
	"CREDIT_CARD":                    numberKinds,
	"IBAN_CODE":                      numberKinds,
	"PHONE_NUMBER":                   {"phone", "nhs-number", "nhs-number-bare", "chi-number-bare"},
	"FAX_NUMBER":                     {"phone", "nhs-number"},
	"EMAIL_ADDRESS":                  {"email-address"},
	"IP_ADDRESS":                     {"ip-address"},
	"DOMAIN_NAME":                    {"link"},
	"AGE":                            {"clue-age"},
}

var (
	nameKinds   = []fact.Kind{"person-name", "patient-name", "patient-initials", "colleague-name", "author-name", "family-name-of-author", "public-name"}
	placeKinds  = []fact.Kind{"named-hospital", "named-city", "clue-place", "small-place", "employer-named", "street-address"}
	dateKinds   = []fact.Kind{"numeric-date", "clue-date", "birth-date", "recent-time", "clue-time"}
	numberKinds = []fact.Kind{"hospital-number", "plan-number", "social-number", "account-number", "passport-number", "ni-number", "nhs-number", "nhs-number-bare", "chi-number", "chi-number-bare", "phone"}
)

var _ = command("identifiers", "recall and over-redaction of direct identifiers on public corpora", evaluateIdentifiers)

type markedText struct {
	ID       string `json:"id"`
	Text     string `json:"text"`
	Negative bool   `json:"hard_negative"`
	Spans    []struct {
		Start int    `json:"start"`
		End   int    `json:"end"`
		Type  string `json:"type"`
	} `json:"spans"`
}

func evaluateIdentifiers(w io.Writer, args []string) error {
	fs := flag.NewFlagSet("identifiers", flag.ContinueOnError)
	dir := fs.String("corpora", "", "folder that holds asq-phi/dev.jsonl and presidio-synth/dev.jsonl")
	show := fs.Bool("errors", false, "print missed spans and what was read in hard negatives")
	if err := fs.Parse(args); err != nil {
		return err
	}
	for _, name := range []string{"asq-phi", "presidio-synth"} {
		texts, err := readMarked(filepath.Join(*dir, name, "dev.jsonl"))
		if err != nil {
			return err
		}
		if err := measureMarked(w, name, texts, *show); err != nil {
			return err
		}
	}
	return nil
}

func readMarked(path string) ([]markedText, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open corpus: %w", err)
	}
	defer f.Close()
	var out []markedText
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<22)
	for in.Scan() {
		var m markedText
		if err := json.Unmarshal(in.Bytes(), &m); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		out = append(out, m)
	}
	return out, in.Err()
}

func measureMarked(w io.Writer, name string, texts []markedText, show bool) error {
	day := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	found, all := map[string]int{}, map[string]int{}
	var hit, spans, negatives, negDirect, negAny int
	for _, m := range texts {
		c := fact.Context{}
		c.Country = "US"
		in, err := c.Input(m.Text, day)
		if err != nil {
			return err
		}
		set, err := detect.Read(in)
		if err != nil {
			return err
		}
		for _, s := range m.Spans {
			kinds, ok := fitting[s.Type]
			if !ok {
				continue
			}
			span := post.Span{Start: s.Start, End: s.End}
			all[s.Type]++
			spans++
			if overlapsKind(set, span, kinds) {
				found[s.Type]++
				hit++
			} else if show {
				fmt.Fprintf(w, "missed %-24s %q in %q\n", s.Type, span.Of(m.Text), m.Text)
			}
		}
		if m.Negative {
			negatives++
			d, a := firstOf(set, nameKinds, numberKinds, []fact.Kind{"email-address", "ip-address", "street-address", "postcode", "birth-date"}), ""
			if a = d; a == "" {
				a = firstOf(set, placeKinds, []fact.Kind{"clue-date"})
			}
			if d != "" {
				negDirect++
			}
			if a != "" {
				negAny++
				if show {
					fmt.Fprintf(w, "hard negative %s in %q\n", a, m.Text)
				}
			}
		}
	}
	fmt.Fprintf(w, "\n== %s: %d texts\n", name, len(texts))
	types := make([]string, 0, len(all))
	for t := range all {
		types = append(types, t)
	}
	slices.Sort(types)
	fmt.Fprintf(w, "%-32s %s\n", "recall, all types read", ratio(hit, spans))
	for _, t := range types {
		fmt.Fprintf(w, "  %-30s %s\n", strings.ToLower(t), ratio(found[t], all[t]))
	}
	if negatives > 0 {
		fmt.Fprintf(w, "%-32s %s\n", "hard negatives, any identifier", ratio(negAny, negatives))
		fmt.Fprintf(w, "%-32s %s\n", "hard negatives, name or number", ratio(negDirect, negatives))
	}
	return nil
}

func overlapsKind(set *fact.Set, s post.Span, kinds []fact.Kind) bool {
	for _, k := range kinds {
		for _, f := range set.Of(k) {
			if f.Overlaps(s) {
				return true
			}
		}
	}
	return false
}

// firstOf names the first fact of the given kinds with its words; "" where there is none.
func firstOf(set *fact.Set, groups ...[]fact.Kind) string {
	for _, g := range groups {
		for _, k := range g {
			if fs := set.Of(k); len(fs) > 0 {
				return fmt.Sprintf("%s %q", k, fs[0].Span.Of(set.In.Post.Text))
			}
		}
	}
	return ""
}
