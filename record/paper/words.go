// SPDX-License-Identifier: Apache-2.0

package paper

import "iter"

// words are all the words of the document in the order they are read, its footer last.
func (d Doc) words() iter.Seq[string] {
	return func(yield func(string) bool) {
		more := true
		say := func(ws ...string) {
			for _, w := range ws {
				more = more && (w == "" || yield(w))
			}
		}
		say(d.Title, d.Subtitle)
		blockWords(d.Blocks, say)
		say(d.Footer)
	}
}

func blockWords(blocks []Block, say func(...string)) {
	for _, b := range blocks {
		switch x := b.(type) {
		case Heading:
			say(x.Words)
		case Para:
			say(x.Text.Plain())
		case List:
			textWords(x.Items, say)
		case Table:
			say(x.Caption)
			say(x.Head...)
			for _, r := range x.Rows {
				textWords(cells(r, len(x.Head)), say)
			}
		case Terms:
			for _, t := range x {
				say(t.Name, t.Text.Plain())
			}
		case Quote:
			say(x.Text.Plain(), x.By)
		case Post:
			say(x.Account, x.Place, x.When, x.Text)
			for _, p := range x.Pictures {
				say(p.Alt, p.Caption)
			}
		case Picture:
			say(x.Alt, x.Caption)
		case TimeLine:
			for _, m := range x {
				say(momentDay(m.At), momentTime(m.At), m.Title, m.Text.Plain())
			}
		case Ticks:
			textWords(x, say)
		case Signatures:
			say(x...)
		case Code:
			say(x.Label, x.Text)
		case QR:
			say(x.Words, x.Caption)
		case Note:
			say(x.Word, x.Title)
			blockWords(x.Blocks, say)
		}
	}
}

func textWords(ts []Text, say func(...string)) {
	for _, t := range ts {
		say(t.Plain())
	}
}
