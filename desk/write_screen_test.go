// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

const told = "Long night on ICU.\n\nA 43-year-old teacher from Whitby came in last night after falling off his own shed roof. Sleep well, sir.\n\nHalf of heart attacks in women are missed the first time.\n\nPowered by my new BrewBuddy flask: code DRJO15 gets you 15% off."

// Somebody types a post and sees the words underlined, the note beside them, and the gauge; one tap mends it, one takes that back.
func TestTypingShowsUnderlinesAndOneTapMends(t *testing.T) {
	w := open(t, desktop, "author")
	w.until(`document.getElementById("text")`)
	w.do(chromedp.Click(chromedp.CSS("details.add summary")), chromedp.Click(chromedp.CSS(`input[value=instagram]`)))
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), told))
	w.until(`document.querySelector("#under .u-stop")`)
	w.until(`document.querySelector("#verdict .lv-stop") && document.querySelector("#gauge figure")`)
	w.until(`location.pathname.startsWith("/write/") && /saved \d\d:\d\d/.test(document.getElementById("saved").textContent)`)
	w.aligned()
	w.shotsOf("write")

	before := js[string](w, `document.getElementById("text").value`)
	if before != told {
		t.Fatalf("typed was %q, there is %q", told, before)
	}
	w.do(chromedp.Click(chromedp.CSS("#gauge .btn.primary")))
	w.until(`!document.getElementById("text").value.includes("Whitby") && document.querySelector(".toast button")`)
	w.until(`!document.querySelector("#gauge .lead .k")?.textContent.includes("1 or 2")`)
	w.shot("write-mended")
	w.do(chromedp.Click(chromedp.CSS(".toast button")))
	w.until(`document.getElementById("text").value.includes("Whitby")`)
	if back := js[string](w, `document.getElementById("text").value`); back != told {
		t.Errorf("taken back it reads %q", back)
	}
	if errs := js[string](w, `window.__errors || ""`); errs != "" {
		t.Error(errs)
	}

	// what was typed is there after the tab was closed
	w.until(`/saved \d\d:\d\d/.test(document.getElementById("saved").textContent)`)
	at := js[string](w, "location.pathname")
	w.do(chromedp.Navigate(w.base+"/posts"), chromedp.Navigate(w.base+at))
	if again := js[string](w, `document.getElementById("text").value`); again != told {
		t.Errorf("opened again it reads %q", again)
	}
	w.until(`document.querySelector("#under .u-stop")`)
	w.do(chromedp.Click(chromedp.CSS(`.w-notes button[value="sign-off"]`)))
	w.until(`location.pathname.startsWith("/posts/")`)
	w.shotsOf("sign-off")
	w.do(chromedp.Navigate(w.base + "/posts"))
	w.shotsOf("posts")
}

// aligned holds the underlines to the words: the field and what lies under it are as high and wide, to the pixel, and break alike.
func (w *window) aligned() {
	w.t.Helper()
	got := js[[]float64](w, `(() => { const a = document.getElementById("text"), b = document.getElementById("under"), c = getComputedStyle(a), d = getComputedStyle(b);
		const same = ["fontFamily","fontSize","lineHeight","letterSpacing","paddingTop","paddingLeft","borderTopWidth","whiteSpace","wordBreak","overflowWrap","textIndent"].filter((k) => c[k] !== d[k]);
		return [a.offsetWidth - b.offsetWidth, a.scrollHeight - b.scrollHeight, a.offsetLeft - b.offsetLeft, a.offsetTop - b.offsetTop, same.length]; })()`)
	for i, what := range []string{"width", "height", "left", "top", "styles"} {
		if got[i] < -1 || got[i] > 1 || what == "styles" && got[i] != 0 {
			w.t.Errorf("the underlines are off by %g in %s", got[i], what)
		}
	}
}

func TestUnderlinesLieUnderTheirWordsOnAPhone(t *testing.T) {
	w := open(t, phone, "author")
	w.until(`document.getElementById("text")`)
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), told))
	w.until(`document.querySelector("#under .u-stop")`)
	w.aligned()
	if wide := js[float64](w, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); wide > 0 {
		t.Errorf("the page is %g px wider than the phone", wide)
	}
	// a tap on underlined words brings their note up
	w.do(chromedp.Evaluate[chromedp.Void](`(() => { const t = document.getElementById("text"); const i = t.value.indexOf("Whitby"); t.focus(); t.setSelectionRange(i + 1, i + 1); t.click(); })()`))
	w.until(`document.getElementById("sheet").open && document.querySelector("#sheet .note")`)
	w.shot("write-phone-note")
}

