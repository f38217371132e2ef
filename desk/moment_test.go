// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// The moments of which the design says that they must be delightful, each as one test with the program and browser people have.

// program gives the program as people get it: the one that is named, or built.
func program(t *testing.T) string {
	t.Helper()
	if given := os.Getenv("CHAPERONE_PROGRAM"); given != "" {
		return given
	}
	bin := filepath.Join(t.TempDir(), "chaperone")
	build := exec.Command("go", "build", "-o", bin, "./cmd/chaperone")
	build.Dir, build.Env = "..", append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return bin
}

// start runs the desk as a newcomer does, on a folder that isn't there yet, and gives the address it prints and how it is stopped.
func start(t *testing.T, bin, folder string) (address string, stop func()) {
	t.Helper()
	c := exec.Command(bin, "serve", "--data", folder)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	over := false
	stop = func() {
		if over {
			return
		}
		over = true
		_ = c.Process.Signal(os.Interrupt)
		_ = c.Wait()
	}
	t.Cleanup(stop)
	in := bufio.NewScanner(out)
	if !in.Scan() || !strings.Contains(in.Text(), "/sign-in/") {
		t.Fatalf("it printed %q", in.Text())
	}
	return in.Text(), stop
}

// First moment: from starting the program to the first useful finding within a minute, with nothing to configure.
func TestFromTheFirstStartToTheFirstFinding(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: the browser tests were not run")
	}
	path, bin := chromium(t), program(t)
	began := time.Now()
	address, _ := start(t, bin, filepath.Join(t.TempDir(), "data"))
	w := browse(t, path, desktop)
	w.do(chromedp.Navigate(address))
	if js[bool](w, `!document.getElementById("text")`) { // whoever would rather write than say who they are is one click away from it
		w.do(chromedp.Click(chromedp.CSS(`main a[href="/write"]`)))
	}
	w.until(`document.getElementById("text")`)
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), told))
	w.until(`document.querySelector("#under .u-stop") && document.querySelector("#notes .note")`)
	if took := time.Since(began); took > time.Minute {
		t.Errorf("it took %s", took)
	} else {
		t.Logf("from the first start to the first finding: %.1f s, typing %d characters included", took.Seconds(), len(told))
	}
	w.shot("moment-1")
}

// Second moment: the gauge tells how few people fit, what gives them away, and one tap mends it.
func TestTheGaugeFallsAndOneTapRaisesIt(t *testing.T) {
	w := open(t, phone, "author")
	w.until(`document.getElementById("text")`)
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), "A teacher came in."))
	w.until(`/saved/.test(document.getElementById("saved").textContent)`)
	people := `(document.querySelector("#gauge .lead .k")?.textContent || "").replace(/\s+/g, " ")`
	w.do(chromedp.Evaluate[chromedp.Void](`(() => { const t = document.getElementById("text"); t.focus(); t.select(); document.execCommand("insertText", false, "Long night on ICU. A 43-year-old teacher from Whitby came in last night."); })()`))
	w.until(people + `.match(/1 or 2 people|about \d people/)`)
	clues := js[[]string](w, `[...document.querySelectorAll("#gauge .clues li")].map((l) => l.textContent.trim())`)
	if len(clues) < 3 || !strings.Contains(strings.Join(clues, "|"), "Whitby") {
		t.Errorf("the clues are %q", clues)
	}
	few := js[string](w, people)
	if off := js[float64](w, `(() => { const l = document.querySelector("#gauge text.lab").getBoundingClientRect(), s = document.querySelector("#gauge svg.scale").getBoundingClientRect(); return Math.max(s.left - l.left, l.right - s.right); })()`); off > 12 {
		t.Errorf("the number stands %g px outside the scale", off)
	}
	w.shot("moment-2-few")
	w.do(chromedp.Click(chromedp.CSS("#gauge .btn.primary")))
	w.until(`!document.getElementById("text").value.includes("Whitby")`)
	w.until(`!` + people + `.includes("1 or 2")`)
	t.Logf("%q became %q: %q", few, js[string](w, people), js[string](w, `document.getElementById("text").value`))
	w.until(`!document.querySelector("#notes .note.stop")`)
	if off := js[float64](w, `(() => { const m = (e) => { const r = document.querySelector(e).getBoundingClientRect(); return r.left + r.width / 2; }; return Math.abs(m("#gauge text.lab") - m("#gauge circle.pt")); })()`); off > 6 {
		t.Errorf("the number stands %g px beside its point", off)
	}
	w.shot("moment-2-many")
}

// Third moment, as far as nothing looks into pictures yet: one is dropped in, its card asks what a careful colleague would as soon as the
// upload has ended, the desk says that it asks because it doesn't look, and an answer becomes a note.
func TestAPictureDroppedInIsAskedAbout(t *testing.T) {
	w := open(t, phone, "author")
	w.until(`document.getElementById("text")`)
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), "Our new corridor is open."))
	js[bool](w, `(async () => { `+drawn+` const send = XMLHttpRequest.prototype.send; XMLHttpRequest.prototype.send = function (b) { this.addEventListener("loadend", () => { window.ended = performance.now(); }); send.call(this, b); };
		new MutationObserver(() => { if (!window.asked && document.querySelector("#media-list .card-q")) window.asked = performance.now(); }).observe(document.body, { childList: true, subtree: true });
		dt.items.add(await drawn("corridor.png", 200)); const f = document.getElementById("text"); for (const k of ["dragenter", "dragover", "drop"]) f.dispatchEvent(new DragEvent(k, { dataTransfer: dt, bubbles: true, cancelable: true })); return true; })()`)
	w.until(`window.asked && window.ended && !document.querySelector("#uploads .upload")`)
	if late := js[float64](w, "window.asked - window.ended"); late > 250 {
		t.Errorf("the card came %.0f ms after the upload had ended", late)
	} else {
		t.Logf("the card came %.0f ms after the upload had ended", late)
	}
	if !js[bool](w, `document.querySelector("#media-list .card-q").open && document.querySelectorAll("#media-list .card-q select").length === 6`) {
		t.Error("the card's questions aren't open")
	}
	w.until(`document.getElementById("tray-says").textContent.includes("We don’t look into them yet. Say what is in each")`)
	w.until(`[...document.querySelectorAll("#notes .t")].some((t) => t.textContent.includes("Nobody has looked"))`)
	w.shot("moment-3-asked")
	js[bool](w, `(() => { for (const [n, v] of Object.entries({ "seen.who": "nobody", "seen.behind": "no", "seen.readable": "yes", "seen.at_work": "no", "seen.results": "no" })) {
		const s = document.querySelector('#media-list [name="' + n + '"]'); s.value = v; s.dispatchEvent(new Event("change", { bubbles: true })); } return true; })()`) // a whiteboard with a name
	w.until(`[...document.querySelectorAll("#notes .note")].some((n) => /can be read|readable/i.test(n.textContent)) && ![...document.querySelectorAll("#notes .t")].some((t) => t.textContent.includes("Nobody has looked"))`)
	note := js[string](w, `[...document.querySelectorAll("#notes .note")].find((n) => /can be read|readable/i.test(n.textContent)).textContent.replace(/\s+/g, " ")`)
	for _, words := range []string{"picture 1", "Confidentiality"} {
		if !strings.Contains(strings.ToLower(note), strings.ToLower(words)) {
			t.Errorf("the note says %q", note)
		}
	}
	w.narrow("a picture with a note")
	w.shot("moment-3-note")
}
