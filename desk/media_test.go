// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"chaperone/post"

	"golang.org/x/net/html"
)

// picture is a small PNG that a browser shows.
func picture(n uint8) []byte {
	m := image.NewRGBA(image.Rect(0, 0, 64, 48))
	for y := range 48 {
		for x := range 64 {
			m.Set(x, y, color.RGBA{uint8(x * 4), uint8(y * 5), n, 255})
		}
	}
	var b bytes.Buffer
	_ = png.Encode(&b, m)
	return b.Bytes()
}

type file struct {
	name string
	data []byte
}

// uploads sends a form with files, as a browser does: fields first, in their order.
func (b *browser) uploads(path string, files []file, kv ...string) *page {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	_ = w.WriteField("token", b.token)
	for i := 0; i+1 < len(kv); i += 2 {
		_ = w.WriteField(kv[i], kv[i+1])
	}
	for _, f := range files {
		p, _ := w.CreateFormFile("file", f.name)
		_, _ = p.Write(f.data)
	}
	_ = w.Close()
	r := httptest.NewRequest("POST", path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return b.send(r)
}

func (b *browser) follow(p *page) *page {
	b.t.Helper()
	if p.Code != http.StatusSeeOther {
		b.t.Fatalf("it gives %d: %s", p.Code, p.words())
	}
	at, _, _ := strings.Cut(p.Header().Get("Location"), "#")
	next := b.see(at)
	next.Header().Set("X-At", at)
	return next
}

// values gives the fields of the editor's form as a browser would send them.
func (p *page) fields() []string {
	var out []string
	for _, n := range p.all(func(n *html.Node) bool { return attr(n, "name") != "" }) {
		name, value := attr(n, "name"), attr(n, "value")
		switch {
		case name == "token" || n.Data == "button" || attr(n, "type") == "file" || n.Data == "meta":
			continue
		case n.Data == "textarea":
			value = strings.TrimPrefix(textContent(n), "\n")
		case n.Data == "select":
			for o := range n.Descendants() {
				if o.Data == "option" && has(o, "selected") {
					value = attr(o, "value")
				}
			}
		case attr(n, "type") == "checkbox" && !has(n, "checked"):
			continue
		}
		out = append(out, name, value)
	}
	return out
}

// with changes one of the fields.
func with(fields []string, name, value string) []string {
	out := append([]string(nil), fields...)
	for i := 0; i+1 < len(out); i += 2 {
		if out[i] == name {
			out[i+1] = value
			return out
		}
	}
	return append(out, name, value)
}

func TestAPictureGoesItsWholeWayByForms(t *testing.T) {
	d := newDesk(t)
	b := d.as("author")
	b.see("/write").says("Pictures and films", "We don’t look into them yet")
	first := picture(1)
	p := b.follow(b.uploads("/attach", []file{{"../Ward\u202e 3.html", first}, {"second.png", picture(2)}}, "text", "Our new corridor.", "platform", "instagram", "audience", "public", "paid", "no", "tray", "1", "do", "attach"))
	p.says("2 files added", "Ward 3.png", "second.png", "5 questions open", "Nobody has looked at this picture yet", "Picture 1 and 2")
	at := p.Header().Get("X-At")
	img := p.find(func(n *html.Node) bool { return n.Data == "img" })
	if img == nil {
		t.Fatal("the picture isn't shown")
	}
	got := b.see(attr(img, "src"))
	if got.body != string(first) || got.Header().Get("Content-Type") != "image/png" || got.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("it comes as %s, %d bytes", got.Header().Get("Content-Type"), len(got.body))
	}
	if cd := b.see(attr(img, "src") + "?download=" + "..%2Fx%22%0d%0aSet-Cookie:a.html").Header().Get("Content-Disposition"); !strings.HasPrefix(cd, "attachment") || strings.ContainsAny(cd, "\r\n/") || strings.Contains(cd, "html") {
		t.Errorf("it is to be saved as %q", cd)
	}

	// parts of it are sent, as a browser asks for them that seeks in a film
	part := func(ranges string) *page {
		b.header.Set("Range", ranges)
		defer b.header.Del("Range")
		return b.get(attr(img, "src"))
	}
	if got.Header().Get("Accept-Ranges") != "bytes" || got.Header().Get("ETag") == "" {
		t.Error("nothing says that parts can be had")
	}
	for ranges, want := range map[string]string{"bytes=0-": string(first), "bytes=10-19": string(first[10:20]), "bytes=-5": string(first[len(first)-5:])} {
		if p := part(ranges); p.Code != http.StatusPartialContent || p.body != want || p.Header().Get("Content-Type") != "image/png" || p.Header().Get("Content-Range") == "" {
			t.Errorf("%s gives %d, %d bytes, %s", ranges, p.Code, len(p.body), p.Header().Get("Content-Range"))
		}
	}
	if p := part("bytes=9999999-"); p.Code != http.StatusRequestedRangeNotSatisfiable || p.Header().Get("Content-Range") != "bytes */"+itoa(len(first)) {
		t.Errorf("a part behind the end gives %d, %s", p.Code, p.Header().Get("Content-Range"))
	}

	// the second one is taken out; of the first one is said what is in it, with words that are checked
	out := p.all(func(n *html.Node) bool { return n.Data == "button" && attr(n, "name") == "unattach" })[1]
	p = b.do(at, with(p.fields(), "unattach", attr(out, "value"))...)
	p.says("Taken out of this post")
	p.saysNot("second.png")
	f := p.fields()
	for name, value := range map[string]string{"alt": "Mrs Begum came to my clinic last night with a fork in her foot.", "caption": "Mind the step.", "seen.who": "patient", "seen.behind": "no", "seen.readable": "yes",
		"seen.at_work": "no", "seen.results": "no", "seen.agreed": "no"} {
		f = with(f, name, value)
	}
	p = b.do(at, with(f, "do", "check")...)
	p.says("In the alternative text of picture 1", "Mrs Begum", "A patient in the picture hasn't agreed", "Something can be read in the picture", "Answered")
	p.saysNot("Nobody has looked at this picture yet")
	w, err := d.office.OpenWorking(t.Context(), strings.TrimPrefix(at, "/write/"))
	if err != nil || len(w.Revision.Media) != 1 || w.Revision.Media[0].Seen != (post.Seen{Who: "patient", Behind: "no", Readable: "yes", AtWork: "no", Results: "no", Agreed: "no"}) {
		t.Fatalf("kept is %+v, %v", w.Revision.Media, err)
	}

	// a change offered for the alternative text changes that, not the post
	fix := p.button("beside", "alt 1.")
	if fix == nil {
		t.Fatal("no change of the alternative text is offered")
	}
	p = b.do(at, with(p.fields(), "beside", attr(fix, "value"))...)
	p.says("Changed.")
	w, _ = d.office.OpenWorking(t.Context(), w.ID)
	if strings.Contains(w.Revision.Media[0].Alt, "Begum") || w.Revision.Text != "Our new corridor." {
		t.Errorf("changed to %q, beside %q", w.Revision.Media[0].Alt, w.Revision.Text)
	}

	f = p.fields()
	for name, value := range map[string]string{"alt": "An empty corridor.", "seen.who": "nobody", "seen.readable": "no", "seen.agreed": ""} {
		f = with(f, name, value)
	}
	b.do(at, with(f, "do", "sign-off")...).says("Alternative text: An empty corridor.", "Mind the step.")
	post, err := d.office.Post(t.Context(), w.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range post.StillOpen() {
		b.do("/posts/"+w.ID+"/way", "n", itoa(x.N), "way", "justified", "words", "Everybody may know this.")
	}
	b.do("/posts/"+w.ID+"/sign-off", "digest", post.Revision.Digest, "meant", "yes").says("Signed off", "Download the picture or film", "Ward 3.png")
	if v, err := d.office.Verify(t.Context(), nil); err != nil || !v.Holds() {
		t.Errorf("the record doesn't verify: %v", err)
	}
	if r := d.as("m-reviewer").get(mediumPath(w.ID, w.Revision.Media[0].Digest)); r.Code != http.StatusOK {
		t.Errorf("who signs off can't see the picture: %d", r.Code)
	}
	for _, who := range []string{"m-keeper", "m-administrator"} {
		if r := d.as(who).get(mediumPath(w.ID, w.Revision.Media[0].Digest)); r.Code != http.StatusForbidden {
			t.Errorf("%s sees the picture: %d", who, r.Code)
		}
	}
}

func TestAScriptBringsPictures(t *testing.T) {
	d := newDesk(t)
	b := d.as("author")
	b.see("/write")
	var kept saved
	if err := json.Unmarshal([]byte(b.postJSON("/save", `{"text":"Our corridor.","platforms":["x"],"audience":"public"}`).body), &kept); err != nil {
		t.Fatal(err)
	}
	p := b.uploads("/medium/"+kept.ID, []file{{"ward.png", picture(3)}})
	var got mediumGot
	if err := json.Unmarshal([]byte(p.body), &got); err != nil || p.Code != 200 || !strings.Contains(got.HTML, "ward.png") {
		t.Fatalf("%d, %v: %s", p.Code, err, p.body)
	}
	media := `[{"digest":"` + got.Digest + `","name":"ward.png","alt":"A corridor","seen":{"who":"me","readable":"yes"}}]`
	checks := b.postJSON("/check", `{"id":"`+kept.ID+`","version":1,"text":"Our corridor.","platforms":["x"],"audience":"public","media":`+media+`}`)
	if checks.Code != 200 || !strings.Contains(checks.body, "Something can be read") {
		t.Errorf("%d: %.300s", checks.Code, checks.body)
	}
	if p := b.postJSON("/save", `{"id":"`+kept.ID+`","version":1,"text":"Our corridor.","media":`+media+`}`); p.Code != 200 {
		t.Errorf("saving gives %d: %s", p.Code, p.body)
	}
	b.see("/write/"+kept.ID).says("ward.png", "3 questions open")
	// a script that says nothing of media leaves them
	if p := b.postJSON("/save", `{"id":"`+kept.ID+`","version":2,"text":"Our corridor, again."}`); p.Code != 200 {
		t.Errorf("saving gives %d", p.Code)
	}
	b.see("/write/" + kept.ID).says("ward.png")
	for what, media := range map[string]string{
		"a digest of another post": `[{"digest":"sha256:` + strings.Repeat("0", 64) + `"}]`,
		"an answer nobody knows":   `[{"digest":"` + got.Digest + `","seen":{"who":"the queen"}}]`,
	} {
		if p := b.postJSON("/save", `{"id":"`+kept.ID+`","version":3,"text":"x","media":`+media+`}`); p.Code < 400 || p.Code >= 500 {
			t.Errorf("%s gives %d", what, p.Code)
		}
	}
}

func TestWhatIsNoPictureIsRefusedInWordsAndTheTextIsKept(t *testing.T) {
	d := newDesk(t)
	b := d.as("author")
	b.see("/write")
	for name, c := range map[string]struct{ data, says string }{
		"<script>alert(1)</script>.jpg": {"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "Save it as PNG or JPEG"},
		"ward.heic":                     {"\x00\x00\x00\x24ftypheic\x00\x00\x00\x00mif1heic", "Save it as JPEG"},
		"page.png":                      {"<!doctype html><script>alert(1)</script>", "Save it as PNG or JPEG"},
		"empty.png":                     {"", "It is empty"},
		"report.pdf":                    {"%PDF-1.7", "Save the page you mean"},
	} {
		p := b.follow(b.uploads("/attach", []file{{name, []byte(c.data)}}, "text", "My words.", "tray", "1", "audience", "public"))
		p.says("Can’t add", c.says)
		p.saysNot("<script>", "questions open")
		if area := p.find(func(n *html.Node) bool { return n.Data == "textarea" }); strings.TrimSpace(textContent(area)) != "My words." {
			t.Errorf("%s: the words are %q", name, textContent(area))
		}
	}
	p := b.uploads("/medium/nothing-of-the-sort", []file{{"x.png", picture(1)}})
	if p.Code != http.StatusNotFound {
		t.Errorf("for a draft that isn't there it gives %d", p.Code)
	}
}

func TestAnUploadCutOffLeavesTheWordsAndNothingHalf(t *testing.T) {
	d := newDesk(t)
	b := d.as("author")
	b.see("/write")
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, f := range [][2]string{{"token", b.token}, {"text", "My words."}, {"tray", "1"}, {"audience", "public"}} {
		_ = w.WriteField(f[0], f[1])
	}
	p, _ := w.CreateFormFile("file", "long.png")
	_, _ = p.Write(append(picture(1), bytes.Repeat([]byte("x"), 300<<10)...))
	whole := body.Bytes()
	send := func(n int) *page {
		r := httptest.NewRequest("POST", "/attach", io.MultiReader(bytes.NewReader(whole[:n]), broken{}))
		r.ContentLength = int64(len(whole)) + 64
		r.Header.Set("Content-Type", w.FormDataContentType())
		return b.send(r)
	}
	q := b.follow(send(len(whole) - 1000))
	q.says("The upload broke off", "your words are safe")
	q.saysNot("long.png")
	if area := q.find(func(n *html.Node) bool { return n.Data == "textarea" }); strings.TrimSpace(textContent(area)) != "My words." {
		t.Errorf("the words are %q", textContent(area))
	}
	before := b.see("/posts").words()
	for _, n := range []int{10, 80, 150} { // cut off before its files begin, the form is no form
		if p := send(n); p.Code < 400 || p.Code >= 500 {
			t.Errorf("cut off after %d bytes it gives %d", n, p.Code)
		}
	}
	if after := b.see("/posts").words(); after != before {
		t.Error("a form that was cut off left something")
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestUploadsAreGuardedLikeForms(t *testing.T) {
	d := newDesk(t)
	b := d.as("author")
	b.see("/write")
	good := b.token
	for _, token := range []string{"", good[:len(good)-1] + "_", d.as("author").fresh()} {
		for _, path := range []string{"/attach", "/medium/x"} {
			b.token = token // the page that refuses brings the right one
			if p := b.uploads(path, []file{{"x.png", picture(1)}}, "text", "forged"); p.Code != http.StatusForbidden {
				t.Errorf("token %q to %s: %d", token, path, p.Code)
			}
		}
	}
	b.token = good
	b.header.Set("Sec-Fetch-Site", "cross-site")
	if p := b.uploads("/attach", nil, "text", "forged"); p.Code != http.StatusForbidden {
		t.Errorf("another site: %d", p.Code)
	}
	b.header.Del("Sec-Fetch-Site")
	b.see("/posts").saysNot("forged")
	r := httptest.NewRequest("POST", "/attach", strings.NewReader("token="+good))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if p := b.send(r); p.Code != http.StatusForbidden {
		t.Errorf("a form that isn't one of files: %d", p.Code)
	}
	r = httptest.NewRequest("POST", "/attach", strings.NewReader("x"))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	r.ContentLength = uploadBytes + 1
	if p := b.send(r); p.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("far too much: %d", p.Code)
	}
}

func TestADraftsMediaAreBounded(t *testing.T) {
	d := newDesk(t)
	b := d.as("author")
	b.see("/write")
	var all []file
	for i := range 21 {
		all = append(all, file{"x.png", picture(uint8(i))})
	}
	p := b.uploads("/attach", all, "text", "Many.", "tray", "1", "audience", "public")
	if p.Code != http.StatusUnprocessableEntity {
		t.Errorf("21 pictures give %d", p.Code)
	}
	p.says("a post can have 20")
}
