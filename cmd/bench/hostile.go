// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"chaperone/post"
)

// hostileTime is what a text of the largest size may take, however it is made.
const hostileTime = 2 * time.Second

// hostile are texts made to be slow: repeated to the largest size, each asks some part of the reading for more than its share.
var hostile = []string{"a", "a-", "A_", "a/", "a.", "a.b.", "a b ", "#", "#a", "#Aa", "*", "a*", "(", "[", "[[", "1", "1 ", "1-", "1.", "1:", "1/", "0z", "@", "@a ", "a@",
	"a@b.", "http://", "http://a.b/ ", "'", "’s ", "x's ", "é", "\u0301", "a\u200b", "🙂", "🙂 ", "\n", ". ", "? ", "—", "\"a\" ", "£5 ", "my ", "the ", "my my patient today ",
	"London ", "Mary Smith ", "she said \"", "NHS 943 476 5919 ", "07700 900123 ", "was 43 year old man in ", "you should take 5mg ", "day ", "not ", "#ad "}

// measureHostile checks them all and fails if one takes too long.
func measureHostile(w io.Writer) error {
	c, err := newChecker()
	if err != nil {
		return err
	}
	worst, slow := time.Duration(0), 0
	for _, s := range hostile {
		line, err := json.Marshal(map[string]string{"text": strings.Repeat(s, post.MaxBytes/len(s))})
		if err != nil {
			return err
		}
		start := time.Now()
		if _, err := check(c, line); err != nil {
			return fmt.Errorf("%q: %w", s, err)
		}
		took := time.Since(start)
		worst = max(worst, took)
		mark := ""
		if took > hostileTime {
			mark, slow = "  too slow", slow+1
		}
		fmt.Fprintf(w, "%8.0f ms  %q%s\n", ms(took), s, mark)
	}
	fmt.Fprintf(w, "slowest %.0f ms for the longest text\n", ms(worst))
	if slow > 0 {
		return fmt.Errorf("%d texts took longer than %v", slow, hostileTime)
	}
	return nil
}
