// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"testing"

	"chaperone/text"
)

// BenchmarkCompile is most of what a start costs.
func BenchmarkCompile(b *testing.B) {
	for b.Loop() {
		files, err := lexicon()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := text.Compile(files); err != nil {
			b.Fatal(err)
		}
	}
}
