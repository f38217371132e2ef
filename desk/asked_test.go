// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"chaperone/decision/request"
	"chaperone/decision/request/form"
	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/practice"

	"golang.org/x/net/html"
)

// yesForm is a yes of the patient, each line ticked.
var yesForm = []string{"do", "answer", "reply", "yes", "name", "Jane Parrot", "true", "seen", "true", "know-who", "true", "know-change", "true", "free"}

// linked asks the patient by a link.
func linked(d *tested) (b *browser, id, link, at string) {
	d.t.Helper()
	b, id = askable(d)
	p := b.do("/posts/"+id+"/ask", append(patientForm, "channel", "link")...)
	return b, id, linkOf(p), p.Header().Get("X-At")
}

// publish signs a post off and notes that it is out.
func (d *tested) publish(b *browser, id string) {
	d.t.Helper()
	p, err := d.office.CheckPost(d.t.Context(), people[0], id)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, f := range p.StillOpen() {
		b.do("/posts/"+id+"/way", "n", itoa(f.N), "way", "justified", "words", "She agreed to it.")
	}
	b.do("/posts/"+id+"/sign-off", "digest", p.Revision.Digest, "meant", "yes").says("Signed off")
	b.do("/posts/"+id+"/published", "platform", "instagram", "address", "https://instagram.example/p/9").says("Published")
}

// What the person asked first, and what they were told, stands on their page; after a yes was taken back it says until when the post comes
// down, and that it did.
func TestTheLinkTellsWhatBecameOfIt(t *testing.T) {
	d := newDesk(t)
	b, id, link, at := linked(d)
	d.stranger("POST", link, "do", "asks-back", "question", "").says("Please write what you would like to know.")
	d.stranger("POST", link, "do", "asks-back", "question", "Can my son see it?").says("will write back to you here")
	b.do(at+"/reply", "words", "Yes, anybody can.")
	d.stranger("GET", link).says("What you asked", "Can my son see it?", "Yes, anybody can.")

	yes := d.stranger("POST", link, yesForm...)
	yes.says("We wrote down your yes", "Read the page again")
	if n := yes.find(func(n *html.Node) bool { return n.Data == "a" && attr(n, "href") == link }); n == nil {
		t.Error("nothing leads back to what they said yes to")
	}
	d.publish(b, id)
	d.clock.turn(24 * time.Hour)
	d.stranger("POST", link, "do", "answer", "reply", "no").says("You have changed your mind", "to take the post down from Instagram by")
	d.stranger("GET", link).says("You have changed your mind", "We will tell you here when it is done")
	d.stranger("POST", link, "do", "asks-back", "question", "There is a copy on another page.").says("Thank you for asking")
	b = d.as("author")
	b.see("/requests").says("wants to know something")
	b.see(at).says("There is a copy on another page.", "Answer them")
	b.see("/posts/"+id).says("Take it down", "By 25 Nov.") // the day the patient was told
	d.clock.turn(time.Hour)
	b.do("/posts/"+id+"/taken-down", "address", "https://instagram.example/p/9")
	down := d.stranger("GET", link)
	down.says("The post is down", "Dr Okafor took it down from Instagram")
	down.saysNot("by 24 November")
}

// An answer that lacks something comes back as it was filled in, beside what is lacking.
func TestAnAnswerThatCantBeTakenSaysWhy(t *testing.T) {
	d := newDesk(t)
	_, _, link, _ := linked(d)
	for _, c := range []struct {
		form []string
		says string
	}{
		{[]string{"do", "answer", "name", "Jane Parrot"}, "Please pick one answer first."},
		{[]string{"do", "answer", "reply", "perhaps"}, "Please pick one answer first."},
		{[]string{"do", "answer", "reply", "yes", "name", "Jane Parrot", "true", "seen"}, "tick each line"},
		{[]string{"do", "answer", "reply", "yes", "true", "seen", "true", "know-who", "true", "know-change", "true", "free"}, "Please type your name as well."},
		{[]string{"do", "answer", "reply", "no", "words", strings.Repeat("long ", 3000)}, "Please use fewer words"},
	} {
		p := d.stranger("POST", link, c.form...)
		p.says("Not sent yet", c.says)
		if p.Code != http.StatusUnprocessableEntity {
			t.Errorf("%v gives %d", c.form, p.Code)
		}
		for i := 0; i < len(c.form); i += 2 {
			if n := p.find(func(n *html.Node) bool {
				return n.Data == "input" && attr(n, "name") == c.form[i] && attr(n, "value") == c.form[i+1]
			}); c.form[i] == "name" && n == nil {
				t.Errorf("%v: the name that was typed is gone", c.form)
			}
		}
	}
	if p := d.stranger("POST", link, "do", "something"); p.Code != http.StatusBadRequest {
		t.Errorf("a form nobody made gives %d", p.Code)
	}
	if p := d.stranger("POST", link, "do", "answer", "words", strings.Repeat("x", 70<<10)); p.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a huge form gives %d: %s", p.Code, p.words())
	}
	all, _ := d.office.Requests(t.Context())
	if all[0].Last() != nil {
		t.Errorf("one of them counts: %+v", all[0].Last())
	}
}

