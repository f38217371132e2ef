// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"strings"
	"sync"

	"chaperone/fact"
	"chaperone/fact/detect"
	"chaperone/rulebook"
)

// factMeanings says in words what each fact is.
var factMeanings = sync.OnceValue(func() map[fact.Kind]string {
	out := map[fact.Kind]string{}
	for _, d := range detect.All() {
		for k, says := range d.Kinds {
			out[k] = says
		}
	}
	return out
})

// restsOn is a paragraph behind a rule.
type restsOn struct {
	Label, Title, Edition, Publisher, Says, URL, From, Seen string
}

// tried is an example as it is shown: its words, and what the rule makes of them.
type exampleView struct {
	Level, Word string
	Parts       []markedPart
	Fixed, With string
}

// markedPart is a piece of an example; the rule points at those that are marked.
type markedPart struct {
	Text   string
	Marked bool
}

type ruleView struct {
	ID, Title, Level, Word, Area, Say, Ask, Note, Country, Pack, Where string
	Answers                                                            []string
	Only, Looks, Not                                                   []string // meanings of the facts it needs, looks for, and is quiet at
	Condition                                                          string
	Rests                                                              []restsOn
	Ways                                                               []string
	Examples                                                           []exampleView
	Adjusted                                                           []string // by packs of other countries
	Off                                                                string
	Past                                                               []string // when it was switched, newest first
	Protected, May                                                     bool
	IsOff                                                              bool
}

func (c *call) rule() error {
	id := c.r.PathValue("rule")
	h, _, err := c.office.HouseRules(c.ctx())
	if err != nil {
		return err
	}
	book := c.office.Book()
	r := book.Rule(id)
	if r == nil {
		return errNowhere
	}
	names, err := c.names()
	if err != nil {
		return err
	}
	v := ruleView{ID: r.ID, Title: ruleTitle(r.Title), Level: r.Level.String(), Word: levelWord(r.Level.String()), Area: areaName(r.Area), Say: ruleTitle(r.Say), Ask: ruleTitle(r.Ask), Note: r.Note,
		Country: strings.Join(r.Country, ", "), Pack: packTitle(book, r.Pack), Where: r.File, Condition: conditionOf(r), Protected: r.Protected(), May: rolesOf(c.me)&administrator != 0}
	for _, a := range r.Answers {
		v.Answers = append(v.Answers, a.Say)
	}
	v.Only, v.Looks, v.Not = meaningsOf(r.About, true), meaningsOf(r.When, true), meaningsOf(r.When, false)
	for _, x := range r.Cite {
		v.Rests = append(v.Rests, restsOf(x))
	}
	v.Ways = waysOf(r)
	if v.Examples, err = examplesOf(book, r); err != nil {
		return err
	}
	for _, p := range book.Packs {
		for _, a := range p.Adjust {
			if a.Rule == r.ID && p.ID != "practice" {
				v.Adjusted = append(v.Adjusted, adjustWords(p, a))
			}
		}
	}
	if off := offOf(h, r.ID); off != nil {
		v.Off, v.IsOff = offWords(*off, names), true
	}
	changes, err := c.office.HouseHistory(c.ctx())
	if err != nil {
		return err
	}
	for _, x := range changes {
		if x.Rule == r.ID {
			v.Past = append(v.Past, decidedWords(x, book, names))
		}
	}
	return c.page("rule", v.Title, v)
}

func packTitle(b *rulebook.Book, id string) string {
	for _, p := range b.Packs {
		if p.ID == id {
			return p.Title + ", " + p.Version
		}
	}
	return id
}

// meaningsOf says in words which facts a condition wants, or which it doesn't.
func meaningsOf(e *rulebook.Expr, wanted bool) (out []string) {
	if e == nil {
		return nil
	}
	affirmed := map[fact.Kind]bool{}
	for _, k := range e.Affirmed() {
		affirmed[k] = true
	}
	seen := map[string]bool{}
	for _, k := range e.Kinds() {
		words := factMeanings()[k]
		if words == "" {
			words = strings.ReplaceAll(string(k), "-", " ")
		}
		if affirmed[k] == wanted && !seen[words] {
			seen[words] = true
			out = append(out, words)
		}
	}
	return out
}

// conditionOf is the rule's condition as it is written.
func conditionOf(r *rulebook.Rule) string {
	var b strings.Builder
	for _, c := range r.Conditions() {
		b.WriteString(c.Field + ": " + c.Expr.String() + "\n")
	}
	return strings.TrimSpace(b.String())
}

// seenWords says how surely a paragraph's wording is known, where nobody has read it on the publisher's page.
var seenWords = map[rulebook.Seen]string{
	rulebook.Quoted: "Known from others who quote it; its number isn’t shown.", rulebook.Inferred: "Worked out from the page’s structure; its number isn’t shown.",
	rulebook.Superseded: "From an edition that has been replaced.", rulebook.Memory: "Not yet read again on the publisher’s page; its number isn’t shown.",
}

