// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"os"
	"strings"
	"testing"
	"time"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/register"
	"chaperone/text"
)

// partyLines gives the lines of a gazetteer as words and owner.
func partyLines(t *testing.T, list string) map[string]string {
	data, err := os.ReadFile("lexicon/gazetteer/" + list + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for line := range strings.SplitSeq(string(data), "\n") {
		if words, owner, ok := strings.Cut(line, " = "); ok && !strings.HasPrefix(line, "#") {
			out[words] = owner
		}
	}
	return out
}

func TestEveryProductLeadsToACompanyThatIsListed(t *testing.T) {
	names, brands, words := partyLines(t, "party"), partyLines(t, "party-brand"), partyLines(t, "party-word")
	companies := map[string]bool{}
	for _, owner := range names {
		companies[owner] = true
	}
	for w, owner := range words {
		if _, ok := names[w]; ok {
			t.Errorf("%q stands in two lists", w)
		}
		if text.Fold(w) == text.Fold(owner) || strings.HasPrefix(text.Fold(owner), text.Fold(w)) {
			companies[owner] = true
		}
	}
	for _, list := range []map[string]string{brands, words} {
		for w, owner := range list {
			for c := range strings.SplitSeq(owner, "; ") {
				if !companies[c] {
					t.Errorf("%q belongs to %q, which is not in party.txt", w, c)
				}
			}
			if _, ok := names[w]; ok {
				t.Errorf("%q stands in two lists", w)
			}
		}
	}
	if len(companies) < 150 || len(brands) < 600 {
		t.Errorf("%d companies, %d brands", len(companies), len(brands))
	}
}

// Whoever is tied to a company is tied to each of its brands, and only to its own.
func TestABrandIsReadAsItsOwner(t *testing.T) {
	brands := partyLines(t, "party-brand")
	for w, owner := range brands {
		c, _, _ := strings.Cut(owner, "; ")
		word := strings.ToUpper(w[:1]) + strings.ReplaceAll(w[1:], " 's", "'s")
		for _, i := range []struct {
			party string
			want  bool
		}{{c, true}, {"Acme Widgets plc", false}} {
			in := &fact.Input{Post: &post.Post{Text: "A word on " + word + " today"}, Practice: &register.Practice{Interests: []register.Interest{{Party: i.party, Kind: "paid"}}}, Now: testNow}
			set, err := Read(in)
			if err != nil {
				t.Fatal(err)
			}
			if got := set.Has("interest-on-record"); got != i.want {
				t.Errorf("%q for a tie to %q: read %v, want %v", word, i.party, got, i.want)
			}
		}
	}
}

func TestTheNoteSaysWhyAWordCounts(t *testing.T) {
	day := func(s string) (d register.Date) {
		if err := d.UnmarshalText([]byte(s)); err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		text string
		i    register.Interest
		kind fact.Kind
		want string
	}{
		{"On Wegovy", register.Interest{Party: "Novo Nordisk", Kind: "speaker", Until: day("2025-03-31")}, "interest-past", "Wegovy is Novo Nordisk’s, who paid you for talks until March 2025."},
		{"On Wegovy", register.Interest{Party: "Novo Nordisk", Kind: "speaker"}, "interest-on-record", "Wegovy is Novo Nordisk’s, who pay you for talks."},
		{"On Eliquis", register.Interest{Party: "shares in Pfizer"}, "interest-on-record", "Eliquis is Pfizer’s, in which you hold shares."},
		{"On Novo Nordisk", register.Interest{Party: "Novo Nordisk", Kind: "speaker"}, "interest-on-record", ""},
		{"On Acme", register.Interest{Party: "Acme Ltd", Kind: "paid", Until: day("2026-06-30")}, "interest-past", "Acme paid you until June 2026."},
		{"On Nexthaler", register.Interest{Party: "Chiesi"}, "interest-on-record", "Nexthaler is Chiesi’s, with whom you have a tie on record."},
		{"On #iqos", register.Interest{Party: "Philip Morris", Kind: "research", Until: day("2026-06-30")}, "interest-past", "iqos is Philip Morris International’s, who funded research of yours until June 2026."},
	} {
		set, err := Read(&fact.Input{Post: &post.Post{Text: c.text}, Practice: &register.Practice{Interests: []register.Interest{c.i}}, Now: testNow})
		if err != nil {
			t.Fatal(err)
		}
		fs := set.Of(c.kind)
		if len(fs) != 1 || fs[0].Note != c.want {
			t.Errorf("%q: %s %q, want %q", c.text, c.kind, fs, c.want)
		}
	}
}

// A tie is read on its last day and for three years after, never longer, and less as it goes.
func TestATieFadesAndEnds(t *testing.T) {
	until := time.Date(2025, 3, 31, 0, 0, 0, 0, time.UTC)
	last := 3
	for days := -10; days < 1300; days += 5 {
		set, err := Read(&fact.Input{Post: &post.Post{Text: "On Wegovy"}, Practice: &register.Practice{Interests: []register.Interest{{Party: "Novo Nordisk", Kind: "paid", Until: register.Date{Time: until}}}}, Now: until.AddDate(0, 0, days)})
		if err != nil {
			t.Fatal(err)
		}
		now := 0
		switch {
		case set.Has("interest-on-record"):
			now = 3
		case set.Has("interest-past-long"):
			now = 1
		case set.Has("interest-past"):
			now = 2
		}
		if now > last {
			t.Fatalf("%d days after its end a tie weighs more than before", days)
		}
		if days > 1100 && now > 0 {
			t.Fatalf("%d days after its end a tie is still read", days)
		}
		last = now
	}
}
