// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"chaperone/rulebook"

	"golang.org/x/net/html"
)

// box gives what stands in the box of the pack.
func box(p *page) string {
	n := p.find(func(n *html.Node) bool { return attr(n, "id") == "text" })
	if n == nil {
		return ""
	}
	return textContent(n)
}

func TestAPackOfOnesOwnIsWrittenTriedAndSaved(t *testing.T) {
	d := newDesk(t)
	b := d.as("m-administrator")
	p := b.see("/rulebook/own")
	p.says("A first pack, to be changed", "None yet")
	if strings.TrimSpace(box(p)) != strings.TrimSpace(starter) {
		t.Error("the box doesn't begin with the starter")
	}
	form := func(do, was, text string) url.Values {
		return url.Values{"token": {b.token}, "do": {do}, "was": {was}, "text": {strings.ReplaceAll(text, "\n", "\r\n")}}
	}
	b.postForm("/rulebook/own", form("try", "0", starter)).says("It can be saved", "1 rule, 2 examples", "Holds: should be found", "Line 26")
	bad := b.postForm("/rulebook/own", form("save", "0", strings.Replace(starter, "when: email-address", "when: unicorn", 1)))
	bad.says("Not saved yet", "1 mistake", "Line 22", `no detector reads a fact "unicorn"`)
	if bad.Code != http.StatusUnprocessableEntity || !strings.Contains(box(bad), "unicorn") {
		t.Errorf("a mistake gives %d, and the box holds %q", bad.Code, box(bad))
	}
	fails := b.postForm("/rulebook/own", form("save", "0", strings.Replace(starter, "Ring the front desk.", "Write to me@example.org.", 1)))
	fails.says("1 example fails", "Fails: should not be found")
	if h, _, _ := d.office.HouseRules(t.Context()); h.Pack != nil {
		t.Fatal("something was saved")
	}
	b.do("/rulebook/own", "do", "save", "was", "0", "text", starter).says("Saved.", "Version 1, saved", "by An Administrator", "in use")
	b.see("/rulebook").says("Our practice", "this practice’s own", "own pack saved, version 1")
	b.see("/rulebook/rules/our-email-address").says("An e-mail address is in the post", "Staff handbook, 7", "Questions? Write to jo@example.org")
	w := d.as("m-author")
	seen := w.see("/rulebook/own")
	seen.says("Version 1, saved")
	seen.saysNot("Save the pack")
	id := d.draft("Questions? Write to walks@example.org")
	post, err := d.office.CheckPost(t.Context(), people[0], id)
	if err != nil || !strings.Contains(post.Check.Against.Rulebook, "our-practice 1") {
		t.Errorf("a check goes by %+v, %v", post.Check.Against, err)
	}
	if y := w.get("/rulebook/own/pack.yaml"); y.body != strings.TrimSpace(starter)+"\nversion: \"1\"\n" || !strings.Contains(y.Header().Get("Content-Disposition"), "pack.yaml") {
		t.Errorf("the download is %q", y.body)
	} else if _, err := rulebook.Load(rulebook.Options{Examples: true, Packs: []fs.FS{fstest.MapFS{"pack.yaml": {Data: []byte(y.body)}}}}); err != nil {
		t.Errorf("the download is no pack elsewhere: %v", err)
	}
	other := b.postForm("/rulebook/own", form("save", "0", strings.Replace(starter, "decide", "stop", 1)))
	other.says("Somebody saved another version meanwhile")
	if other.Code != http.StatusConflict || !strings.Contains(box(other), "level: stop") {
		t.Errorf("two at once: %d", other.Code)
	}
	b.postForm("/rulebook/own", form("save", "1", starter)).says("Nothing was changed in it")
	b.see("/rulebook/own")
	b.do("/rulebook/own", "do", "drop", "was", "1").says("Tick that the pack goes")
	b.do("/rulebook/own", "do", "drop", "was", "1", "meant", "yes").says("Taken away", "Version 2", "taken away")
	b.see("/rulebook/own?version=1").says("Version 1 as it was. Save it to use it again")
	b.do("/rulebook/own", "do", "save", "was", "2", "text", starter).says("Version 3, saved")
	for _, v := range []url.Values{{"do": {"save"}, "was": {"many"}}, {"do": {"burn"}, "was": {"3"}}} {
		if p := b.postForm("/rulebook/own", v); p.Code != http.StatusBadRequest {
			t.Errorf("%v gives %d", v, p.Code)
		}
	}
	if p := d.as("m-none").get("/rulebook/own"); p.Code != http.StatusForbidden {
		t.Errorf("somebody without a role reads it: %d", p.Code)
	}
	v, err := d.office.Verify(t.Context(), nil)
	if err != nil || !v.Holds() {
		t.Errorf("the record doesn't verify: %v %v", err, v.Sentences())
	}
}

func TestAPackIsTriedOutWhileItIsTyped(t *testing.T) {
	d := newDesk(t)
	b := d.as("m-administrator").withToken()
	p := b.postJSON("/rulebook/own/try", `{"text":"id: x\ntitle: <script>alert(1)</script>\nrulez: []\n"}`)
	if p.Code != http.StatusOK || !strings.Contains(p.body, "Line 3") || strings.Contains(p.body, "<script>") {
		t.Errorf("it gives %d %s", p.Code, p.body)
	}
	if p := b.postJSON("/rulebook/own/try", `{"text":"id: x\ntitle: X\nrules:\n  - {area: employer, id: a, title: \"<img src=x onerror=y>\", level: advise, cite: [\"<img>/1\"], when: \"<img>\", say: x}\n"}`); strings.Contains(p.body, "<img") {
		t.Errorf("words of the pack come back as they are: %s", p.body)
	}
	for _, bad := range []string{"", "x", `{"text":3}`} {
		if p := b.postJSON("/rulebook/own/try", bad); p.Code != http.StatusBadRequest {
			t.Errorf("%q gives %d", bad, p.Code)
		}
	}
	if p := b.postJSON("/rulebook/own/try", `{"text":"`+strings.Repeat("a", 300<<10)+`"}`); p.Code != http.StatusOK || !strings.Contains(p.body, "longer than 256 KB") {
		t.Errorf("too long: %d", p.Code)
	}
}
