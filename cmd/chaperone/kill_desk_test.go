// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"time"
)

// atTheDesk lets three people write in one browser's session.
func (c *crowd) atTheDesk(address string, seed uint64, all *sync.WaitGroup) {
	at, err := url.Parse(address)
	if err != nil {
		c.t.Error(err)
		return
	}
	jar, _ := cookiejar.New(nil)
	b := &deskBrowser{c: c, base: "http://" + at.Host, http: &http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if _, err := b.do("GET", at.Path, "", nil); err != nil {
		return
	}
	var session struct{ Token string }
	data, err := b.do("GET", "/session", "", nil)
	if err != nil {
		return
	}
	if err := json.Unmarshal(data, &session); err != nil {
		c.t.Error(err)
	}
	b.token = session.Token
	for i := range 3 {
		r := rand.New(rand.NewPCG(seed, uint64(100+i)))
		all.Go(func() {
			for b.types(r) == nil {
				time.Sleep(time.Duration(20+r.IntN(60)) * time.Millisecond) // nobody types faster, and the desk would say so
			}
		})
	}
}

type deskBrowser struct {
	c           *crowd
	base, token string
	http        *http.Client
}

// do gives what an address answered, or where it led; errDying where nobody answers any more.
func (b *deskBrowser) do(method, path, kind string, body io.Reader) ([]byte, error) {
	r, err := http.NewRequest(method, b.base+path, body)
	if err != nil {
		return nil, b.c.wrong(err)
	}
	if kind == "application/json" { // a form carries it itself
		r.Header.Set("X-Chaperone-Token", b.token)
	}
	r.Header.Set("Content-Type", kind)
	res, err := b.http.Do(r)
	if err != nil {
		return nil, b.c.wrong(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, b.c.wrong(err)
	}
	switch {
	case res.StatusCode == http.StatusSeeOther:
		return []byte(res.Header.Get("Location")), nil
	case res.StatusCode != http.StatusOK:
		return nil, b.c.wrong(fmt.Errorf("%s %s: %s: %s", method, path, res.Status, data))
	}
	return data, nil
}

// types writes a draft, with pictures, a few versions of it, and files a piece of evidence.
func (b *deskBrowser) types(r *rand.Rand) error {
	d := &toldDraft{}
	var media []map[string]any
	for range 2 + r.IntN(4) {
		d.trying = fmt.Sprintf("The hedges along the lane have been cut, number %d.", b.c.number())
		named := media
		sent, err := json.Marshal(map[string]any{"id": d.id, "version": d.version, "text": d.trying, "platforms": []string{"x"}, "audience": "public", "paid": "no", "answers": map[string]string{}, "media": named})
		if err != nil {
			return b.c.wrong(err)
		}
		data, err := b.do("POST", "/save", "application/json", bytes.NewReader(sent))
		if err != nil {
			return err
		}
		var got struct {
			ID      string
			Version int
		}
		if err := json.Unmarshal(data, &got); err != nil || got.ID == "" {
			return b.c.wrong(fmt.Errorf("saved: %s", data))
		}
		if d.id == "" {
			d.id = got.ID
			b.c.mu.Lock()
			b.c.told.drafts = append(b.c.told.drafts, d)
			b.c.mu.Unlock()
		}
		d.version, d.text, d.trying = got.Version, d.trying, ""
		d.pictures = nil
		for _, m := range named {
			d.pictures = append(d.pictures, m["digest"].(string))
		}
		if r.IntN(2) == 0 {
			pic := append([]byte("\x89PNG\r\n\x1a\n"), picture(r)...)
			if err := b.sendsFile("/medium/"+d.id, pic); err != nil {
				return err
			}
			media = append(media, map[string]any{"digest": digestOf(pic), "name": "door.png", "alt": "A door", "caption": "", "seen": map[string]string{"who": "nobody"}})
		}
	}
	claim := fmt.Sprintf("Walking helps, number %d", b.c.number())
	form := url.Values{"token": {b.token}, "in": {"evidence"}, "claim": {claim}, "source": {"doi:10.0000/walk"}, "grade": {"observational"}, "checked": {"2026-05-04"}}
	where, err := b.do("POST", "/registers/new", "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	id, ok := strings.CutPrefix(string(where), "/registers/")
	if !ok {
		return b.c.wrong(fmt.Errorf("the new entry leads to %q", where))
	}
	b.c.mu.Lock()
	b.c.told.entries = append(b.c.told.entries, &toldEntry{id: id, claim: claim, steps: 1})
	b.c.mu.Unlock()
	return nil
}

func (b *deskBrowser) sendsFile(path string, data []byte) error {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	err := form.WriteField("token", b.token)
	if err == nil {
		var w io.Writer
		if w, err = form.CreateFormFile("file", "door.png"); err == nil {
			_, err = w.Write(data)
		}
	}
	if err = errors.Join(err, form.Close()); err != nil {
		return b.c.wrong(err)
	}
	_, err = b.do("POST", path, form.FormDataContentType(), &body)
	return err
}
