// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// The cards of readers, all open: what each could infer, and might mind.
func TestTheReadersCardsInABrowser(t *testing.T) {
	w := open(t, desktop, "author")
	w.until(`document.getElementById("text")`)
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), story+" My colleague said the whole ward smelled of him. Antibiotics always work for this."))
	w.until(`document.querySelectorAll("#seen .seen-by").length >= 4`)
	w.saved()
	js[bool](w, `(document.querySelectorAll("#seen .seen-by").forEach((d) => { d.open = true; }), true)`)
	for _, empty := range js[[]string](w, `[...document.querySelectorAll("#seen .seen-by")].filter((d) => !d.querySelector("li")).map((d) => d.textContent)`) {
		t.Errorf("a card says nothing: %q", empty)
	}
	w.axeAll("readers")
}
