// SPDX-License-Identifier: Apache-2.0

package encode

import (
	"bufio"
	"encoding/json"
	"math"
	"os"
	"testing"
)

// The trainer wrote what its own float32 arithmetic makes of a few texts; rounding the weights to 8 bits moves that only a little.
func TestTheShippedWeightsSayWhatTheTrainerSaid(t *testing.T) {
	e, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open("testdata/reference.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var n int
	var sum float64
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var ref struct {
			Pieces       []uint16
			Whole, Piece []float32
		}
		if err := json.Unmarshal(lines.Bytes(), &ref); err != nil {
			t.Fatal(err)
		}
		w := make([]Piece, len(ref.Pieces))
		for i, id := range ref.Pieces {
			w[i] = Piece{ID: id}
		}
		got := e.Encode(w)
		near := func(what string, c int, got, want float32) {
			d := math.Abs(float64(got - want))
			sum += d
			n++
			if d > 1 {
				t.Errorf("%s, %s: %.2f, the trainer had %.2f", what, e.Classes[min(c, len(e.Classes)-1)], got, want)
			}
		}
		for c, v := range ref.Whole {
			near("whole", c, got.Classes[c], v)
		}
		for c, v := range ref.Piece {
			most := float32(math.Inf(-1))
			for i := range got.Pieces {
				most = max(most, got.Pieces[i][c])
			}
			near("piece", c, most, v)
		}
	}
	if n == 0 {
		t.Fatal("no reference")
	}
	if mean := sum / float64(n); mean > 0.15 {
		t.Errorf("log odds differ by %.3f on average", mean)
	}
}
