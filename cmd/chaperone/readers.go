// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"chaperone/finding/readers"
	"chaperone/practice"
)

// readers shows the post as others may see it.
func (k *checking) readers(r *practice.Report) {
	p := k.paint
	cards := readers.Of(r.Facts, r.Findings)
	if len(cards) == 0 {
		fmt.Fprintf(k.out, "\n%s\n", p.wrap("As others may see it: nothing to infer or to mind in what we could read.", ""))
		return
	}
	fmt.Fprintf(k.out, "\n%s\n", p.style("As others may see it", bold))
	for _, c := range cards {
		fmt.Fprintf(k.out, "%s\n", p.style(c.Reader.Who(), bold))
		for _, l := range append(c.Infers, c.Minds...) {
			fmt.Fprintf(k.out, "%s\n", p.wrap(harmless(l.Says), "   "))
		}
	}
}
