// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// tap clicks the first thing that can be clicked and says these words.
func (w *window) tap(words string) {
	w.t.Helper()
	find := `[...document.querySelectorAll("a[href],button,summary,label")].find((e) => e.getClientRects().length && !e.disabled && e.textContent.replace(/\s+/g, " ").trim().startsWith(` + "`" + words + "`" + `))`
	w.until(find)
	js[bool](w, `(() => { const e = `+find+`; e.scrollIntoView({block: "center"}); document.querySelectorAll("[data-tapped]").forEach((x) => x.removeAttribute("data-tapped")); e.setAttribute("data-tapped", "1"); return true; })()`)
	w.do(chromedp.Click(chromedp.CSS("[data-tapped]")))
}

func (w *window) reads() string { return js[string](w, "document.body.innerText") }

// A general practitioner on her phone, from the first start to a post that was published and came down again, with the program as it is built.
func TestAGPOnHerPhone(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: the browser tests were not run")
	}
	path, bin := chromium(t), program(t)
	folder := filepath.Join(t.TempDir(), "data")
	address, stop := start(t, bin, folder)
	w := browse(t, path, phone)
	w.base = strings.SplitN(address, "/sign-in", 2)[0]
	n := 0
	step := func(name string) {
		n++
		w.narrow(name)
		w.shot("walk-gp-" + string(rune('a'+n-1)) + "-" + name)
	}
	w.do(chromedp.Navigate(address))
	w.until(`document.querySelector("h1")`)
	step("first")
	if js[bool](w, `!document.getElementById("text")`) {
		w.do(chromedp.Click(chromedp.CSS(`main a[href="/write"]`)))
	}
	w.until(`document.getElementById("text")`)
	step("write")
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), "My patient of 61, a beekeeper from Hawes, came in on Tuesday. She let me show how well antibiotics work: they cure every cough."))
	w.until(`document.querySelector("#notes .note.stop")`)
	w.tap("Add a place")
	w.tap("Instagram")
	w.until(`document.querySelector("#chips input[value=instagram]").checked`)
	step("found")
	w.do(chromedp.Evaluate[chromedp.Void](`(() => { const t = document.getElementById("text"); t.focus(); t.select(); document.execCommand("insertText", false, "Most coughs pass in three weeks without antibiotics. NHS 111 can tell you where to go if yours does not."); })()`))
	w.until(`!document.querySelector("#notes .note.stop")`)
	w.saved()
	step("mended")
	w.tap("Sign-off")
	w.until(`document.querySelector("h1")?.textContent.includes("Leave nothing open")`)
	step("sign-off")
	for js[bool](w, `!!document.querySelector("details.note[open] .way")`) { // whatever is still open is kept, with a reason
		w.do(chromedp.Evaluate[chromedp.Void](`(() => { const s = [...document.querySelectorAll("details.note[open] .way summary")].find((s) => /Keep it|Answer/.test(s.textContent)); s.parentElement.open = true; const f = s.parentElement.querySelector("form"); const t = f.querySelector("textarea"); if (t) t.value = "It is what the NHS page says."; f.querySelector("button").click(); })()`))
		w.until(`document.readyState === "complete" && document.querySelector(".said")`)
	}
	w.do(chromedp.Click(chromedp.CSS(`input[name="meant"]`)))
	w.tap("Sign off")
	w.until(`document.querySelector("#publish input[name=address]")`)
	step("signed")
	w.do(chromedp.SendKeys(chromedp.CSS(`input[name="address"]`), "https://www.instagram.com/p/abc"))
	w.tap("Mark as published")
	w.until(`document.body.innerText.includes("it is out on Instagram")`)
	step("published")
	w.tap("Take it down")
	w.until(`document.body.innerText.includes("due to come down")`)
	step("take-down")
	w.tap("I looked, it’s gone")
	w.until(`document.querySelector("h1")?.textContent.includes("Taken down")`)
	step("gone")
	w.do(chromedp.Navigate(w.base + "/posts"))
	if !strings.Contains(w.reads(), "Taken down") {
		t.Errorf("the list says\n%s", w.reads())
	}
	step("posts")

	// the next morning: the program is started again, on the same record
	stop()
	again, _ := start(t, bin, folder)
	w.do(chromedp.Navigate(again), chromedp.Navigate(strings.SplitN(again, "/sign-in", 2)[0]+"/posts"))
	if !strings.Contains(w.reads(), "Most coughs pass") {
		t.Errorf("the next morning the list says\n%s", w.reads())
	}
}

