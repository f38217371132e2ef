// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// By hand: search, a rule's page, switched off with a reason, seen in the list.
func TestTheRulebookInABrowser(t *testing.T) {
	w := open(t, desktop, "author")
	w.do(chromedp.Navigate(w.base + "/rulebook"))
	w.until(`document.querySelectorAll(".rules li").length > 100`)
	w.shotsOf("rulebook")
	w.do(chromedp.SendKeys(chromedp.CSS("#s"), "gifted\r"))
	w.until(`location.search.includes("q=gifted") && document.querySelectorAll(".rules li").length < 20`)
	w.do(chromedp.Navigate(w.base + "/rulebook/rules/ad-label-unclear"))
	w.until(`document.querySelector(".ex mark")`)
	w.shotsOf("rule")
	w.do(chromedp.SendKeys(chromedp.CSS(`input[name=why]`), "our readers know the word"), chromedp.Click(chromedp.CSS(`form[action$="/off"] button`)))
	w.until(`document.querySelector(".said.clear") && document.body?.innerText.includes("Switch it on again")`)
	w.shotsOf("rule-off")
	w.do(chromedp.Navigate(w.base + "/rulebook?level=off"))
	w.until(`document.querySelectorAll(".rules li.off").length === 1`)
	w.shotsOf("rulebook-off")
	w.do(chromedp.Navigate(w.base + "/rulebook/numbers"))
	w.until(`document.querySelector("#n-red")`)
	w.shotsOf("numbers")
}
