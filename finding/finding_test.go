// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"testing"

	"chaperone/rulebook"
)

func TestRulesDoWhatTheirExamplesSay(t *testing.T) {
	book, err := rulebook.Load(rulebook.Options{Examples: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range book.Rules {
		t.Run(r.ID, func(t *testing.T) {
			for i, ex := range r.Examples {
				if err := Try(book, r, ex); err != nil {
					t.Errorf("%s:%d: example %d: %v", r.File, r.Line, i+1, err)
				}
			}
		})
	}
}
