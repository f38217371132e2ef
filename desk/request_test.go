// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"chaperone/decision/request"

	"golang.org/x/net/html"
)

const about = "My patient, the lady with the parrot, let me say that her pneumonia is gone. She is well."

// askable begins a post with a place, checked, whose author can be reached.
func askable(d *tested) (b *browser, id string) {
	d.t.Helper()
	b = d.as("author")
	p := b.do("/write", "text", about, "platform", "instagram", "audience", "public", "paid", "no", "do", "sign-off")
	return b, strings.TrimPrefix(p.Header().Get("X-At"), "/posts/")
}

var patientForm = []string{"form", "patient", "subject", "adult", "name", "Jane Parrot", "words", "the lady with the parrot, parrot", "purpose", "education", "why", "To show that people get well.",
	"audience", "Anyone in the world can see it.", "stays", "years", "paid", "Dr Okafor is not paid for it.", "called", "Dr Okafor", "place", "St Anne's", "phone", "01632 960123", "days", "28"}

// linkOf is the link on a page.
func linkOf(p *page) string {
	n := p.find(func(n *html.Node) bool { return n.Data == "a" && strings.Contains(attr(n, "href"), "/ask/") })
	if n == nil {
		p.t.Fatalf("there is no link: %s", p.words())
	}
	_, token, _ := strings.Cut(attr(n, "href"), "/ask/")
	return "/ask/" + token
}

// stranger asks as a browser that knows only a link: no session. Before it answers it looks at the page, and sends what stands in its form.
func (d *tested) stranger(method, path string, kv ...string) *page {
	d.t.Helper()
	b := d.browser()
	if method == "GET" {
		return b.get(path)
	}
	b.token = "none"
	b.get(path)
	form := map[string][]string{}
	for i := 0; i+1 < len(kv); i += 2 {
		form[kv[i]] = append(form[kv[i]], kv[i+1])
	}
	return b.postForm(path, form)
}

// Fourth moment: a patient agrees by a link, changes their mind by the same one, and the desk says what has to come down, and where.
func TestAPatientAgreesAndChangesTheirMindByTheSameLink(t *testing.T) {
	d := newDesk(t)
	b, id := askable(d)
	b.see("/posts/"+id+"/ask").says("Ask for consent", "Whose story is it?")
	p := b.postForm("/posts/"+id+"/ask", fields(append(patientForm, "channel", "link", "why", "")...))
	if p.Code != http.StatusUnprocessableEntity {
		t.Fatalf("without a reason it gives %d", p.Code)
	}
	p.says("Say why, in a sentence they will read.")
	if n := p.find(func(n *html.Node) bool { return attr(n, "name") == "name" }); attr(n, "value") != "Jane Parrot" {
		t.Error("what was typed is gone")
	}
	p = b.do("/posts/"+id+"/ask", append(patientForm, "channel", "link")...)
	p.says("Consent from Jane Parrot", "Their link", "This desk answers on this computer only")
	link := linkOf(p)
	b.see("/requests").says("Jane Parrot", "1 answer is awaited")

	page := d.stranger("GET", link)
	page.says("would like to share your story", "Your care stays the same", about, "Yes, share it", "Not for me")
	if strings.Contains(page.body, "<script") || page.Header().Get("Set-Cookie") != "" || len(page.body) > 60_000 {
		t.Errorf("the page has a script or a cookie, or is %d bytes", len(page.body))
	}
	d.stranger("POST", link, "do", "answer", "reply", "yes", "name", "Jane Parrot").says("Not sent yet", "tick each line")
	d.stranger("POST", link, "do", "asks-back", "question", "Can my son see it?").says("")
	b.see("/requests").says("1 person wants to know something")
	at := p.Header().Get("X-At")
	b.see(at).says("Can my son see it?", "Answer them")
	b.do(at+"/reply", "words", "Yes, anybody can.").says("Your answer stands on their page now")
	yes := []string{"do", "answer", "reply", "yes", "name", "Jane Parrot", "true", "seen", "true", "know-who", "true", "know-change", "true", "free"}
	d.stranger("POST", link, yes...).says("")
	b.see(at).says("Yes", "Signed: “Jane Parrot”")

	post, err := d.office.CheckPost(t.Context(), people[0], id)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range post.StillOpen() {
		b.do("/posts/"+id+"/way", "n", itoa(f.N), "way", "justified", "words", "She agreed to it.")
	}
	b.do("/posts/"+id+"/sign-off", "digest", post.Revision.Digest, "meant", "yes").says("Signed off")
	b.do("/posts/"+id+"/published", "platform", "instagram", "address", "https://instagram.example/p/9").says("Published")

	d.clock.turn(400 * 24 * time.Hour)
	d.stranger("GET", link).says("You said: Yes, share it. You can change that here.")
	d.stranger("POST", link, "do", "answer", "reply", "no").says("Instagram")
	b = d.as("author")
	b.see("/posts").says("One needs taking down")
	b.see("/posts/"+id).says("Take it down", "https://instagram.example/p/9")
	b.see(at).says("They changed their mind", "Instagram")
	v, err := d.office.Verify(t.Context(), nil)
	if err != nil || !v.Holds() {
		t.Errorf("the record doesn't verify: %v", v.Sentences())
	}
}

