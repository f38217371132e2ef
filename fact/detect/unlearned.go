// SPDX-License-Identifier: Apache-2.0

package detect

import "chaperone/fact"

// unlearned are kinds younger than the shipped model of reads-like: it was trained without them, so to it they could only be noise.
// Whoever trains it anew may empty this list.
var unlearned = map[fact.Kind]bool{
	"others-words":      true,
	"person-told":       true,
	"patient-child":     true,
	"patient-death":     true,
	"patient-rare":      true,
	"patient-role":      true,
	"benefit-alone":     true,
	"test-alone":        true,
	"count-alone":       true,
	"figure-unsourced":  true,
	"relative-unscaled": true,
	"certainty-beyond":  true,
}
