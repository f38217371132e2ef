// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
	"net"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// saved waits until the page says that what was typed is kept.
func (w *window) saved() {
	w.t.Helper()
	w.until(`/saved \d\d:\d\d/.test(document.getElementById("saved").textContent)`)
}

// kept is what the desk keeps of the draft on the screen.
func (w *window) kept() string {
	w.t.Helper()
	k, err := w.office.OpenWorking(w.t.Context(), strings.TrimPrefix(js[string](w, "location.pathname"), "/write/"))
	if err != nil {
		w.t.Fatal(err)
	}
	return k.Revision.Text
}

func TestTheDeskStopsWhileSomebodyTypesAndComesBack(t *testing.T) {
	w := open(t, desktop, "author")
	w.until(`document.getElementById("text")`)
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), "First words."))
	w.saved()
	w.stop()
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), " More words."))
	w.until(`document.querySelector("main > .said")?.textContent.includes("doesn’t answer")`)
	w.axe("the desk doesn't answer")
	w.shot("write-stopped")
	if words := js[string](w, `document.getElementById("text").value`); words != "First words. More words." {
		t.Errorf("on the screen stands %q", words)
	}
	listener, err := net.Listen("tcp4", strings.TrimPrefix(w.base, "http://"))
	if err != nil {
		t.Skip("the port was taken meanwhile")
	}
	served, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = w.Serve(served, listener) }()
	w.stop = func() { stop(); <-done }
	w.until(`!document.querySelector("main > .said")`)
	w.saved()
	if k := w.kept(); k != "First words. More words." {
		t.Errorf("kept is %q", k)
	}
}

func TestAFullDiskIsSaidAndNothingIsLost(t *testing.T) {
	w := open(t, desktop, "author")
	w.until(`document.getElementById("text")`)
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), "First words."))
	w.saved()
	w.disk.full.Store(true)
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), " More words."))
	w.until(`document.querySelector("main > .said")?.textContent.includes("disk is full")`)
	w.shot("write-full")
	if k := w.kept(); k != "First words." {
		t.Errorf("kept is %q", k)
	}
	w.disk.full.Store(false)
	w.until(`!document.querySelector("main > .said")`)
	w.saved()
	if k := w.kept(); k != "First words. More words." {
		t.Errorf("kept is %q", k)
	}
	// what is done by a form is refused whole, and says so
	id := w.draft("A sentence about nothing.")
	w.disk.full.Store(true)
	w.do(chromedp.Navigate(w.base + "/posts/" + id))
	w.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('form[action$="/check"] button').click()`))
	w.until(`document.querySelector("h1")?.textContent.includes("disk is full")`)
	w.axe("the disk is full")
	w.disk.full.Store(false)
}

func TestAnUnknownAddressLeadsOn(t *testing.T) {
	w := open(t, phone, "author")
	for _, path := range []string{"/nothing-here", "/posts/zzzzzzzzzz", "/write/zzzzzzzzzz", "/posts/..%2f..%2fetc", "/%00", "/posts?from=-5&status=%3Cb%3E&q=%F0%9F%98%80"} {
		w.do(chromedp.Navigate(w.base + path))
		if n := js[int](w, `document.querySelectorAll("main a[href], main button, .nav a[href]").length`); n == 0 {
			t.Errorf("%s leads nowhere:\n%s", path, js[string](w, "document.body.innerText"))
		}
		w.narrow(path)
		w.axe(path)
	}
}

// Everything that is done with a mouse on the Write screen is done here with keys alone.
func TestWritingByKeyboardAlone(t *testing.T) {
	w := open(t, desktop, "author")
	w.until(`document.activeElement?.id === "text"`) // an empty draft begins where one types
	w.do(chromedp.KeyEvent(told))
	w.until(`document.querySelector("#notes .note.stop")`)
	focus := func() string {
		return js[string](w, `(() => { const e = document.activeElement; return e.tagName + "#" + e.id + "." + e.className + " " + (e.textContent || e.value || "").trim().slice(0, 30); })()`)
	}
	var walked []string
	seen := map[string]bool{}
	for range 120 { // Tab reaches everything, and is caught nowhere
		w.do(chromedp.KeyEvent(kb.Tab))
		at := focus()
		if strings.HasPrefix(at, "BODY") { // round the browser's own bar to the top of the page
			continue
		}
		if strings.HasPrefix(at, "TEXTAREA#text") {
			break
		}
		walked = append(walked, at)
		seen[js[string](w, `(() => { const e = document.activeElement; return e.closest("#notes") ? "notes" : e.closest("#gauge") ? "gauge" : e.closest("#chips") ? "chips" : e.closest(".mast") ? "mast" : e.closest("#margin") ? "margin" : "" })()`)] = true
		if shown := js[bool](w, `(() => { const e = document.activeElement, s = getComputedStyle(e), l = e.closest("label"); const o = (x) => x && getComputedStyle(x).outlineStyle !== "none" && getComputedStyle(x).outlineWidth !== "0px"; return o(e) || o(l) || o(e.closest(".chip")) || o(e.closest(".sheet")); })()`); !shown {
			t.Errorf("nobody sees that the focus is on %s", at)
		}
	}
	for _, part := range []string{"notes", "gauge", "chips", "margin"} {
		if !seen[part] {
			t.Errorf("Tab never reaches the %s:\n%s", part, strings.Join(walked, "\n"))
		}
	}
	// a note by its number, its change by Enter, and back by the toast
	w.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#notes .note summary").focus()`))
	n := js[string](w, `[...document.querySelectorAll("#notes .note")].find((d) => d.querySelector(".fix"))?.dataset.n`)
	w.do(chromedp.KeyEvent(n))
	w.until(`document.querySelector("#n` + n + `").open`)
	w.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#n`+n+` .fix").focus()`), chromedp.KeyEvent(kb.Enter))
	w.until(`document.getElementById("text").value !== ` + "`" + told + "`" + ` && document.querySelector(".toast button")`)
	w.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".toast button").focus()`), chromedp.KeyEvent(kb.Enter))
	w.until(`document.getElementById("text").value === ` + "`" + told + "`")
}

// The first page is small, and can be typed into at once.
func TestTheFirstPageIsSmallAndQuick(t *testing.T) {
	w := open(t, desktop, "author")
	w.do(chromedp.Navigate(w.base + "/write"))
	w.until(`document.getElementById("text") && performance.getEntriesByType("navigation")[0].loadEventEnd > 0`)
	bytes := js[float64](w, `performance.getEntriesByType("navigation")[0].encodedBodySize + performance.getEntriesByType("resource").reduce((n, r) => n + (r.name.includes("/check") ? 0 : r.encodedBodySize), 0)`)
	ready := js[float64](w, `performance.getEntriesByType("navigation")[0].domInteractive`)
	loaded := js[float64](w, `performance.getEntriesByType("navigation")[0].loadEventEnd`)
	files := js[[]string](w, `performance.getEntriesByType("resource").map((r) => new URL(r.name).pathname.replace(/.*\//, "") + " " + r.encodedBodySize)`)
	t.Logf("%.1f KB compressed (%s); interactive after %.0f ms, all loaded after %.0f ms", bytes/1000, strings.Join(files, ", "), ready, loaded)
	if bytes == 0 || bytes > 150_000 {
		t.Errorf("the first page is %.0f bytes", bytes)
	}
	for _, f := range js[[]string](w, `performance.getEntriesByType("resource").map((r) => r.name)`) {
		if !strings.HasPrefix(f, w.base) && !strings.HasPrefix(f, "data:") && !strings.HasPrefix(f, "blob:") {
			t.Errorf("it fetches %s", f)
		}
	}
}
