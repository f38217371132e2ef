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
