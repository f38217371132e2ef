// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"fmt"

	"chaperone/record/ledger"
	"chaperone/record/paper"
)

// proves is the page that says what the proofs show, and what they can't.
func (s Story) proves(p proofs, c ledger.Checkpoint) []paper.Block {
	out := []paper.Block{h2("What this proves, and what it can’t", "proves"),
		para(fmt.Sprintf("Everything the practice notes goes into a log as it happens, one entry after the other. From all entries one short number is computed: the root. Change, drop or slip in a single letter anywhere, and the root comes out different. The practice signs the root; that is a checkpoint. The log had %d entries at the checkpoint below, and this bundle holds %d of them, those about this post.", c.Size, len(p.Events))),
		h3("What is proven"),
		paper.List{Items: []paper.Text{
			paper.Words("The events in this bundle are, byte for byte, what stood in the log at these places when the checkpoint was signed."),
			paper.Words("They stand in the order shown. None of them was changed, and none was slipped in before the checkpoint afterwards."),
			paper.Words("What the events say in clear: who did what, when by the practice's clock, to which revision, under which rule and level, with which way out, and who answered what."),
			paper.Words("Where a revision's words are shown, they are the very words: their digest stands in the log and is computed anew from them. The same holds for its pictures that are in the bundle."),
			paper.Words("Whoever holds a checkpoint that was kept elsewhere (by a witness, a colleague, on paper) can hold it against this one. If they fit, nobody rewrote the log since that one was signed, not even the practice."),
		}},
		h3("What isn't proven"),
		paper.List{Items: []paper.Text{
			paper.Words("That the log wasn't written anew as a whole. Whoever owns the practice's machine and its key can do that. Only a checkpoint kept elsewhere shows that it wasn't done."),
			paper.Words("That the clock was right. Times are those of the practice's machine; only their order is proven."),
			paper.Words("That what people entered is true, that people are who they said they are, or that nothing happened outside the record."),
			paper.Words("That these are all events about the post. The proofs show that each event here is in the log, not that the log holds no other. Whoever may see the whole log can check that (chaperone record verify)."),
			paper.Words("Words that were sealed: titles and messages of findings, reasons, answers in own words, addresses, entries of registers. The log holds them locked; here they stand as the practice opened them. A court can have the practice open them again."),
			paper.Words("Names that stay sealed, and what was erased. Erased words can't be read by anybody any more, the practice included; that there were some, and when they went, stays on record."),
			paper.Words("That the post was right, safe or allowed. Chaperone finds what it knows to look for. The decision was the author's."),
		}},
	}
	if len(s.Limits) > 0 {
		var items []paper.Text
		for _, l := range s.Limits {
			items = append(items, paper.Words(l))
		}
		out = append(out, h3("What else to know of this story"), paper.List{Items: items})
	}
	return append(out,
		h3("How to check it"),
		para("README.txt in the same folder says how, with Chaperone (chaperone record verify with this file's name) and without: the file check.py needs nothing but Python. Ask the practice for its key by another way than this bundle, and compare it with the one below."),
		paper.Code{Label: "The checkpoint", Text: p.Checkpoint},
		paper.Code{Label: "The practice's public key", Text: p.Key},
	)
}
