// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"os"
	"path/filepath"
	"testing"

	"chaperone/register"

	"github.com/chromedp/chromedp"
)

// axeAll holds the page as it stands to WCAG and to its width, on a desktop in light and on a phone in dark, and keeps its pictures.
func (w *window) axeAll(name string) {
	w.t.Helper()
	w.shotsOf(name)
	js[bool](w, `document.documentElement.style.setProperty("--quick", "0ms") === undefined`) // buttons that are just changing their colour have another
	for theme, l := range map[string]look{"light": desktop, "phone, dark": {360, 740, true}} {
		w.shape(l)
		w.axe(name + " " + theme)
		w.narrow(name + " " + theme)
	}
	w.shape(desktop)
}

// By hand: a consent added, a paper attached and fetched, and the person changes their mind.
func TestTheRegistersInABrowser(t *testing.T) {
	w := open(t, desktop, "author")
	entry, _ := w.consented()
	for _, v := range []register.Value{
		{Consent: &register.Consent{Who: "Jane Parrot", Platforms: []string{"linkedin"}, Purpose: "teaching", Given: register.Day(w.now().AddDate(0, -8, 0)), Review: register.Day(w.now().AddDate(0, 0, -3))}},
		{Consent: &register.Consent{Who: "Ann Wren", Platforms: []string{"youtube"}, Purpose: "education", Given: register.Day(w.now().AddDate(0, -2, 0)), Expires: register.Day(w.now().AddDate(0, 5, 0))}},
		{Consent: &register.Consent{Who: "Kit Finch", Platforms: []string{"instagram"}, Purpose: "recruitment", Given: register.Day(w.now().AddDate(-2, 0, 0)), Expires: register.Day(w.now().AddDate(-1, 0, 0))}},
		{Evidence: &register.Evidence{Claim: "Cool running water for 20 minutes eases a burn", Source: "doi:10.1000/burns.1", Grade: "review", Checked: register.Day(w.now().AddDate(-1, 0, 0))}},
	} {
		if _, err := w.office.AddEntry(t.Context(), people[0], register.New{Value: v}); err != nil {
			t.Fatal(err)
		}
	}
	w.do(chromedp.Navigate(w.base + "/registers"))
	w.until(`document.querySelectorAll("tbody tr").length === 3 && document.querySelectorAll(".due li").length === 2`)
	w.axeAll("registers")
	w.do(chromedp.Click(chromedp.CSS(`a[href^="/registers/new"]`)))
	w.until(`document.querySelector("#f-who")`)
	w.axeAll("register-new")
	w.do(chromedp.SendKeys(chromedp.CSS("#f-who"), "Bo Heron"), chromedp.SendKeys(chromedp.CSS("#f-text"), "She came back to say thank you."), chromedp.Click(chromedp.CSS(`input[name=platforms][value=instagram]`)),
		chromedp.SendKeys(chromedp.CSS("#f-purpose"), "education"), chromedp.Click(chromedp.CSS(`.reg-form .btn.primary`)))
	w.until(`document.querySelector(".said.clear") && document.body.innerText.includes("Bo Heron")`)

	w.do(chromedp.Navigate(w.base + "/registers/" + entry))
	paper := filepath.Join(t.TempDir(), "signed form.pdf")
	if err := os.WriteFile(paper, []byte("%PDF-1.7 signed"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.do(chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{paper}), chromedp.Click(chromedp.CSS(`form[action$="/files"] button`)))
	w.until(`document.querySelector(".said.clear") && document.querySelector(".files a").textContent === "signed form.pdf"`)
	if got := js[string](w, `fetch(document.querySelector(".files a").href).then((r) => r.text().then((x) => r.headers.get("content-disposition") + "|" + x))`); got != `attachment; filename="signed form.pdf"|%PDF-1.7 signed` {
		t.Errorf("the file comes back as %q", got)
	}
	w.axeAll("register-entry")
	w.do(chromedp.Click(chromedp.CSS(`a[href$="withdraw=yes"]`)))
	w.until(`document.querySelectorAll(".places li").length === 2`)
	w.axeAll("register-withdraw")
	w.do(chromedp.SendKeys(chromedp.CSS("#f-said"), "I changed jobs"), chromedp.Click(chromedp.CSS(".btn.danger")))
	w.until(`document.querySelector(".falls") && document.body.innerText.includes("Take it down by")`)
	w.axeAll("register-withdrawn")
	w.do(chromedp.Navigate(w.base + "/registers/" + entry + "/change"))
	w.until(`document.querySelector(".said.stop")`)
	w.do(chromedp.Navigate(w.base + "/registers/files"))
	w.until(`document.querySelectorAll("input[type=file]").length === 2`)
	w.axeAll("register-files")
	w.do(chromedp.Navigate(w.base + "/registers?in=cover"))
	w.until(`document.querySelector(".empty")`)
	w.axeAll("registers-empty")
	w.shape(look{360, 740, false})
	w.until(`(() => { const t = document.querySelector(".tabs [aria-current]").getBoundingClientRect(); return t.left >= 0 && t.right <= innerWidth; })()`) // which register is open is seen
}