func fields(kv ...string) map[string][]string {
	f := map[string][]string{}
	for i := 0; i+1 < len(kv); i += 2 {
		f[kv[i]] = []string{kv[i+1]}
	}
	return f
}

func TestLinksThatOpenNothingAllLookAlike(t *testing.T) {
	d := newDesk(t)
	b, id := askable(d)
	p := b.do("/posts/"+id+"/ask", append(patientForm, "channel", "link")...)
	first := linkOf(p)
	at := p.Header().Get("X-At")
	second := linkOf(b.do(at+"/way", "channel", "link"))
	if first == second {
		t.Fatal("the new link is the old one")
	}
	d.stranger("GET", second).says("Your care stays the same")
	made := "/ask/" + strings.Repeat("0", 27)
	nothing := d.stranger("GET", made)
	if nothing.Code != http.StatusNotFound {
		t.Errorf("a made-up link gives %d", nothing.Code)
	}
	for _, path := range []string{first, "/ask/x", "/ask/" + strings.ToLower(second[5:])[:20]} {
		if got := d.stranger("GET", path); got.Code != nothing.Code || got.body != nothing.body {
			t.Errorf("%s gives %d, and another page than a made-up link", path[:9], got.Code)
		}
	}
	b.do(at+"/cancel", "because", "not needed")
	if got := d.stranger("GET", second); got.body != nothing.body {
		t.Error("a link that was taken back tells more than a made-up one")
	}
	if got := d.stranger("POST", second, "do", "answer", "reply", "no"); got.body != nothing.body {
		t.Error("and so does an answer to it")
	}
	refused := false
	for range 100 { // guessing is slow
		refused = refused || d.stranger("GET", made).Code == http.StatusTooManyRequests
	}
	if !refused {
		t.Error("a hundred guesses in a moment are let through")
	}
}

func TestTheAuthorCantAnswerForThePatient(t *testing.T) {
	d := newDesk(t)
	b, id := askable(d)
	link := linkOf(b.do("/posts/"+id+"/ask", append(patientForm, "channel", "link")...))
	p := b.postForm(link, map[string][]string{"do": {"answer"}, "reply": {"yes"}, "name": {"Jane Parrot"}, "true": {"seen", "know-who", "know-change", "free"}})
	if p.Code == http.StatusOK {
		t.Errorf("signed in, the author answers: %s", p.words())
	}
	all, _ := d.office.Requests(t.Context())
	if all[0].Last() != nil {
		t.Error("and it counts")
	}
}

