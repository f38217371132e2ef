// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// A clinician asks on her desk, the patient answers on a phone, without any script: both pages as people see them.
func TestAskingAndAnsweringInABrowser(t *testing.T) {
	w := open(t, desktop, "author")
	r, err := revisionOf(about, []string{"instagram"}, "public", "no")
	if err != nil {
		t.Fatal(err)
	}
	begun, err := w.office.DraftPost(t.Context(), people[0], r)
	if err != nil {
		t.Fatal(err)
	}
	id := begun.ID
	w.do(chromedp.Navigate(w.base + "/posts/" + id + "/ask?form=patient"))
	w.axe("asking")
	w.shotsOf("ask")
	fill := func(name, words string) chromedp.Action[chromedp.Void] {
		return chromedp.SendKeys(chromedp.CSS(`[name="`+name+`"]`), words)
	}
	w.do(fill("name", "Jane Parrot"), fill("words", "the lady with the parrot"), fill("why", "To show that people get well."), fill("phone", "01632 960123"))
	w.do(chromedp.Click(chromedp.CSS(`.askform .btn.primary`)))
	w.until(`document.querySelector(".linkout a")`)
	w.axe("a request with its link")
	w.shotsOf("request")
	at := js[string](w, "location.pathname")
	link := js[string](w, `document.querySelector(".linkout a").href`)

	p := browse(t, chromium(t), phone)
	p.do(chromedp.Navigate(link))
	p.until(`document.querySelector("form")`)
	p.axe("the link page")
	p.narrow("the link page")
	p.shot("link-phone")
	p.shape(look{320, 600, true})
	p.narrow("the link page at 320 px")
	p.axe("the link page in the dark")
	p.shot("link-phone-dark")
	p.shape(phone)
	if n := js[int](p, `document.scripts.length`); n > 0 {
		t.Errorf("the link page has %d scripts", n)
	}
	for _, line := range []string{"seen", "know-who", "know-change", "free"} {
		p.do(chromedp.Click(chromedp.CSS(`input[value="` + line + `"]`)))
	}
	p.do(chromedp.Click(chromedp.CSS(`input[value="yes"][name="reply"]`)), chromedp.SendKeys(chromedp.CSS(`input[name="name"]`), "Jane Parrot"), chromedp.Click(chromedp.CSS(`button[value="answer"]`)))
	p.until(`!document.querySelector("form")`)
	p.axe("thanks")
	p.shot("link-thanks")

	w.do(chromedp.Navigate(w.base + at))
	if says := js[string](w, `document.body.innerText`); !strings.Contains(says, "Yes, by link") {
		t.Errorf("the request says\n%s", says)
	}
	w.shotsOf("request-answered")
	w.do(chromedp.Navigate(w.base + "/requests"))
	w.shotsOf("requests")
}
