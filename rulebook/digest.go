// SPDX-License-Identifier: Apache-2.0

package rulebook

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"chaperone/fact"
)

// Digest names the book by what it says: the SHA-256, in lower-case hex, of all packs, rules, sources and paragraphs, in the order they
// are loaded in. It is the same for every load of the same rules, wherever their files stand, and another as soon as any word of them
// differs. Examples and comments don't count; nor does how facts are read, which belongs to the program's version. It takes some
// milliseconds: keep it.
func (b *Book) Digest() string {
	form := struct {
		Packs   []Pack
		Rules   []string // their digests
		Sources map[string]*Source
	}{b.Packs, nil, b.Sources} // maps are encoded in order of their keys
	for _, r := range b.Rules {
		form.Rules = append(form.Rules, r.digest())
	}
	return digest("chaperone rulebook", form)
}

// conditionForm is what decides for whom, when and at which level a rule speaks.
type conditionForm struct {
	Area     Area
	Level    Level
	Country  []string
	About    string
	When     string
	Stop     string
	Advise   string
	Point    []fact.Kind
	Asks     bool
	Answers  []Answer
	Hold     bool
	Sure     bool
	SureWhen string `json:",omitempty"`
	Fallback bool
	Pack     string
}

func (r *Rule) condition() conditionForm {
	text := func(e *Expr) string {
		if e == nil {
			return ""
		}
		return e.String()
	}
	return conditionForm{
		Area: r.Area, Level: r.Level, Country: r.Country, About: text(r.About), When: text(r.When), Stop: text(r.StopWhen), Advise: text(r.AdviseWhen),
		Point: r.Point, Asks: r.Ask != "", Answers: r.Answers, Hold: r.Hold, Sure: r.Sure, SureWhen: text(r.SureWhen), Fallback: r.Fallback, Pack: r.Pack,
	}
}

// digest names everything in a rule but its examples and where it stands in its file.
func (r *Rule) digest() string {
	form := struct {
		ID        string
		Condition conditionForm
		Title     string
		Cite      []string
		Say, Ask  string
		Mask      bool
		Note      string
		Fix       []Fix
		Ways      []Way
	}{r.ID, r.condition(), r.Title, nil, r.Say, r.Ask, r.Mask, r.Note, r.Fix, r.Ways}
	for _, c := range r.Cite {
		form.Cite = append(form.Cite, c.String())
	}
	return digest("chaperone rule", form)
}

// InForce gives the day from which a rule is in force: the earliest of its sources; zero where one of them has no date, so that it always
// was. A rule that is checked before that day is not in force.
func (r *Rule) InForce() time.Time {
	var first time.Time
	for _, c := range r.Cite {
		from := c.Source.From()
		if from.IsZero() {
			return from
		}
		if first.IsZero() || from.Before(first) {
			first = from
		}
	}
	return first
}

func digest(what string, form any) string {
	h := sha256.New()
	h.Write([]byte(what + " v1\n"))
	if err := json.NewEncoder(h).Encode(form); err != nil {
		panic(err) // strings, numbers and lists of them
	}
	return hex.EncodeToString(h.Sum(nil))
}