// While the device is lent, its session opens the one page and nothing else, whatever is typed; signing in anew brings it back.
func TestALentDeviceShowsOnePageOnly(t *testing.T) {
	d := newDesk(t)
	b, id := askable(d)
	before := linkOf(b.do("/posts/"+id+"/ask", append(patientForm, "channel", "link")...))
	other := d.as("author")
	other.see("/posts")
	p := b.postForm("/posts/"+id+"/ask", fields(append(patientForm, "channel", "device")...))
	if p.Code != http.StatusSeeOther || p.Header().Get("Location") != "/this-device" {
		t.Fatalf("it leads to %d %s: %s", p.Code, p.Header().Get("Location"), p.words())
	}
	b.see("/this-device").says("Your care stays the same")
	for _, s := range screens() {
		for _, r := range s.Routes {
			method, path := pathFor(r.Pattern, id)
			d.clock.turn(time.Second)
			switch {
			case r.Lent || r.May == anybody && !r.Link && path != "/": // they may sign in, as anybody may
			case method == "GET":
				if got := b.get(path); got.Code != http.StatusSeeOther || got.Header().Get("Location") != "/this-device" {
					t.Errorf("%s gives %d", r.Pattern, got.Code)
				}
			default:
				if got := b.postForm(path, nil); got.Code != http.StatusForbidden {
					t.Errorf("%s gives %d", r.Pattern, got.Code)
				}
			}
		}
	}
	other.get("/posts").says("You're signed out.") // this browser under the desk's other name, or another one here
	if got := b.get(before); got.Header().Get("Location") != "/this-device" {
		t.Errorf("another patient's link gives %d: %s", got.Code, got.words())
	}
	if got := b.get("/sign-in"); got.Code != http.StatusOK || strings.Contains(got.body, "Sign out") {
		t.Errorf("the door gives %d: %s", got.Code, got.words())
	}
	if got := b.postForm("/sign-out", nil); got.Code != http.StatusForbidden {
		t.Errorf("signing out of a lent device gives %d", got.Code)
	}
	back := b.see("/this-device/back")
	back.says("This device is lent", "signs in again")
	if back.find(func(n *html.Node) bool { return n.Data == "nav" || n.Data == "form" }) != nil {
		t.Error("that page leads into the desk")
	}
	page := b.see("/this-device")
	page.says("give this device back")
	if strings.Contains(page.body, "<script") {
		t.Error("there is a script")
	}
	got := b.postForm("/this-device", map[string][]string{"do": {"answer"}, "reply": {"yes"}, "name": {"Jane Parrot"}, "true": {"seen", "know-who", "know-change", "free"}})
	if got.Code != http.StatusOK {
		t.Fatalf("the answer gives %d: %s", got.Code, got.words())
	}
	all, _ := d.office.Requests(t.Context())
	if a := all[0].Last(); a == nil || a.Reply != request.Yes || a.Channel != request.Device || a.By != all[0].About() {
		t.Fatalf("the answer is %+v", all[0].Last())
	}
	path, err := d.SignInPath("author")
	if err != nil {
		t.Fatal(err)
	}
	b.get(path)
	b.see("/requests").says("Jane Parrot")
	if got := b.get("/this-device"); got.Code != http.StatusNotFound {
		t.Errorf("with the practice again, it gives %d", got.Code)
	}
	if all, _ = d.office.Requests(t.Context()); all[0].Locked() {
		t.Error("the record says that the device is still lent")
	}
}

// A device that is noted as back from elsewhere is signed out: its browser shows neither the page nor the desk.
func TestALentDeviceThatIsTakenBackElsewhereIsSignedOut(t *testing.T) {
	d := newDesk(t)
	b, id := askable(d)
	b.postForm("/posts/"+id+"/ask", fields(append(patientForm, "channel", "device")...))
	b.see("/this-device")
	c := d.as("m-reviewer")
	all, _ := d.office.Requests(t.Context())
	c.see("/requests/" + all[0].ID).says("hasn’t come back")
	c.do("/requests/" + all[0].ID + "/take-back").says("The device is with you again.")
	for _, path := range []string{"/this-device", "/posts"} {
		if got := b.get(path); got.Code != http.StatusUnauthorized {
			t.Errorf("%s gives %d: %s", path, got.Code, got.words())
		}
	}
}