// A surgeon's secretary on a desktop: she is let in by the surgeon, writes for her, can't sign her own words off, and the surgeon does.
func TestASurgeonsSecretaryOnADesktop(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: the browser tests were not run")
	}
	path, bin := chromium(t), program(t)
	address, _ := start(t, bin, filepath.Join(t.TempDir(), "data"))
	base := strings.SplitN(address, "/sign-in", 2)[0]
	surgeon := browse(t, path, desktop)
	surgeon.do(chromedp.Navigate(address), chromedp.Navigate(base+"/you/people"))
	surgeon.do(chromedp.SendKeys(chromedp.CSS(`form[action="/you/people"] input[name="name"]`), "Sam Secretary"))
	surgeon.tap("Add them")
	surgeon.until(`document.body.innerText.includes("Sam Secretary")`)
	surgeon.tap("Ask for a second person")
	surgeon.until(`document.body.innerText.includes("Let authors sign off their own")`)
	surgeon.shot("walk-secretary-a-people")
	surgeon.tap("Make a sign-in address for Sam Secretary")
	surgeon.until(`document.querySelector("textarea, input[readonly]")?.value.includes("/sign-in/")`)
	link := js[string](surgeon, `document.querySelector("textarea, input[readonly]").value.trim()`)
	surgeon.shot("walk-secretary-b-address")

	sam := browse(t, path, desktop)
	sam.do(chromedp.Navigate(link), chromedp.Navigate(base+"/write"))
	sam.until(`document.getElementById("text")`)
	sam.do(chromedp.SendKeys(chromedp.CSS("#text"), "Our clinic is closed on Friday. In an emergency call 999; for anything else NHS 111 can tell you where to go."))
	sam.tap("Add a place")
	sam.tap("Facebook")
	sam.saved()
	sam.tap("Go to sign-off")
	sam.until(`document.querySelector("h1")?.textContent.includes("Leave nothing open")`)
	sam.shot("walk-secretary-c-own-words")
	if !strings.Contains(sam.reads(), "second person signs off") {
		t.Errorf("the secretary isn't told who signs off:\n%s", sam.reads())
	}
	post := js[string](sam, "location.pathname")
	sam.do(chromedp.Navigate(base + "/you/people"))
	if says := sam.reads(); !strings.Contains(says, "isn't yours") && !strings.Contains(says, "isn’t yours") {
		t.Errorf("the secretary sees who works here:\n%s", says)
	}
	surgeon.do(chromedp.Navigate(base + "/posts"))
	surgeon.tap("Our clinic is closed")
	surgeon.until(`document.querySelector("input[name=meant]")`)
	surgeon.do(chromedp.Click(chromedp.CSS(`input[name="meant"]`)))
	surgeon.tap("Sign off")
	surgeon.until(`document.body.innerText.includes("Signed off")`)
	surgeon.shot("walk-secretary-d-signed")
	sam.do(chromedp.Navigate(base + post))
	sam.until(`document.querySelector("#publish input[name=address]")`)
	sam.do(chromedp.SendKeys(chromedp.CSS(`input[name="address"]`), "https://facebook.com/p/1"))
	sam.tap("Mark as published")
	sam.until(`document.body.innerText.includes("it is out on Facebook")`)
	sam.shot("walk-secretary-e-published")
}
