// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"encoding/json"
	"strings"
)

// Span is a place marked in a case, written [start, end, words]. The words are looked up again, nearest to where they were said to be:
// some start and end count characters, some bytes.
type Span struct {
	At    int
	Words string
}

// UnmarshalJSON reads [start, end, words].
func (s *Span) UnmarshalJSON(b []byte) error {
	var end int
	return json.Unmarshal(b, &[]any{&s.At, &end, &s.Words})
}

// In gives the bytes of the text where the words stand; false where they don't.
func (s Span) In(text string) (start, end int, ok bool) {
	best := -1
	for from := 0; s.Words != ""; {
		k := strings.Index(text[from:], s.Words)
		if k < 0 {
			break
		}
		k += from
		if best < 0 || abs(k-s.At) < abs(best-s.At) {
			best = k
		}
		from = k + 1
	}
	return best, best + len(s.Words), best >= 0
}

func abs(n int) int { return max(n, -n) }
