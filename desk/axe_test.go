// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// axeRules are the criteria of WCAG 2.2 that axe-core knows, at levels A and AA, and its own advice.
const axeRules = `["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]`

// violation is what axe-core says of a page.
type violation struct {
	ID, Impact, Help string
	Nodes            []struct {
		HTML           string
		FailureSummary string
	}
}

// axe looks at the page as it stands, with everything unfolded that does not lie over something else.
func (w *window) axe(what string) {
	w.t.Helper()
	source, err := os.ReadFile("testdata/axe/axe.min.js")
	if err != nil {
		w.t.Fatal(err)
	}
	if !js[bool](w, `typeof axe === "object"`) {
		w.do(chromedp.Evaluate[chromedp.Void](string(source) + ";void 0"))
	}
	js[int](w, `[...document.querySelectorAll("details:not(.menu, .add)")].filter((d) => !d.open && (d.open = true)).length`)
	raw := js[string](w, `axe.run(document, {runOnly: {type: "tag", values: `+axeRules+`}, resultTypes: ["violations"]}).then((r) => JSON.stringify({v: r.violations, n: r.passes.length}))`)
	var got struct {
		V []violation
		N int
	}
	if err := json.Unmarshal([]byte(raw), &got); err != nil {
		w.t.Fatal(err)
	}
	if got.N < 10 {
		w.t.Errorf("%s: axe looked at next to nothing: %d rules held", what, got.N)
	}
	for _, v := range got.V {
		for _, n := range v.Nodes[:min(3, len(v.Nodes))] {
			w.t.Errorf("%s: %s (%s): %s\n%s\n%s", what, v.ID, v.Impact, v.Help, n.HTML, n.FailureSummary)
		}
	}
}

// narrow holds that nothing is wider than the window.
func (w *window) narrow(what string) {
	w.t.Helper()
	if wide := js[float64](w, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); wide > 0 {
		w.t.Errorf("%s: the page is %g px wider than the window", what, wide)
	}
}

// Every page that can be asked for is held to WCAG 2.2 AA in both themes, and to widths from 360 px, also at twice the size of letters.
func TestEveryPageIsAccessible(t *testing.T) {
	w := open(t, desktop, "author")
	post := w.furnish()
	seen := 0
	for _, s := range screens() {
		for _, r := range s.Routes {
			method, path := pathFor(r.Pattern, post)
			if method != "GET" || r.JSON || strings.HasPrefix(path, "/asset/") || strings.Contains(path, "made-up") || path == "/" {
				continue
			}
			w.shape(desktop)
			if strings.HasPrefix(js[string](w, "location.pathname"), "/ask/") { // whose policy lets nothing be fetched
				w.do(chromedp.Navigate(w.base + "/posts"))
			}
			if kind := js[string](w, fmt.Sprintf(`fetch(%q).then((r) => r.headers.get("content-type") + " " + r.headers.get("content-disposition"))`, path)); !strings.HasPrefix(kind, "text/html") || strings.Contains(kind, "attachment") {
				continue
			}
			for theme, l := range map[string]look{"light": desktop, "phone, dark": {360, 740, true}} {
				w.shape(l)
				w.do(chromedp.Navigate(w.base + path))
				w.axe(r.Pattern + " " + theme)
				w.narrow(r.Pattern + " " + theme)
			}
			w.shape(look{640, 450, false}) // what 200 % leaves of a window of 1280
			w.narrow(r.Pattern + " at 200 %")
			seen++
		}
	}
	if seen < 4 {
		t.Fatalf("only %d pages were looked at", seen)
	}
}

// furnish gives the desk something to show, and the address of a post with findings.
func (w *window) furnish() string {
	w.t.Helper()
	w.draft("A sentence about nothing.")
	r, err := revisionOf(told, []string{"instagram", "x"}, "public", "no")
	if err != nil {
		w.t.Fatal(err)
	}
	p, err := w.office.DraftPost(w.t.Context(), people[0], r)
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.office.CheckPost(w.t.Context(), people[0], p.ID); err != nil {
		w.t.Fatal(err)
	}
	return p.ID
}
