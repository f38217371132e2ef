// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// By hand: the starter is tried out by itself, a mistake is shown by its line while one types, mended, saved.
func TestAPackOfOnesOwnInABrowser(t *testing.T) {
	w := open(t, desktop, "author")
	w.do(chromedp.Navigate(w.base + "/rulebook/own"))
	w.until(`document.querySelector("#tried")?.innerText.includes("It can be saved")`)
	w.axe("a pack tried out")
	w.shotsOf("own-pack")
	typed := func(from, to string) {
		t.Helper()
		w.do(chromedp.Evaluate[chromedp.Void](`(() => { const t = document.getElementById("text"); t.value = t.value.replace("` + from + `", "` + to + `"); t.dispatchEvent(new Event("input", {bubbles: true})); })()`))
	}
	typed("when: email-address", "when: unicorn")
	w.until(`document.querySelector("#tried").innerText.includes("unicorn")`)
	w.axe("a pack with a mistake")
	w.shotsOf("own-pack-mistake")
	w.do(chromedp.Click(chromedp.CSS("#tried [data-line]")))
	w.until(`document.activeElement.id === "text" && document.getElementById("text").value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd).includes("when: unicorn")`)
	typed("when: unicorn", "when: email-address")
	typed("Ring the front desk.", "Write to me@example.org.")
	w.until(`document.querySelector("#tried").innerText.includes("1 example fails")`)
	w.shotsOf("own-pack-fails")
	typed("Write to me@example.org.", "Ring the front desk.")
	w.until(`document.querySelector("#tried").innerText.includes("It can be saved")`)
	w.do(chromedp.Click(chromedp.CSS("#pack button.primary")))
	w.until(`document.querySelector(".said.clear")?.innerText.includes("Saved.")`)
	w.axe("a pack saved")
	w.shotsOf("own-pack-saved")
}