func TestTheDeskSaysWhenItCantSaveAndSavesWhenItCan(t *testing.T) {
	w := open(t, desktop, "author")
	w.until(`document.getElementById("text")`)
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), "First words."))
	w.until(`/saved \d\d:\d\d/.test(document.getElementById("saved").textContent)`)
	for k := range w.doors.sessions { // the session ends while somebody writes
		w.doors.mu.Lock()
		delete(w.doors.sessions, k)
		w.doors.mu.Unlock()
	}
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), " More words."))
	w.until(`document.querySelector("main > .said") && document.querySelector("main > .said").textContent.includes("still on this screen")`)
	w.shot("write-signed-out")
	path, err := w.SignInPath("author")
	if err != nil {
		t.Fatal(err)
	}
	// the address is opened in another tab; this page goes on by itself
	js[bool](w, fmt.Sprintf(`fetch(%q).then(() => true)`, path))
	w.until(`!document.querySelector("main > .said") && /saved \d\d:\d\d/.test(document.getElementById("saved").textContent)`)
	id := strings.TrimPrefix(js[string](w, "location.pathname"), "/write/")
	if k, err := w.office.OpenWorking(t.Context(), id); err != nil || !strings.Contains(k.Revision.Text, "More words.") {
		t.Errorf("kept is %q, %v", k.Revision.Text, err)
	}
}

func TestAnotherTabIsNoticed(t *testing.T) {
	w := open(t, desktop, "author")
	w.until(`document.getElementById("text")`)
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), "First words."))
	w.until(`/saved \d\d:\d\d/.test(document.getElementById("saved").textContent)`)
	id := strings.TrimPrefix(js[string](w, "location.pathname"), "/write/")
	k, err := w.office.OpenWorking(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	k.Revision.Text = "Words of the other tab."
	if _, err := w.office.KeepWorking(t.Context(), people[0], k); err != nil {
		t.Fatal(err)
	}
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), " Mine."))
	w.until(`document.querySelector("main > .said button")`)
	if k, _ := w.office.OpenWorking(t.Context(), id); k.Revision.Text != "Words of the other tab." {
		t.Fatalf("overwritten with %q", k.Revision.Text)
	}
	w.do(chromedp.Click(chromedp.CSS("main > .said button")))
	w.until(`/saved \d\d:\d\d/.test(document.getElementById("saved").textContent)`)
	if k, _ := w.office.OpenWorking(t.Context(), id); k.Revision.Text != "First words. Mine." {
		t.Errorf("kept is %q", k.Revision.Text)
	}
}

// How long it takes from a key to the underlines, in the browser, with 2,000 characters there.
func TestFromKeyToFinding(t *testing.T) {
	w := open(t, desktop, "author")
	w.until(`document.getElementById("text")`)
	long := strings.Repeat(told+"\n\n", 10)[:2000]
	js[bool](w, fmt.Sprintf(`(() => { const t = document.getElementById("text"); t.focus(); document.execCommand("insertText", false, %q); return true; })()`, long))
	w.until(`document.querySelector("#under .u-stop")`)
	time.Sleep(2 * time.Second)
	var took []float64
	for i := range 30 {
		ms := js[float64](w, fmt.Sprintf(`new Promise((done) => { performance.clearMarks("chaperone-shown"); const t = document.getElementById("text"); t.setSelectionRange(t.value.length, t.value.length);
			const from = performance.now(); document.execCommand("insertText", false, %q);
			const look = () => { const m = performance.getEntriesByName("chaperone-shown"); if (m.length) done(m[0].startTime - from); else if (performance.now() - from > 5000) done(5000); else setTimeout(look, 2); }; look(); })`, string(rune('a'+i%26))))
		took = append(took, ms)
		time.Sleep(700 * time.Millisecond)
	}
	slices.Sort(took)
	t.Logf("from key to finding at %d characters: median %.0f ms, p95 %.0f ms, worst %.0f ms", len(long), took[len(took)/2], took[len(took)*95/100], took[len(took)-1])
	if took[len(took)/2] > 1000 { // the figure that is published is measured on a quiet machine; this only catches what is broken
		t.Errorf("half of the keys took longer than a second")
	}
}

// The pictures of the README: CHAPERONE_SHOTS=DIR go test ./desk -run ReadmePictures
func TestReadmePictures(t *testing.T) {
	if shots == "" {
		t.Skip("nobody asked for pictures: CHAPERONE_SHOTS names a folder")
	}
	w := open(t, look{1180, 1000, false}, "author")
	w.until(`document.getElementById("text")`)
	w.do(chromedp.Click(chromedp.CSS("details.add summary")), chromedp.Click(chromedp.CSS(`input[value=instagram]`)))
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), told))
	w.until(`document.querySelector("#verdict .lv-stop") && document.querySelector("#gauge figure")`)
	w.saved()
	w.tap("2 · Stop") // the note on the story, which the README's words are about
	w.until(`document.querySelectorAll("#notes .note")[1].open`)
	w.do(chromedp.Evaluate[chromedp.Void](`document.activeElement.blur(); document.querySelectorAll("#notes .note")[0].open = false; scrollTo(0, 0)`))
	w.view("readme-desktop")
	w.shape(phone)
	w.do(chromedp.Evaluate[chromedp.Void](`document.activeElement.blur(); document.getElementById("gauge").scrollIntoView({block: "start"}); scrollBy(0, -300)`))
	w.view("readme-phone")
}

// view keeps a picture of what is in the window.
func (w *window) view(name string) {
	w.t.Helper()
	w.do(chromedp.Sleep(300 * time.Millisecond))
	data, err := chromedp.Run(w.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(shots, name+".png"), data, 0o644); err != nil {
		w.t.Fatal(err)
	}
}
