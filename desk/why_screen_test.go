// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"encoding/base64"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Fifth moment: "why did you publish this?", three years later. One bundle, which the program as it is built verifies without the
// practice, and which anybody can read.
func TestWhyDidYouPublishThisThreeYearsLater(t *testing.T) {
	c := &clock_{now: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
	w := openAt(t, desktop, "author", c.Now)
	w.clock = c
	const post = about + " Antibiotics always work for this."
	id := w.draft(post)
	b := w.as("author")
	link := linkOf(b.do("/posts/"+id+"/ask", append(patientForm, "channel", "link")...))
	c.turn(26 * time.Hour)
	w.stranger("POST", link, yesForm...)
	b = w.as("author")
	w.publish(b, id)
	b.do("/posts/" + id + "/take-down")
	b.do("/posts/"+id+"/taken-down", "address", "https://instagram.example/p/9")

	c.turn(3 * 365 * 24 * time.Hour)
	again, err := w.SignInPath("author")
	if err != nil {
		t.Fatal(err)
	}
	w.do(chromedp.Navigate(w.base+again), chromedp.Navigate(w.base+"/record"), chromedp.SendKeys(chromedp.CSS(`input[name=q]`), "parrot\r"))
	w.until(`document.querySelector(".where a")`)
	w.shot("moment-5-found")
	w.do(chromedp.Click(chromedp.CSS(".where a")))
	w.until(`document.querySelectorAll(".tl li").length > 4`)
	w.shot("moment-5-story")
	w.do(chromedp.Click(chromedp.CSS(`form[action$="/bundle"] input[name=open]`)))
	data, err := base64.StdEncoding.DecodeString(js[string](w, `(async () => { const f = document.querySelector("form[action$='/bundle']"); const r = await fetch(f.action, {method: "POST", body: new URLSearchParams(new FormData(f))});
		const b = new Uint8Array(await r.arrayBuffer()); let s = ""; for (const x of b) s += String.fromCharCode(x); return btoa(s); })()`))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "story.zip")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(program(t), "record", "verify", "--bundle", file, "--key", strings.TrimSpace(w.office.PublicKey())).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%d bytes; %s", len(data), out)

	page := unzippedFile(t, data, "index.html")
	at := filepath.Join(t.TempDir(), "index.html")
	if err := os.WriteFile(at, page, 0o600); err != nil {
		t.Fatal(err)
	}
	w.do(chromedp.Navigate("file://" + at))
	w.axe("a story for a lawyer")
	w.shot("moment-5-bundle")
	words := regexp.MustCompile(`\s+`).ReplaceAllString(html.UnescapeString(w.reads()), " ")
	for _, s := range []string{
		post, "Dr Ada Okafor", "20 November 2026", "21 November 2026", "Instagram", // what, who, when and where
		"GMC", "She agreed to it.", // the paragraph, and what was decided
		"Jane Parrot", "link", // consent: whose, and by which way
		"Taken down 21 November 2026", "What this proves, and what it can’t",
	} {
		if !strings.Contains(words, s) {
			t.Errorf("the bundle's page doesn't say %q", s)
		}
	}
	if t.Failed() {
		t.Log(words)
	}
}