func restsOf(x rulebook.Citation) restsOn {
	out := restsOn{Label: x.Label(), Title: x.Source.Title, Edition: x.Source.Edition, Publisher: x.Source.Publisher, Says: x.Para.Says, URL: x.Source.URL, Seen: seenWords[x.Para.Seen]}
	if out.Edition == "—" { // of a source put together from several
		out.Edition = ""
	}
	if t := x.Source.From(); !t.IsZero() {
		out.From = t.Format("2 January 2006")
	}
	if !strings.HasPrefix(out.URL, "https://") && !strings.HasPrefix(out.URL, "http://") { // an own pack may say anything
		out.URL = ""
	}
	return out
}

// waysOf names a rule's ways out, the ready-made ones first.
func waysOf(r *rulebook.Rule) (out []string) {
	for _, f := range r.Fix {
		switch {
		case f.Title != "":
			out = append(out, ruleTitle(f.Title))
		case f.Insert != "":
			out = append(out, "add ‘"+strings.TrimSpace(f.Insert)+"’")
		case f.Replace != "":
			out = append(out, "write ‘"+f.Replace+"’")
		case f.Remove:
			out = append(out, "leave the words out")
		case f.Widen:
			out = append(out, "use wider words")
		case f.Move != "":
			out = append(out, "move the words to the front")
		}
	}
	words := map[rulebook.Way]string{rulebook.WayRecord: "attach a record", rulebook.WayOpinion: "ask a colleague", rulebook.WayReason: "keep it and say why", rulebook.WayRewrite: "change the words", rulebook.WayWithhold: "leave it out"}
	for _, w := range r.Ways {
		out = append(out, words[w])
	}
	return out
}

// examplesOf gives a rule's examples as they are shown.
func examplesOf(b *rulebook.Book, r *rulebook.Rule) (out []exampleView, err error) {
	all, err := b.ReadExamples(r)
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		v := exampleView{Level: "clear", Word: "Not found", Fixed: x.Fixed, With: withOf(x.Context)}
		switch x.Outcome {
		case "raised":
			v.Level, v.Word = r.Level.String(), "Found"
			if x.Level != rulebook.None {
				v.Level = x.Level.String()
				v.Word += ", " + v.Level
			}
		case "ask":
			v.Level, v.Word = "ask", "Asks"
		}
		v.Parts = partsOf(x.Text)
		out = append(out, v)
	}
	return out, nil
}

// partsOf takes a text with [[ ]] around words apart.
func partsOf(text string) (out []markedPart) {
	words, spans, err := fact.Marks(text)
	if err != nil {
		return []markedPart{{Text: text}}
	}
	at := 0
	for _, s := range spans {
		if s.Start > at {
			out = append(out, markedPart{Text: words[at:s.Start]})
		}
		out = append(out, markedPart{words[s.Start:s.End], true})
		at = s.End
	}
	if at < len(words) {
		out = append(out, markedPart{Text: words[at:]})
	}
	return out
}

// withOf says what surrounds an example's words, where that decides.
func withOf(x fact.Context) string {
	var parts []string
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, name+" "+value)
		}
	}
	add("on", x.Platform)
	add("seen by", x.Audience)
	add("paid:", x.Paid)
	add("author:", x.Role)
	add("body:", x.Body)
	add("country:", x.Country)
	add("hours:", x.Hours)
	add("posted", x.PostedAt)
	add("as", x.Kind)
	add("answering:", shorten(x.InReplyTo, 80))
	if x.Received {
		parts = append(parts, "received, not written")
	}
	if len(x.History) > 0 {
		parts = append(parts, count(len(x.History), "earlier post", "earlier posts"))
	}
	n := len(x.Registers.Consents) + len(x.Registers.Permissions) + len(x.Registers.Interests) + len(x.Registers.Evidence)
	if n > 0 {
		parts = append(parts, count(n, "record on file", "records on file"))
	}
	return strings.Join(parts, " · ")
}

func adjustWords(p rulebook.Pack, a rulebook.Adjustment) string {
	what := "cites other paragraphs"
	switch {
	case a.Off:
		what = "isn’t in force"
	case a.Level != "":
		what = "is " + levelWord(a.Level)
	}
	out := p.Title + ": " + what + "."
	if a.Why != "" {
		out += " " + sentence(a.Why)
	}
	return out
}

// ruleDid goes back to the rule after something was decided of it, or was refused with words a person may read.
func (c *call) ruleDid(words string, err error) error {
	return c.decided("/rulebook/rules/"+c.r.PathValue("rule"), words, err)
}

func (c *call) ruleOff() error {
	err := c.office.SwitchOff(c.ctx(), *c.me, c.r.PathValue("rule"), c.form("why"))
	return c.ruleDid("Switched off. Every check from now on goes without it, and says so.", err)
}

func (c *call) ruleOn() error {
	err := c.office.SwitchOn(c.ctx(), *c.me, c.r.PathValue("rule"), c.form("why"))
	return c.ruleDid("Switched on again. Look again at what is published: the button is on the rulebook's first page.", err)
}
