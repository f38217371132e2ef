// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"testing"

	"chaperone/register"

	"github.com/chromedp/chromedp"
)

// By hand: the profile filled in, somebody added and given an address, a person's data looked at.
func TestYouInABrowser(t *testing.T) {
	w := open(t, desktop, "author")
	w.do(chromedp.Navigate(w.base + "/you"))
	w.until(`document.querySelectorAll(".doors li").length === 7`)
	w.shotsOf("you")
	w.do(chromedp.Navigate(w.base+"/you/profile"), chromedp.SendKeys(chromedp.CSS("#p-role"), "GP"), chromedp.SendKeys(chromedp.CSS("#p-workplaces"), "Ashdown Vale Surgery\nWhitby"),
		chromedp.SendKeys(chromedp.CSS("#p-hours"), "sometimes\r"))
	w.until(`document.querySelector("#e-hours")`)
	w.shotsOf("profile-fault")
	w.do(chromedp.SetValue(chromedp.CSS("#p-hours"), "Mon-Fri 08:00-18:00"), chromedp.Click(chromedp.CSS("form.form button.primary")))
	w.until(`document.querySelector(".said.clear") && document.querySelector("#p-role").value === "GP"`)
	w.do(chromedp.Navigate(w.base+"/you/people"), chromedp.SendKeys(chromedp.CSS(`aside input[name=name]`), "Cy Young"), chromedp.Click(chromedp.CSS("aside button.primary")))
	w.until(`document.body?.innerText.includes("Cy Young")`)
	w.shotsOf("people")
	w.do(chromedp.Click(chromedp.CSS(`.people li:last-child form[action$="/link"] button`)))
	w.until(`document.querySelector("#address")?.value.includes("/sign-in/")`)
	w.shotsOf("people-link")
	id, err := w.office.AddEntry(t.Context(), people[0], register.New{Value: register.Value{Consent: &register.Consent{Who: "Zora Quince", Platforms: []string{"instagram"}}}})
	if err != nil {
		t.Fatal(err)
	}
	rs, err := w.office.Registers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	person := rs.Entry(id).Person
	if _, err := w.office.HoldFor(t.Context(), people[0], []string{"entry/" + id}, "A letter of 3 May about the story of a garden fork"); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{"sign-in": "/you/sign-in", "backup": "/you/backup", "erase": "/you/erase?q=zora", "person": "/you/erase/" + person, "holds": "/you/holds", "about": "/you/about"} {
		w.do(chromedp.Navigate(w.base + path))
		w.until(`document.querySelector("h1")`)
		w.axe(path)
		w.shotsOf("you-" + name)
	}
}
