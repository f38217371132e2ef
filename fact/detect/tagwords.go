// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"chaperone/fact/model/tag"
	"chaperone/text"
)

// taggerLists tell the tagger what its words are known as; the matches are there anyway.
var taggerLists = []struct {
	list string
	flag tag.Flags
}{
	{"town", tag.Town}, {"region", tag.Region}, {"hospital", tag.HealthPlace}, {"trust", tag.HealthPlace}, {"drug", tag.Medical}, {"drug-class", tag.Medical},
	{"condition", tag.Medical}, {"procedure", tag.Medical}, {"eponym", tag.Medical}, {"vaccine", tag.Medical}, {"cosmetic", tag.Medical},
	{"brand", tag.Brand}, {"honorific", tag.Title},
}

func taggerListNames() []string {
	var out []string
	for _, l := range taggerLists {
		out = append(out, l.list)
	}
	return out
}

// taggerLexicon is the lists the tagger looks at, by themselves: to read a text for names alone costs a fifth of reading it for everything.
var taggerLexicon = sync.OnceValues(func() (*text.Lexicon, error) {
	files, err := lexicon()
	if err != nil {
		return nil, err
	}
	wanted := taggerListNames()
	few := map[string]string{}
	for name, data := range files {
		var b strings.Builder
		in := false
		for line := range strings.Lines(data) {
			if strings.HasPrefix(line, "[") {
				list, _, _ := strings.Cut(strings.Trim(strings.TrimSpace(line), "[]"), " ")
				in = slices.Contains(wanted, list)
			}
			if in {
				b.WriteString(line)
			}
		}
		if b.Len() > 0 {
			few[name] = b.String()
		}
	}
	return text.Compile(few)
})

// TaggerText reads a text as the tagger's words, by itself. The trainer and the measurements use it; the check has the matches of all lists
// anyway and makes the same words of them. Disguised words and tags are read by the words of all lists in both.
func TaggerText(s string) (*text.Doc, []tag.Word, error) {
	l, err := taggerLexicon()
	if err != nil {
		return nil, nil, err
	}
	m, err := start()
	if err != nil {
		return nil, nil, err
	}
	d := text.Read(s)
	m.lexicon.Mend(d)
	return d, taggerWords(make([]tag.Word, 0, len(d.Tokens)), d, l.Scan(d)), nil
}

// taggerWords appends the tokens of a text as the tagger wants them.
func taggerWords(dst []tag.Word, d *text.Doc, ms *text.Matches) []tag.Word {
	from := len(dst)
	table := nameTable()
	for i := range d.Tokens {
		t := &d.Tokens[i]
		w := tag.Word{Raw: t.Of(d.Text), Fold: t.Fold}
		switch t.Class {
		case text.Word:
			if strings.ContainsFunc(w.Raw, unicode.IsDigit) {
				w.Flags |= tag.Digit
			}
			f := table[t.Fold]
			w.Flags |= flagIf(f.plainGiven(), tag.Given) | flagIf(f.has(isGiven) && !f.plainGiven(), tag.GivenToo) |
				flagIf(f.plainFamily(), tag.Family) | flagIf(f.has(isFamily) && !f.plainFamily(), tag.FamilyToo) |
				flagIf(f.has(isCommon), tag.Common) | flagIf(strictTitles[t.Fold], tag.Title)
		case text.Number:
			w.Flags |= tag.Digit
		case text.Handle:
			w.Flags |= tag.Handle
		case text.URL, text.Email:
			w.Flags |= tag.Address
		default:
			w.Flags |= tag.Sign
		}
		w.Flags |= flagIf(t.Cap, tag.Capital) | flagIf(t.Upper, tag.Capitals) | flagIf(t.Hash, tag.Hashtag) | flagIf(t.Line, tag.NewLine) |
			flagIf(i > 0 && t.Sent != d.Tokens[i-1].Sent, tag.NewSentence)
		dst = append(dst, w)
	}
	for _, l := range taggerLists {
		for _, m := range ms.Of(l.list) {
			if l.flag == tag.Title && (m.First != m.Last || utf8.RuneCountInString(d.Tokens[m.First].Fold) < 2) {
				continue
			}
			for i := m.First; i <= m.Last; i++ {
				dst[from+i].Flags |= l.flag
			}
		}
	}
	return dst
}

func flagIf(yes bool, f tag.Flags) tag.Flags {
	if yes {
		return f
	}
	return 0
}
