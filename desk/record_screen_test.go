// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// By hand: the record verified, watched while it takes its time, found changed; and one post's story.
func TestTheRecordInABrowser(t *testing.T) {
	w := open(t, desktop, "author")
	entry, id := w.consented()
	if err := w.office.WithdrawConsent(t.Context(), people[0], entry, "I changed jobs"); err != nil {
		t.Fatal(err)
	}
	for range 4 {
		w.draft("Wash your hands, and sing while you do.")
	}
	signed, err := w.office.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 4 {
		w.draft("Drink something when it is hot.")
	}
	store := w.bend()
	w.do(chromedp.Navigate(w.base + "/record"))
	w.until(`document.querySelectorAll(".log li").length > 10`)
	w.axeAll("record")

	hold := make(chan struct{})
	store.hold.Store(&hold)
	w.do(chromedp.Click(chromedp.CSS(".page-head button")))
	w.until(`document.querySelector("#far") && document.body.innerText.includes("You can go on working")`)
	w.axeAll("record-running")
	close(hold)
	w.until(`document.querySelector(".chain svg") && document.querySelector("#v").textContent === "The record verifies"`)
	w.axeAll("record-holds")

	w.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("aside details.way").open = true; void 0`), chromedp.SendKeys(chromedp.CSS("textarea[name=against]"), strings.TrimSpace(string(signed))), chromedp.Click(chromedp.CSS("aside details.way button")))
	w.until(`document.querySelector(".chain .kept") && document.body.innerText.includes("It goes on from the checkpoint")`)
	w.axeAll("record-against")

	store.at.Store(12)
	w.do(chromedp.Click(chromedp.CSS(".page-head button")))
	w.until(`document.querySelector(".todo") && document.querySelector(".chain .knot.stop")`)
	w.axeAll("record-changed")
	store.at.Store(0)

	w.do(chromedp.Navigate(w.base+"/record?q=walked"), chromedp.Click(chromedp.CSS(".where a")))
	w.until(`document.querySelectorAll(".tl li").length > 4`)
	w.axeAll("story")
	if got := js[string](w, `(() => { const f = document.querySelector("form[action$='/bundle']"); return fetch(f.action, {method: "POST", body: new URLSearchParams(new FormData(f))}).then((r) => r.headers.get("content-disposition") + " " + r.status) })()`); got != "attachment; filename=story-"+id+".zip 200" {
		t.Errorf("the bundle comes as %q", got)
	}
	w.do(chromedp.Navigate(w.base + "/record/appraisal"))
	w.until(`document.querySelector("#f-words")`)
	w.axeAll("appraisal")
}
