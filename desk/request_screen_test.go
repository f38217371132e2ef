// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"strings"
	"testing"
	"time"

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

// On a phone that is lent: the page fills it, the way back leads nowhere, nor does any address; signing in again opens the desk.
func TestALentPhoneInABrowser(t *testing.T) {
	w := open(t, phone, "author")
	id, _ := pictured(w.tested)
	w.do(chromedp.Navigate(w.base + "/posts/" + id))
	w.do(chromedp.Navigate(w.base + "/posts/" + id + "/ask?form=patient"))
	w.narrow("asking on a phone")
	w.do(chromedp.Click(chromedp.CSS(`input[name="channel"][value="device"]`)))
	for name, words := range map[string]string{"name": "Jane Parrot", "words": "the lady with the parrot", "why": "To show that people get well.", "phone": "01632 960123"} {
		w.do(chromedp.SendKeys(chromedp.CSS(`[name="`+name+`"]`), words))
	}
	w.do(chromedp.Click(chromedp.CSS(`.askform .btn.primary`)))
	w.until(`location.pathname === "/this-device" && document.querySelector("#answer")`)
	w.axe("a lent phone")
	w.narrow("a lent phone")
	w.shot("lent-phone")
	if n := js[int](w, `document.querySelectorAll("nav, script, header").length`); n > 0 {
		t.Errorf("the page has %d things of the desk", n)
	}
	w.until(`document.querySelector("img").naturalWidth > 200`)
	w.do(chromedp.Click(chromedp.CSS(`.large a`)))
	w.until(`location.pathname === "/this-device/picture/1"`)
	js[int](w, `(history.back(), 0)`)
	w.until(`document.querySelector("#answer")`)
	for range 4 { // back through what was open before
		js[int](w, `(history.back(), 0)`)
		w.do(chromedp.Sleep(300 * time.Millisecond))
		if says := js[string](w, `document.body?.innerText ?? ""`); strings.Contains(says, "Sign out") || strings.Contains(says, "Ask for consent") {
			t.Fatalf("the way back shows\n%s", says)
		}
	}
	for _, path := range []string{"/", "/posts", "/posts/" + id, "/you", "/requests"} {
		w.do(chromedp.Navigate(w.base + path))
		w.until(`location.pathname === "/this-device" && document.querySelector("#answer")`)
	}
	// What was typed comes back when something is lacking.
	w.do(chromedp.SendKeys(chromedp.CSS(`input[name="name"]`), "Jane Parrot"), chromedp.Click(chromedp.CSS(`input[value="yes"][name="reply"]`)), chromedp.Click(chromedp.CSS(`button[value="answer"]`)))
	w.until(`document.querySelector("#lacks")`)
	w.axe("an answer that lacks something")
	w.shot("lent-lacks")
	if got := js[string](w, `document.querySelector("input[name=name]").value`); got != "Jane Parrot" {
		t.Errorf("the name is %q", got)
	}
	for _, line := range []string{"seen", "know-who", "know-change", "free"} {
		w.do(chromedp.Click(chromedp.CSS(`input[value="` + line + `"]`)))
	}
	w.do(chromedp.Click(chromedp.CSS(`button[value="answer"]`)))
	w.until(`document.body.innerText.includes("We wrote down your yes")`)
	w.axe("thanks on a lent phone")
	w.shot("lent-thanks")
	w.do(chromedp.Click(chromedp.CSS(`#ways a[href="/this-device/back"]`)))
	w.until(`document.body.innerText.includes("signs in again")`)
	w.axe("a device that is lent")
	w.narrow("a device that is lent")
	w.shot("lent-back")
	link, err := w.SignInPath("author")
	if err != nil {
		t.Fatal(err)
	}
	w.do(chromedp.Navigate(w.base + link))
	w.do(chromedp.Navigate(w.base + "/requests"))
	w.until(`document.body.innerText.includes("Jane Parrot")`)
	w.narrow("requests on a phone")
	w.axe("requests")
	w.shotsOf("requests-phone")
	w.do(chromedp.Navigate(w.base + "/requests/ask"))
	w.axe("which post")
	w.narrow("which post")
	w.shot("ask-which")
}

// A patient who takes a yes back sees on the same link until when the post comes down, and then that it did.
func TestAChangeOfMindInABrowser(t *testing.T) {
	w := open(t, phone, "author")
	id := w.draft(about)
	b := w.as("author")
	link := linkOf(b.do("/posts/"+id+"/ask", append(patientForm, "channel", "link")...))
	w.stranger("POST", link, yesForm...)
	w.publish(b, id)
	p := browse(t, chromium(t), phone)
	p.do(chromedp.Navigate(w.base + link))
	p.do(chromedp.Click(chromedp.CSS(`input[value="no"][name="reply"]`)), chromedp.Click(chromedp.CSS(`button[value="answer"]`)))
	p.until(`document.querySelector("h1").innerText.includes("changed your mind")`)
	p.axe("a change of mind")
	p.shot("link-withdrawn")
	p.do(chromedp.Click(chromedp.CSS(`#ways a`)))
	p.until(`document.querySelector("#news")`)
	p.axe("the page after a change of mind")
	p.shot("link-news")
	w.do(chromedp.Navigate(w.base + "/posts/" + id))
	w.until(`document.body.innerText.includes("Take it down")`)
	w.shot("post-withdrawn")
	b.do("/posts/"+id+"/taken-down", "address", "https://instagram.example/p/9")
	p.do(chromedp.Navigate(w.base + link))
	p.until(`document.querySelector("#news h2").innerText === "The post is down"`)
	p.shot("link-done")
}