func TestPaperAndCodesComeBack(t *testing.T) {
	d := newDesk(t)
	b, id := askable(d)
	p := b.do("/posts/"+id+"/ask", append(patientForm, "channel", "page")...)
	p.says("To hand out", "A code came back")
	at := p.Header().Get("X-At")
	file := b.get(at + "/file")
	if !strings.Contains(file.Header().Get("Content-Disposition"), "attachment") || !strings.Contains(file.body, "Your code for this answer") {
		t.Errorf("the file is %s, %d bytes", file.Header().Get("Content-Disposition"), len(file.body))
	}
	b.do(at+"/code", "code", "0000-0000-0000-0000-0001").says("slip in what was typed")
	doc, _ := html.Parse(strings.NewReader(file.body))
	code := ""
	for n := range doc.Descendants() {
		if n.Data == "p" && attr(n, "class") == "code" && code == "" {
			code = textContent(n)
		}
	}
	b.do(at+"/code", "code", code).says("Noted, by its code", "Yes")
	if d.as("author").get(at+"/file").Code == http.StatusOK {
		t.Error("another session gets the page with its codes")
	}

	p = b.do("/posts/"+id+"/ask", append(patientForm, "channel", "paper")...)
	at = p.Header().Get("X-At")
	if file := b.get(at + "/file"); !strings.HasPrefix(file.body, "%PDF") {
		t.Errorf("the paper begins with %q", file.body[:20])
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for k, v := range map[string]string{"token": b.token, "reply": "yes", "ticked": "all", "name": "Jane Parrot"} {
		_ = w.WriteField(k, v)
	}
	f, _ := w.CreateFormFile("photo", `../../"x".jpg`)
	_, _ = f.Write(append([]byte("\xff\xd8\xff\xe0"), bytes.Repeat([]byte("photo"), 400_000)...))
	_ = w.Close()
	r := httptest.NewRequest("POST", at+"/paper", &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	if got := b.send(r); got.Code != http.StatusSeeOther {
		t.Fatalf("the paper gives %d: %s", got.Code, got.words())
	}
	b.see(at).says("Noted, with the photograph", "on paper")
}

// Under its public address the desk answers to links, and to nothing else.
func TestThePublicAddressLeadsToLinksOnly(t *testing.T) {
	d := newDesk(t)
	d.public = "https://ask.example.org"
	b, id := askable(d)
	p := b.do("/posts/"+id+"/ask", append(patientForm, "channel", "link")...)
	p.says("Send it yourself, by a way only they read")
	p.saysNot("this computer only")
	if len(p.class("qrbox")) != 1 || !strings.Contains(p.body, `aria-label="QR code"`) {
		t.Error("there is no QR code")
	}
	n := p.find(func(n *html.Node) bool { return n.Data == "a" && strings.Contains(attr(n, "href"), "/ask/") })
	link, ok := strings.CutPrefix(attr(n, "href"), "https://ask.example.org")
	if !ok {
		t.Fatalf("the link is %s", attr(n, "href"))
	}
	ask := func(method, host, path string, header ...string) *page {
		d.clock.turn(10 * time.Second)
		r := httptest.NewRequest(method, "https://"+host+path, nil)
		for i := 0; i+1 < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		for k, v := range b.cookies { // even with a session that got there
			r.AddCookie(&http.Cookie{Name: k, Value: v})
		}
		return d.browser().send(r)
	}
	const public = "ask.example.org"
	if got := ask("GET", public, link); got.Code != http.StatusOK || got.Header().Get("Strict-Transport-Security") != "" {
		t.Errorf("the link gives %d", got.Code)
	}
	holdHeaders(t, "GET /ask/{token}", ask("GET", strings.ToUpper(public), link))
	nothing := ask("GET", public, "/ask/"+strings.Repeat("0", 27))
	paths := []string{"/ask", "/ask/", "/ask/x/y/z", "/favicon.ico", "/nothing"}
	for _, s := range screens() {
		for _, r := range s.Routes {
			if method, path := pathFor(r.Pattern, id); method == "GET" && !strings.HasPrefix(path, "/ask/") {
				paths = append(paths, path)
			}
		}
	}
	for _, path := range paths {
		if got := ask("GET", public, path); got.Code != http.StatusNotFound || got.body != nothing.body {
			t.Errorf("%s gives %d: %s", path, got.Code, got.words())
		}
		// What stands in front may give the desk's own name on: it is still somebody elsewhere.
		for _, h := range []string{"X-Forwarded-For", "Forwarded", "Via", "X-Real-Ip"} {
			if got := ask("GET", host, path, h, "198.51.100.7"); path != "/nothing" && got.Code == http.StatusOK {
				t.Errorf("%s with %s gives %d", path, h, got.Code)
			}
		}
	}
	for _, path := range []string{"/ask/../posts", "/ask/%2e%2e/posts", "//posts", "/ask//../../you"} { // led elsewhere, and refused there
		if got := ask("GET", public, path); got.Code == http.StatusOK || strings.Contains(got.body, "Write a post") {
			t.Errorf("%s gives %d", path, got.Code)
		}
	}
	if got := ask("GET", "127.0.0.1:9", link); got.Code != http.StatusMisdirectedRequest {
		t.Errorf("another name gives %d", got.Code)
	}
	if got := ask("GET", host, "/posts"); got.Code != http.StatusOK {
		t.Errorf("on this computer the desk gives %d", got.Code)
	}
}
