// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"
)

func TestTheDraftAsOthersMaySeeIt(t *testing.T) {
	d := newDesk(t)
	b := d.as("author")
	b.see("/write").saysNot("As others may see it")
	p := b.do("/write", "text", told, "platform", "instagram", "audience", "public", "do", "check")
	p.says("As others may see it", "The patient", "Would know themselves by ‘", "A colleague", "‘last night’", "A neighbour", "‘Whitby’", "The regulator", "GMC social media, 19: Very few people fit this story.", "Could ask who pays you for this")
	p = b.do(p.Header().Get("X-At"), "text", "Wash your hands.", "version", version(p), "platform", "instagram", "audience", "public", "do", "check")
	p.saysNot("As others may see it")

	var out checked
	if err := json.Unmarshal([]byte(b.postJSON("/check", `{"text":"A 43-year-old teacher from Whitby came in last night after falling off his own shed roof."}`).body), &out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.Parts["seen"], "A neighbour") {
		t.Errorf("a script gets %q", out.Parts["seen"])
	}
	// nothing that a person wrote runs
	p = b.do("/write", "text", `<img src=x onerror=alert(1)> Mr <b>Begum</b>, 43, came to my clinic last night in Whitby.`, "platform", "instagram", "audience", "public", "do", "check")
	if n := p.find(func(n *html.Node) bool { return n.Data == "img" && attr(n, "src") == "x" }); n != nil {
		t.Error("the post's words became part of the page")
	}
}

func TestReaderCardsInABrowser(t *testing.T) {
	w := open(t, desktop, "author")
	w.until(`document.getElementById("text")`)
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), told))
	w.until(`document.querySelectorAll("#seen .seen-by").length >= 5`)
	w.do(chromedp.Click(chromedp.CSS(`#seen [data-key=seen-patient] summary`)))
	w.until(`document.querySelector("#seen [data-key=seen-patient]").open`)
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), " And good night."))
	w.until(`/saved \d\d:\d\d/.test(document.getElementById("saved").textContent)`)
	if !js[bool](w, `document.querySelector("#seen [data-key=seen-patient]").open`) {
		t.Error("a card that was open closes while one types")
	}
	w.do(chromedp.Click(chromedp.CSS(`#seen [data-key=seen-regulator] summary`)), chromedp.Click(chromedp.CSS(`#seen [data-key=seen-neighbour] summary`)))
	w.shotsOf("seen")
	w.axe("Write with reader cards")
	js[bool](w, `(() => { const t = document.getElementById("text"); t.focus(); t.select(); document.execCommand("insertText", false, "Wash your hands."); return true; })()`)
	w.until(`!document.querySelector("#seen .seen-by")`)
}
