// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// strangers are elements that stand badly on a page: a word cut in two by its column, a control too small for a finger, words under a bar, a label
// that touches the field above it. Words nobody wrote for people (digests, addresses, code) may break where they must.
const strangers = `(() => {
  const out = [], seen = (e) => e.getClientRects().length && getComputedStyle(e).visibility !== "hidden" && !e.closest(".vh"), say = (what, e) => out.push(what + ": " + e.textContent.trim().replace(/\s+/g, " ").slice(0, 50));
  for (const e of document.querySelectorAll("th,td,.tabs a,.btn,h1,h2,h3,summary b,.tag")) {
    if (!seen(e) || e.closest(".hash,code,pre")) continue;
    const walk = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
    for (let n; (n = walk.nextNode()); ) for (const m of n.data.matchAll(/\p{L}{2,20}/gu)) {
      const r = document.createRange(); r.setStart(n, m.index); r.setEnd(n, m.index + m[0].length);
      if (new Set([...r.getClientRects()].map((x) => Math.round(x.top))).size > 1) say("cut word “" + m[0] + "”", e);
    }
  }
  if (innerWidth < 720) for (const e of document.querySelectorAll(".btn,.tabs a,summary,select,input:not([type=hidden]):not([type=checkbox]):not([type=radio])")) {
    const r = e.getBoundingClientRect();
    if (seen(e) && r.height < 40) say("only " + Math.round(r.height) + " px high", e);
  }
  for (const li of document.querySelectorAll(".clues li")) {
    const q = li.querySelector("q").getBoundingClientRect(), bar = li.querySelector(".bar").getBoundingClientRect();
    if (q.right > bar.left + 1) say("words under the bar", li);
  }
  for (const e of document.querySelectorAll("form .field")) {
    const before = e.getBoundingClientRect().top, above = e.parentElement.previousElementSibling;
    if (seen(e) && !e.closest("details:not([open])") && e.parentElement.classList.contains("pair") && !e.previousElementSibling && above && seen(above) && above.tagName !== "LEGEND" && before - above.getBoundingClientRect().bottom < 4) say("touches what is above", e);
  }
  for (const e of document.querySelectorAll(".meta,.soft")) if (seen(e) && /^\s*·/.test(e.textContent) && e.tagName === "P") say("begins with a dot", e);
  for (const e of document.querySelectorAll("details>summary")) {
    const s = getComputedStyle(e), mark = (p) => !["none", "normal", '""'].includes(getComputedStyle(e, p).content);
    if (seen(e) && s.display !== "list-item" && !mark("::before") && !mark("::after") && !e.closest(".menu,.add")) say("nothing shows that it opens", e);
  }
  return out.join("\n");
})()`

var anyID = regexp.MustCompile(`/[a-z0-9]{10}\b`)

// The pages of a practice that is at work, by the sample, on a desktop and on a small phone.
func TestThePagesOfABusyPracticeStandWell(t *testing.T) {
	w := open(t, desktop, "author")
	s := &served{beside: beside{t: t, home: w.base}}
	w.sample = s
	w.do(chromedp.Navigate(w.base+"/welcome"), chromedp.Click(chromedp.CSS(`form[action="/sample"] button`)))
	w.until(`location.pathname === "/posts" && document.querySelector(".sample")`)
	base := js[string](w, "location.origin")
	todo := []string{"/posts", "/write", "/requests", "/registers", "/record", "/rulebook", "/you", "/welcome"}
	done, kinds := map[string]bool{}, map[string]int{}
	for len(todo) > 0 {
		path := todo[0]
		todo = todo[1:]
		kind := anyID.ReplaceAllString(strings.SplitN(path, "?", 2)[0], "/ID")
		if strings.HasPrefix(kind, "/rulebook/rules/") {
			kind = "/rulebook/rules/ID"
		}
		most := map[string]int{"/posts/ID": 8, "/write/ID": 2}[kind]
		if done[path] || strings.HasPrefix(path, "/asset/") || kinds[kind] > most {
			continue
		}
		done[path] = true
		if is := js[string](w, fmt.Sprintf(`fetch(%q).then((r) => r.headers.get("content-type") + " " + r.headers.get("content-disposition"))`, path)); !strings.HasPrefix(is, "text/html") || strings.Contains(is, "attachment") {
			continue
		}
		kinds[kind]++
		for _, l := range []look{desktop, {360, 740, false}} {
			w.shape(l)
			w.do(chromedp.Navigate(base + path))
			w.until(`document.readyState === "complete"`)
			what := fmt.Sprintf("%s at %d px", path, l.Width)
			w.narrow(what)
			if bad := js[string](w, strangers); bad != "" {
				t.Errorf("%s:\n%s", what, bad)
			}
		}
		todo = append(todo, strings.Fields(js[string](w, `[...document.querySelectorAll("main a[href^='/']")].map((a) => a.getAttribute("href").split("#")[0]).join("\n")`))...)
	}
	if len(kinds) < 25 {
		t.Errorf("only %d kinds of page were looked at", len(kinds))
	}
}
