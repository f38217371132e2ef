// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// smallPhone is the narrowest phone people still use.
var smallPhone = look{320, 568, false}

// unscripted switches a browser's scripts off: what a page does without them is all it does.
func (w *window) unscripted() {
	w.t.Helper()
	w.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
}

// A patient on a small phone that runs no scripts: opens the link, reads, asks back, says no, later yes, and later still changes their mind, by
// the same link. After each the clinician's desk is looked at, up to the post being down, on proof, and the patient being told.
func TestAPatientOnASmallPhone(t *testing.T) {
	c := &clock_{now: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
	w := openAt(t, desktop, "author", c.Now)
	w.clock = c
	id := w.draft(about)
	b := w.as("author")
	asked := b.do("/posts/"+id+"/ask", append(patientForm, "channel", "link")...)
	link, request := linkOf(asked), asked.Header().Get("X-At")
	p := browse(t, chromium(t), smallPhone)
	p.unscripted()

	n := 0
	look := func(v *window, name string, says ...string) {
		t.Helper()
		v.narrow(name)
		v.shot("walk-patient-" + string(rune('a'+n)) + "-" + name)
		n++
		words := strings.Join(strings.Fields(v.reads()), " ")
		for _, s := range says {
			if !strings.Contains(words, s) {
				t.Errorf("%s doesn't say %q:\n%s", name, s, words)
			}
		}
	}
	desk := func(path, name string, says ...string) { // as the clinician sees it, signed in anew each time: days have gone by
		t.Helper()
		in, err := w.SignInPath("author")
		if err != nil {
			t.Fatal(err)
		}
		w.do(chromedp.Navigate(w.base+in), chromedp.Navigate(w.base+path))
		look(w, name, says...)
	}
	again := func() { p.do(chromedp.Navigate(w.base + link)); p.until(`document.querySelector("h1")`) }
	choose := func(words string) { p.tap(words) }

	again()
	look(p, "opened", "would like to share your story", about, "Your care stays the same", "How to change your mind", "Dr Okafor")
	desk(request, "desk-opened", "Opened; answer by")

	choose("I want to ask something first")
	p.do(chromedp.SendKeys(chromedp.CSS(`[name="question"]`), "Can my son see it?"))
	choose("Send my question")
	p.until(`document.querySelector("h1").textContent.includes("Thank you for asking")`)
	look(p, "asked", "You have not answered yet")
	desk("/requests", "desk-asked-list", "wants to know something")
	desk(request, "desk-asked", "Can my son see it?", "Answer them")
	w.do(chromedp.SendKeys(chromedp.CSS(`textarea[name="words"]`), "Yes, anybody can."))
	w.tap("Put it on their page")
	w.until(`document.body.innerText.includes("stands on their page now")`)

	c.turn(24 * time.Hour)
	again()
	look(p, "answered", "What you asked", "Can my son see it?", "Yes, anybody can.")
	choose("No, do not share it")
	choose("Send my answer")
	p.until(`document.querySelector("h1").textContent.includes("Thank you")`)
	look(p, "no", "It will not be shared. Your care stays the same.")
	desk(request, "desk-no", "No, by link")
	desk("/posts", "desk-no-list", "You: other words, or leave it")
	desk("/posts/"+id, "desk-no-post", "They said no", "nobody can sign them off", "Please don’t ask them why")
	if js[bool](w, `[...document.querySelectorAll("main button")].some((x) => x.textContent.trim() === "Sign off" && !x.disabled)`) {
		t.Error("after a no the post can be signed off")
	}

	c.turn(24 * time.Hour)
	again()
	p.tap("You said: No") // the answer is a long way down
	p.until(`document.querySelector("#answer").getBoundingClientRect().top < 80`)
	look(p, "no-again", "You said: No, do not share it. You can change that here.")
	choose("Yes, share it")
	choose("Send my answer") // forgetting the lines and the name
	p.until(`document.getElementById("lacks")`)
	look(p, "lacks", "Not sent yet")
	for _, line := range []string{"I have seen the whole post", "I know who can see it", "I know I can change my mind", "No one pushed me"} {
		choose(line)
	}
	p.do(chromedp.SendKeys(chromedp.CSS(`input[name="name"]`), "Jane Parrot"))
	choose("Send my answer")
	p.until(`document.body.innerText.includes("We wrote down your yes at ")`)
	look(p, "yes", "22 November 2026", "it is how you change your mind")
	desk(request, "desk-yes", "Changed their mind: yes, by link", "Signed: “Jane Parrot”")
	desk("/posts/"+id, "desk-yes-post", "have changed since", "Check again")
	w.tap("Check again")
	w.until(`document.body.innerText.includes("The decision is yours")`)
	look(w, "desk-yes-checked", "Nothing is open")
	w.publish(w.as("author"), id)
	desk("/posts/"+id, "desk-published", "Published")
	again()
	look(p, "published", "You said: Yes, share it. You can change that here.")

	c.turn(400 * 24 * time.Hour)
	again()
	choose("No, do not share it")
	choose("Send my answer")
	p.until(`document.querySelector("h1").textContent.includes("changed your mind")`)
	look(p, "changed", "has been told to take the post down from Instagram", "Your care stays the same")
	desk("/posts", "desk-changed-list", "One needs taking down", "You: take it down by")
	desk(request, "desk-changed", "They changed their mind", "Please don’t ask them why", "Changed their mind: no, by link", "ended with it")
	desk("/posts/"+id, "desk-changed-post", "Take it down", "https://instagram.example/p/9")
	again()
	look(p, "changed-again", "take the post down")
	w.tap("I looked, it’s gone")
	w.until(`document.querySelector("h1")?.textContent.includes("Taken down")`)
	look(w, "desk-down", "Nothing of it is public any more", "Where it stood")
	again()
	look(p, "down", "The post is down", "took it down from Instagram at 09:00 on 27 December 2027")
	v, err := w.office.Verify(t.Context(), nil)
	if err != nil || !v.Holds() {
		t.Errorf("the record doesn't verify: %v %v", err, v.Sentences())
	}
}