// The form carries a proof that only who had the page has. Where a browser says that another site sent it, it is refused whatever it carries; an old
// phone that says nothing, or "null", is not.
func TestTheFormOfALinkIsBoundToTheLink(t *testing.T) {
	d := newDesk(t)
	_, _, link, _ := linked(d)
	b := d.browser()
	b.see(link)
	good := b.token
	if len(good) < 32 || strings.Contains(link, good) {
		t.Fatalf("the proof is %q", good)
	}
	send := func(token string, header ...string) *page {
		f := url.Values{"do": {"answer"}, "reply": {"no"}, "token": {token}}
		r := httptest.NewRequest("POST", link, strings.NewReader(f.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for i := 0; i+1 < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		return d.browser().send(r)
	}
	second := d.as("author")
	other := linkOf(second.do("/posts/"+d.anotherPost(second)+"/ask", append(patientForm, "channel", "link")...))
	third := d.browser()
	third.see(other)
	for name, p := range map[string]*page{"no proof": send(""), "a wrong one": send(good[:31] + "z"), "another link's": send(third.token), "another site's": send(good, "Sec-Fetch-Site", "cross-site"),
		"another port's": send(good, "Sec-Fetch-Site", "same-site"), "another origin's": send(good, "Origin", "https://evil.example")} {
		if p.Code != http.StatusForbidden {
			t.Errorf("%s gives %d", name, p.Code)
		}
		p.says("Not sent yet", "open your link again")
	}
	q, _ := d.office.Requests(t.Context())
	for _, x := range q {
		if x.Last() != nil {
			t.Fatal("one of them counts")
		}
	}
	if p := send(good, "Origin", "null"); p.Code != http.StatusOK {
		t.Errorf("an old phone gives %d: %s", p.Code, p.words())
	}
}

// anotherPost begins one more post.
func (d *tested) anotherPost(b *browser) string {
	d.t.Helper()
	p := b.do("/write", "text", about+" Again.", "platform", "instagram", "audience", "public", "paid", "no", "do", "sign-off")
	return strings.TrimPrefix(p.Header().Get("X-At"), "/posts/")
}

// Whoever wrote the post may look at the page: that isn't counted as opened, and there is nothing to answer with.
func TestTheAuthorSeesThePageAndCantAnswerIt(t *testing.T) {
	d := newDesk(t)
	b, _, link, _ := linked(d)
	p := b.see(link)
	p.says("This is the page they see", "Your care stays the same")
	if p.find(func(n *html.Node) bool { return n.Data == "form" }) != nil {
		t.Error("the author gets a form")
	}
	if all, _ := d.office.Requests(t.Context()); all[0].Seen != nil {
		t.Error("it counts as opened")
	}
	stranger := d.browser()
	stranger.see(link)
	if all, _ := d.office.Requests(t.Context()); all[0].Seen == nil {
		t.Error("the patient's look doesn't count")
	}
	b.token = stranger.token // even with the proof of the patient's form
	p = b.postForm(link, fields(yesForm...))
	if p.Code != http.StatusForbidden {
		t.Errorf("it gives %d", p.Code)
	}
	p.says("You asked, so someone else answers")
	if all, _ := d.office.Requests(t.Context()); all[0].Last() != nil {
		t.Error("and counts")
	}
	// A colleague who is signed in here answers as themself.
	c := d.as("m-reviewer")
	c.see(link).says("Your answer")
}

// A colleague first says that they don't share the interest; before that they don't see the post. Who signs with the author's name is told kindly.
func TestAColleagueFirstSaysThatTheyHaveNoTie(t *testing.T) {
	d := newDesk(t)
	b, id := askable(d)
	ask := []string{"form", "colleague", "question", "interest", "name", "Dr Ben Ade", "party", "Acme Health", "interest", "Acme sponsors my course.", "called", "Dr Okafor", "phone", "01632 960123", "days", "14", "channel", "link"}
	link := linkOf(b.do("/posts/"+id+"/ask", ask...))
	first := d.stranger("GET", link)
	first.says("a tie to Acme Health?")
	first.saysNot("parrot")
	again := d.stranger("POST", link, "do", "no-tie")
	again.says("parrot", "Could a fair reader think the interest shaped this?")
	d.stranger("POST", link, "do", "answer", "reply", "fine", "true", "no-tie", "name", "A. Okafor").says("Not sent yet", "name of the person who asks")
	d.stranger("POST", link, "do", "answer", "reply", "fine", "name", "Dr Ben Ade").says("Not sent yet")
	d.stranger("POST", link, "do", "answer", "reply", "fine", "true", "no-tie", "name", "Dr Ben Ade").says("Thank you")
	d.stranger("GET", link).says("You said: No. You can change that here.")
	second := linkOf(b.do("/posts/"+id+"/ask", ask...))
	d.stranger("POST", second, "do", "has-tie").says("Someone without the tie should answer.")
	d.stranger("GET", second).saysNot("Send my question now")
}

// pictured begins a post with a photograph that was taken lying down, and one without end of detail.
func pictured(d *tested) (id string, photo []byte) {
	d.t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 2400, 1600))
	r := rand.New(rand.NewPCG(1, 2))
	for y := range 1600 {
		for x := range 2400 {
			img.Set(x, y, color.RGBA{byte(x / 10), byte(y / 7), byte(r.UintN(60)), 255})
		}
	}
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, img, nil); err != nil {
		d.t.Fatal(err)
	}
	photo = buf.Bytes()
	open := func(b []byte) func() (io.ReadCloser, error) {
		return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }
	}
	p, err := d.office.DraftPost(d.t.Context(), people[0], signoff.Revision{Kind: post.KindPost, Text: about, Platforms: []post.Platform{"instagram"}, Audience: "public"},
		practice.Medium{Name: "ward.jpg", Type: "image/jpeg", Alt: "A ward", Open: open(photo)}, practice.Medium{Name: "walk.mp4", Type: "video/mp4", Alt: "A walk", Open: open([]byte("\x00\x00\x00\x18ftypmp42"))})
	if err != nil {
		d.t.Fatal(err)
	}
	return p.ID, photo
}

