// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"unicode/utf8"
)

// wanted is the length posts are brought to, in characters: what most platforms take.
const wanted = 280

// everyday are posts with nothing in them for a rule. Labelled cases are full of what rules look for, and nobody's feed is; every second
// post measured is made of these.
var everyday = []string{
	"First frost of the year and the car has decided it no longer recognises its own key. Walked in, forty minutes, best commute in months.",
	"Whoever told me sourdough was relaxing has never met my starter. It has opinions. It wants feeding at three in the morning.",
	"Parkrun done, personal worst, and I have the splits to prove it. The dog was faster and stopped twice for biscuits.",
	"Reading list for the winter: two novels people keep pressing on me, one I was given in 2019, and the manual for the boiler.",
	"Our allotment neighbour leaves courgettes on the gate like other people leave leaflets. We are into the chutney years now.",
	"The train was on time, the coffee was hot and somebody had left a newspaper with only half of the crossword done. Suspicious.",
	"Choir tonight. We have four basses for the first time since spring and not one of us can count to seven.",
	"Is there a word for tidying the whole house in order not to write one e-mail? Asking because the skirting boards are spotless.",
	"Lovely evening at the quiz, where we came third of three and won a tin of shortbread for spirit. Same again next month.",
	"New season, same team, same uncle shouting the same advice from behind the same goal. I wouldn't swap it.",
	"The kids have built a fort out of every cushion we own and are charging entry. I paid in raisins and was told it's cash only.",
	"Pro tip: label the freezer bags. Tonight we are having either bolognese or last year's blackberries, with rice.",
	"Went to see the sea, which was there, and ate chips in the car with the windows steamed up. Ten out of ten.",
	"Anyone else's library app sure that they are four people? Mine keeps suggesting books on narrow boats, and I keep borrowing them.",
}

type labelled map[string]json.RawMessage

// readPosts makes posts of about wanted characters: labelled cases with their authors, lengthened with everyday sentences or cut at a
// word, and everyday posts between them.
func readPosts(dir string) ([][]byte, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no cases under %s: run this from the repository", dir)
	}
	sort.Strings(files)
	var out [][]byte
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		s := bufio.NewScanner(bytes.NewReader(data))
		s.Buffer(nil, 1<<22)
		for s.Scan() {
			var r labelled
			if err := json.Unmarshal(s.Bytes(), &r); err != nil {
				return nil, fmt.Errorf("%s: %w", f, err)
			}
			var text string
			if json.Unmarshal(r["text"], &text) != nil || string(r["received"]) == "true" {
				continue
			}
			for _, k := range []string{"gold", "facts", "near_miss", "series"} {
				delete(r, k)
			}
			n := len(out)
			add := func(id, text string) error {
				r["id"], _ = json.Marshal(id)
				r["text"], _ = json.Marshal(text)
				line, err := json.Marshal(r)
				out = append(out, line)
				return err
			}
			if err := add(fmt.Sprint("case-", n), toLength(text, n)); err != nil {
				return nil, err
			}
			if err := add(fmt.Sprint("everyday-", n), toLength(everyday[n/2%len(everyday)], n/2+1)); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// toLength lengthens or cuts a text; which everyday sentences are added depends on n.
func toLength(text string, n int) string {
	for utf8.RuneCountInString(text) < wanted-20 {
		n++
		text += "\n" + everyday[n%len(everyday)]
	}
	at := 0
	for i := range text {
		if at++; at > wanted {
			if j := strings.LastIndexAny(text[:i], " \n"); j > 0 {
				i = j
			}
			return text[:i]
		}
	}
	return text
}
