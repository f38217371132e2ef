// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// drawn makes a picture in the browser, as a camera would: bringing gives it to the page as said.
const drawn = `const drawn = (name, hue) => new Promise((done) => { const c = document.createElement("canvas"); c.width = 640; c.height = 480; const g = c.getContext("2d");
	g.fillStyle = "hsl(" + hue + " 40% 70%)"; g.fillRect(0, 0, 640, 480); g.fillStyle = "hsl(" + hue + " 50% 35%)"; g.fillRect(80, 140, 180, 340); g.beginPath(); g.arc(420, 200, 90, 0, 7); g.fill();
	c.toBlob((b) => done(new File([b], name, { type: b.type })), "image/png"); }); const dt = new DataTransfer();`

// A picture chosen, one dropped and one pasted: each is there at once, with its card; what is said of it is checked as it is said.
func TestPicturesByButtonDropAndPaste(t *testing.T) {
	w := open(t, desktop, "author")
	w.until(`document.getElementById("text")`)
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), "Our new corridor is open."))
	js[bool](w, `(async () => { `+drawn+` dt.items.add(await drawn("corridor.png", 200)); const i = document.getElementById("files"); i.files = dt.files; i.dispatchEvent(new Event("change", { bubbles: true })); return true; })()`)
	w.until(`document.querySelectorAll("#media-list li").length === 1 && document.querySelector("#media-list img").naturalWidth === 640`)
	js[bool](w, `(async () => { `+drawn+` dt.items.add(await drawn("door.png", 20)); const f = document.getElementById("text"); for (const k of ["dragenter", "dragover", "drop"]) f.dispatchEvent(new DragEvent(k, { dataTransfer: dt, bubbles: true, cancelable: true })); return true; })()`)
	w.until(`document.querySelectorAll("#media-list li").length === 2`)
	js[bool](w, `(async () => { `+drawn+` dt.items.add(await drawn("image.png", 120)); document.getElementById("text").dispatchEvent(new ClipboardEvent("paste", { clipboardData: dt, bubbles: true, cancelable: true })); return true; })()`)
	w.until(`document.querySelectorAll("#media-list li").length === 3`)
	w.until(`[...document.querySelectorAll("#notes .t")].some((t) => t.textContent.includes("Nobody has looked"))`)
	if wide := js[float64](w, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); wide > 0 {
		t.Errorf("the page is %g px too wide", wide)
	}

	// taken out and back again
	w.do(chromedp.Click(chromedp.CSS("#media-list li:nth-child(3) button[name=unattach]")))
	w.until(`document.querySelectorAll("#media-list li").length === 2 && document.querySelector(".toast button")`)
	w.do(chromedp.Click(chromedp.CSS(".toast button")))
	w.until(`document.querySelectorAll("#media-list li").length === 3`)
	js[bool](w, `(document.querySelector("#media-list li:nth-child(3) button[name=unattach]").click(), true)`)
	w.until(`document.querySelectorAll("#media-list li").length === 2`)

	// what is said is checked
	js[bool](w, `(() => { document.querySelectorAll("#media-list li").forEach((li, i) => { for (const [n, v] of Object.entries({ "seen.who": i ? "me" : "patient", "seen.behind": "no", "seen.readable": "no", "seen.at_work": "no", "seen.results": "no", "seen.agreed": i ? "" : "no" })) { const s = li.querySelector('[name="' + n + '"]'); s.value = v; s.dispatchEvent(new Event("change", { bubbles: true })); } }); return true; })()`)
	w.until(`[...document.querySelectorAll("#notes .t")].some((t) => t.textContent.includes("patient in the picture")) && ![...document.querySelectorAll("#notes .t")].some((t) => t.textContent.includes("Nobody has looked"))`)
	w.until(`document.querySelector("#media-list li .card-q small").textContent === "Answered"`)
	w.do(chromedp.SendKeys(chromedp.CSS("#media-list li:first-child [name=alt]"), "Mrs Begum came to my clinic last night with a fork in her foot."))
	w.until(`[...document.querySelectorAll("#notes .note")].some((n) => n.textContent.includes("In the alternative text of picture 1"))`)
	w.until(`/saved \d\d:\d\d/.test(document.getElementById("saved").textContent)`)
	w.shotsOf("media")
	w.do(chromedp.Sleep(200 * time.Millisecond))
	w.axe("Write with pictures")
	w.shape(look{360, 740, false})
	w.narrow("Write with pictures on a phone")
	w.shape(desktop)

	// the preview shows them
	w.do(chromedp.Click(chromedp.CSS("#preview-open")))
	w.until(`document.querySelectorAll("#preview-body .shown img").length === 2 && document.getElementById("preview-body").textContent.includes("Alternative text: Mrs Begum")`)
	w.do(chromedp.Sleep(200 * time.Millisecond))
	w.shot("media-preview")
	w.do(chromedp.Click(chromedp.CSS("#preview [data-close]")))

	// a change of the alternative text, in one tap
	js[bool](w, `(document.querySelector("#notes button[name=beside]").click(), true)`)
	w.until(`document.readyState === "complete" && document.querySelector("main > .said") && !document.querySelector("#media-list li:first-child [name=alt]").value.includes("Begum")`)

	// all of it is there again
	at := js[string](w, "location.pathname")
	w.do(chromedp.Navigate(w.base + at))
	w.until(`document.querySelectorAll("#media-list li").length === 2 && document.querySelector('#media-list li [name="seen.who"]').value === "patient"`)

	// what can't be added is said, and the way out
	js[bool](w, `(async () => { const dt = new DataTransfer(); dt.items.add(new File(["<svg onload=alert(1)>"], "logo.svg", { type: "image/svg+xml" })); const i = document.getElementById("files"); i.files = dt.files; i.dispatchEvent(new Event("change", { bubbles: true })); return true; })()`)
	w.until(`document.querySelector(".upload.failed") && document.querySelector(".upload.failed").textContent.includes("Save it as PNG or JPEG")`)
	if n := js[int](w, `document.querySelectorAll("#media-list li").length`); n != 2 {
		t.Errorf("there are %d pictures", n)
	}
	w.shot("media-refused")
}

// An upload that is stopped half-way leaves nothing, and the text is as it was.
func TestAnUploadCanBeStopped(t *testing.T) {
	w := open(t, desktop, "author")
	w.until(`document.getElementById("text")`)
	w.do(chromedp.SendKeys(chromedp.CSS("#text"), "First words."))
	js[bool](w, `(() => { const head = new Uint8Array([0,0,0,32,102,116,121,112,105,115,111,109,0,0,2,0]); const dt = new DataTransfer(); dt.items.add(new File([head, new Uint8Array(120 << 20)], "long.mp4", { type: "video/mp4" }));
		const open = XMLHttpRequest.prototype.send; XMLHttpRequest.prototype.send = function (b) { open.call(this, b); setTimeout(() => document.querySelector(".upload button").click(), 30); };
		const i = document.getElementById("files"); i.files = dt.files; i.dispatchEvent(new Event("change", { bubbles: true })); return true; })()`)
	w.until(`document.querySelector(".toast")?.textContent.includes("Stopped") || document.querySelector("#media-list li")`)
	if js[bool](w, `!!document.querySelector("#media-list li")`) {
		t.Skip("the upload was over before it could be stopped")
	}
	id := strings.TrimPrefix(js[string](w, "location.pathname"), "/write/")
	k, err := w.office.OpenWorking(t.Context(), id)
	if err != nil || len(k.Revision.Media) != 0 || k.Revision.Text != "First words." {
		t.Errorf("kept is %+v, %v", k.Revision, err)
	}
}