// The page with its pictures is at most 60 KB, and each picture is there in full size behind a link.
func TestThePageWithPicturesIsSmallAndLeadsToThem(t *testing.T) {
	d := newDesk(t)
	id, photo := pictured(d)
	b := d.as("author")
	link := linkOf(b.do("/posts/"+id+"/ask", append(patientForm, "channel", "link")...))
	p := d.stranger("GET", link)
	if len(p.body) > 60_000 || len(p.body) < 20_000 {
		t.Errorf("the page has %d bytes", len(p.body))
	}
	p.says("See it in full size", "A walk. It is not shown here.")
	long := d.draft(strings.Repeat("A long story. ", 35_000/14))
	if p := d.stranger("GET", linkOf(b.do("/posts/"+long+"/ask", append(patientForm, "channel", "link")...))); p.Code != http.StatusOK || len(p.body) > 60_000 || len(p.body) < 35_000 {
		t.Errorf("a long post's page has %d bytes", len(p.body))
	}
	img := p.find(func(n *html.Node) bool { return n.Data == "img" })
	data, ok := strings.CutPrefix(attr(img, "src"), "data:image/jpeg;base64,")
	raw, err := base64.StdEncoding.DecodeString(data)
	if !ok || err != nil || attr(img, "alt") != "A ward" {
		t.Fatal(ok, err, attr(img, "alt"))
	}
	if conf, err := jpeg.DecodeConfig(bytes.NewReader(raw)); err != nil || conf.Width < 500 || conf.Width < conf.Height {
		t.Errorf("the small picture is %d by %d, %v", conf.Width, conf.Height, err)
	}
	full := d.stranger("GET", link+"/picture/1")
	if full.Code != http.StatusOK || full.body != string(photo) || full.Header().Get("Content-Type") != "image/jpeg" || full.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("the picture gives %d, %d bytes, %v", full.Code, len(full.body), full.Header())
	}
	for _, n := range []string{"0", "2", "3", "x", "-1"} {
		if got := d.stranger("GET", link+"/picture/"+n); got.Code != http.StatusNotFound {
			t.Errorf("picture %s gives %d", n, got.Code)
		}
	}
	if got := d.stranger("GET", "/ask/"+strings.Repeat("0", 27)+"/picture/1"); got.Code != http.StatusNotFound {
		t.Errorf("a made-up link gives %d", got.Code)
	}
	d.stranger("POST", link, "do", "not-me").says("Thank you")
	if got := d.stranger("GET", link+"/picture/1"); got.Code != http.StatusNotFound {
		t.Errorf("a page that is closed still shows its picture: %d", got.Code)
	}
}

