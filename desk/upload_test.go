// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// sendFile sends a form with a file, as a browser does; fields come between the token and the file.
func (b *browser) sendFile(path, name, content string, kv ...string) *page {
	b.t.Helper()
	if b.token == "" {
		b.get("/")
		b.get("/registers")
	}
	return b.sendForm(path, b.token, name, strings.NewReader(content), kv...)
}

func (b *browser) sendForm(path, token, name string, content io.Reader, kv ...string) *page {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	_ = w.WriteField("token", token)
	for i := 0; i+1 < len(kv); i += 2 {
		_ = w.WriteField(kv[i], kv[i+1])
	}
	h := textproto.MIMEHeader{}
	h.Set("Content-Disposition", `form-data; name="file"; filename="`+strings.NewReplacer(`"`, "%22", "\r", "%0D", "\n", "%0A").Replace(name)+`"`)
	h.Set("Content-Type", "text/html")
	part, err := w.CreatePart(h)
	if err == nil {
		_, err = io.Copy(part, content)
	}
	if err != nil {
		b.t.Fatal(err)
	}
	_ = w.Close()
	r := httptest.NewRequest("POST", path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return b.send(r)
}

func TestFilesAreKeptSealedAndGivenOutAsFiles(t *testing.T) {
	d := newDesk(t)
	entry, _ := d.consented()
	b := d.as("author")
	b.see("/registers")
	at := "/registers/" + entry
	content := "<script>alert(1)</script>" + strings.Repeat("é", 70000)
	for name, want := range map[string]string{
		`../../etc/passwd`:                "passwd",
		`C:\Users\Jo\signed form.pdf`:     "signed form.pdf",
		"evil\r\nSet-Cookie: x=1.html":    "evilSet-Cookie- x=1.html",
		`"; filename="x.exe`:              `-; filename=-x.exe`,
		"unterschrift für Zoë – 同意.png":   "unterschrift für Zoë – 同意.png",
		"gpj.\u202etxt.exe":               "gpj.txt.exe",
		"CON.txt":                         "file-CON.txt",
		"...":                             "file",
		".htaccess":                       "htaccess",
		strings.Repeat("長", 200) + ".pdf": strings.Repeat("長", 38) + ".pdf",
		"\xff\xfe.txt":                    "txt",
		"a<b>c:d|e?f*g.html":              "a-b-c-d-e-f-g.html",
	} {
		if got := plainName(name); got != want {
			t.Errorf("%q becomes %q, not %q", name, got, want)
		}
	}
	p := b.sendFile(at+"/files", `..\"é.html`, content)
	if p.Code != http.StatusSeeOther {
		t.Fatalf("attaching gives %d: %s", p.Code, p.words())
	}
	p = b.see(at)
	p.says("Kept with the entry, sealed", "é.html", "137 KB")
	link := p.find(func(n *html.Node) bool { return strings.HasPrefix(attr(n, "href"), at+"/files/") })
	file := b.get(attr(link, "href"))
	kind, params, err := mime.ParseMediaType(file.Header().Get("Content-Disposition"))
	if file.body != content || file.Header().Get("Content-Type") != "application/octet-stream" || kind != "attachment" || !strings.HasSuffix(params["filename"], "é.html") || err != nil {
		t.Errorf("it comes back with %d bytes as %s, %s", len(file.body), file.Header().Get("Content-Type"), file.Header().Get("Content-Disposition"))
	}
	holdHeaders(t, "GET a file", file)
	if p := b.get(at + "/files/" + strings.Repeat("a", 64)); p.Code != http.StatusNotFound {
		t.Errorf("a digest of no file gives %d", p.Code)
	}
	if p := d.as("m-author").get(attr(link, "href")); p.Code != http.StatusForbidden {
		t.Errorf("an author who keeps no registers gets %d", p.Code)
	}
	b.do(attr(link, "href")+"/remove", "why", "another patient’s").says("Taken off the entry", "File found not to belong here")
	if p := b.get(attr(link, "href")); p.Code != http.StatusNotFound {
		t.Errorf("a file that was taken off gives %d", p.Code)
	}
}

// zeros never end.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func TestUploadsAreBoundedWholeAndNobodyElses(t *testing.T) {
	d := newDesk(t)
	entry, _ := d.consented()
	b := d.as("author")
	b.see("/registers")
	at := "/registers/" + entry
	large := b.sendForm(at+"/files", b.token, "large.bin", io.LimitReader(zeros{}, maxAttached+1))
	if large.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("too large gives %d", large.Code)
	}
	large.says("That file is too large", "At most 25 MB")
	r := httptest.NewRequest("POST", at+"/files", io.MultiReader(strings.NewReader("--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n"+b.token+"\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n"),
		io.LimitReader(zeros{}, maxAttached+1)))
	r.ContentLength = -1
	r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	if p := b.send(r); p.Code != http.StatusSeeOther {
		t.Errorf("too large and not saying so gives %d", p.Code)
	}
	b.see(at).says("That file is too large", "None yet")
	for name, token := range map[string]string{"none": "", "made up": strings.Repeat("x", len(b.token)), "another's": d.as("m-keeper").fresh2()} {
		if p := b.sendForm(at+"/files", token, "a.txt", strings.NewReader("x")); p.Code != http.StatusForbidden {
			t.Errorf("a token that is %s gives %d", name, p.Code)
		}
	}
	if p := b.postForm(at+"/files", nil); p.Code != http.StatusForbidden {
		t.Errorf("a form without a file gives %d", p.Code)
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	_ = w.WriteField("token", b.token)
	part, _ := w.CreateFormFile("file", "half.txt")
	_, _ = part.Write(bytes.Repeat([]byte("half of it "), 1000))
	r = httptest.NewRequest("POST", at+"/files", &body) // its end never comes
	r.Header.Set("Content-Type", w.FormDataContentType())
	if p := b.send(r); p.Code != http.StatusSeeOther {
		t.Errorf("cut off gives %d", p.Code)
	}
	b.see(at).says("didn’t arrive whole", "None yet")
	if p := b.sendFile(at+"/files", "", ""); p.Code != http.StatusSeeOther {
		t.Errorf("no file gives %d", p.Code)
	}
	b.see(at).says("Choose a file first")
	d.disk.full.Store(true)
	if p := b.sendFile(at+"/files", "a.txt", "x"); p.Code != http.StatusSeeOther && p.Code != http.StatusInsufficientStorage {
		t.Errorf("a full disk gives %d", p.Code)
	}
	d.disk.full.Store(false)
	rs, err := d.office.Registers(t.Context())
	if err != nil || len(rs.Entry(entry).Files) != 0 {
		t.Errorf("something was kept: %v, %v", rs.Entry(entry).Files, err)
	}
}

// fresh2 gives the token of a keeper's browser.
func (b *browser) fresh2() string {
	b.see("/registers")
	return b.token
}

func TestADownloadThatBreaksIsCut(t *testing.T) {
	d := newDesk(t)
	w := httptest.NewRecorder()
	c := &call{Desk: d.Desk, w: w, r: httptest.NewRequest("GET", "/registers/x/files/y", nil)}
	broken := errors.New("the disk is gone")
	if err := c.download("a.txt", "text/plain", func(io.Writer) error { return broken }); !errors.Is(err, broken) || w.Header().Get("Content-Disposition") != "" {
		t.Errorf("before the first byte: %v, %v", err, w.Header())
	}
	defer func() {
		if p := recover(); p != http.ErrAbortHandler {
			t.Errorf("after the first byte: %v", p)
		}
	}()
	_ = c.download("a.txt", "text/plain", func(w io.Writer) error {
		_, _ = w.Write([]byte("half"))
		return broken
	})
	t.Error("half of a file is given out for the whole")
}