// Expired, replaced, cancelled, closed and erased links; whoever holds the right link of a request whose time is over is told that, and nothing of the
// post. An address that opens nothing takes the same time whether it ever was one.
func TestLinksThatAreOver(t *testing.T) {
	d := newDesk(t)
	_, id, link, at := linked(d)
	d.clock.turn(29 * 24 * time.Hour)
	late := d.stranger("GET", link)
	late.says("The time to answer ended")
	late.saysNot("parrot")
	d.stranger("POST", link, yesForm...).says("The time to answer ended")
	b := d.as("author")
	fresh := linkOf(b.do(at+"/way", "channel", "link"))
	d.stranger("GET", fresh).says("Your answer")
	begun := time.Now()
	nothing := d.stranger("GET", link) // replaced
	if took := time.Since(begun); took < nothingTakes {
		t.Errorf("it takes %v", took)
	}
	if nothing.Code != http.StatusNotFound {
		t.Errorf("a link that was replaced gives %d", nothing.Code)
	}
	d.stranger("POST", fresh, "do", "not-me").says("Thank you")
	for _, path := range []string{fresh, link, "/ask/x", "/ask/", "/ask/x/y"} {
		begun := time.Now()
		got := d.stranger("GET", path)
		if got.Code != nothing.Code || got.body != nothing.body {
			t.Errorf("%s gives %d: %s", path, got.Code, got.words())
		}
		if took := time.Since(begun); strings.Count(path, "/") == 2 && path != "/ask/" && took < nothingTakes {
			t.Errorf("%s takes %v", path, took)
		}
	}
	b.see("/requests").says("It reached the wrong person")
	// A post with other words: the old link says so, and asks nothing.
	other := linkOf(b.do("/posts/"+id+"/ask", append(patientForm, "channel", "link")...))
	r, err := revisionOf(about+" And more.", []string{"instagram"}, "public", "no")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.office.RevisePost(t.Context(), people[0], id, r); err != nil {
		t.Fatal(err)
	}
	stale := d.stranger("GET", other)
	stale.says("The post has changed")
	stale.saysNot("And more")
}

// No link stands in what the desk logs, whatever goes wrong with it.
func TestALinkIsNeverLogged(t *testing.T) {
	d := newDesk(t)
	var log bytes.Buffer
	d.log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	_, _, link, _ := linked(d)
	token := strings.TrimPrefix(link, "/ask/")
	d.disk.full.Store(true)
	d.stranger("GET", link).says("Your answer") // whoever wants to read may
	p := d.stranger("POST", link, "do", "answer", "reply", "no")
	p.says("That did not work", "our fault")
	if p.Code < 500 {
		t.Errorf("a full disk gives %d", p.Code)
	}
	d.disk.full.Store(false)
	if err := d.routes([]screen{{Routes: []route{{Pattern: "GET /ask/{token}", May: anybody, Link: true, Do: func(c *call) error { panic(c.r.URL.Path) }}}}}); err != nil {
		t.Fatal(err)
	}
	d.stranger("GET", link).says("That did not work")
	if log.Len() == 0 || strings.Contains(log.String(), token) || strings.Contains(log.String(), token[:6]) || strings.Contains(log.String(), proofOfPath(t, link)) {
		t.Errorf("the log says\n%s", log.String())
	}
}

func proofOfPath(t *testing.T, link string) string {
	t.Helper()
	token, err := request.ParseToken(strings.TrimPrefix(link, "/ask/"))
	if err != nil {
		t.Fatal(err)
	}
	return proofOf(token)
}

// What goes wrong is said on a page that needs nothing else of the desk: under the public address there is nothing else.
func TestFaultsOfALinkArePlainPages(t *testing.T) {
	d := newDesk(t)
	_, _, link, _ := linked(d)
	for range 40 {
		d.stranger("GET", link)
	}
	p := d.stranger("GET", link)
	if p.Code != http.StatusTooManyRequests || p.Header().Get("Retry-After") == "" {
		t.Errorf("too often gives %d", p.Code)
	}
	p.says("Please wait a little")
	holdHeaders(t, "GET /ask/{token}", p)
	if p.find(func(n *html.Node) bool { return n.Data == "link" || n.Data == "script" }) != nil || p.Header().Get("Content-Security-Policy") != form.Policy(true)+"; frame-ancestors 'none'" {
		t.Error("the page needs files of the desk")
	}
}
