// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"
	"sync"
	"time"
)

//go:embed page
var pageFiles embed.FS

// pages parses every page once: each is page/NAME.html, with the layout and the parts (page/part/*.html) that pages share.
var pages = sync.OnceValues(func() (map[string]*template.Template, error) {
	base, err := template.New("").Funcs(pageFuncs).ParseFS(pageFiles, "page/layout.html", "page/part/*.html")
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(pageFiles, "page/*.html")
	if err != nil {
		return nil, err
	}
	out := map[string]*template.Template{}
	for _, file := range names {
		name := strings.TrimSuffix(strings.TrimPrefix(file, "page/"), ".html")
		if name == "layout" {
			continue
		}
		t, err := base.Clone()
		if err == nil {
			t, err = t.ParseFS(pageFiles, file)
		}
		if err != nil {
			return nil, fmt.Errorf("page %s: %w", name, err)
		}
		out[name] = t
	}
	return out, nil
})

// pageFuncs are what pages may say besides their data.
var pageFuncs = template.FuncMap{
	"asset": assetPath,
	"day":   day, "clock": clock, "stamp": stamp, "iso": func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
	"count": count, "level": levelWord, "place": platformName, "status": statusWord, "sentence": sentence,
	"thousands": thousands, "thousands64": func(n int64) string { return thousands(int(n)) }, "short": func(s string) string { return shorten(s, 120) },
	"one": func(vs []string) string { return strings.Join(vs[:min(1, len(vs))], "") },
	"of":  func(kv ...any) map[string]any { return pairs(kv) },
}

// pairs makes a map of names and values, to hand several things to a part.
func pairs(kv []any) map[string]any {
	out := map[string]any{}
	for i := 0; i+1 < len(kv); i += 2 {
		out[fmt.Sprint(kv[i])] = kv[i+1]
	}
	return out
}

// framed is what every page is given: what is around it, and what is its own.
type framed struct {
	Title   string
	Nav     []place
	Me      string // "" where nobody is signed in
	Token   string // for the forms of the page
	Message *message
	Book    string // which rules the desk goes by
	Path    string
	Sample  *SampleOf // of invented people, and whose; nil: a real practice
	Body    any
}

// page answers with a page.
func (c *call) page(name, title string, body any) error {
	return c.show(http.StatusOK, name, title, body)
}

// show answers with a page and a status. The page is made whole before any of it is sent.
func (c *call) show(status int, name, title string, body any) error {
	all, err := pages()
	if err != nil {
		return err
	}
	t := all[name]
	if t == nil {
		return fmt.Errorf("there is no page %q", name)
	}
	f := framed{Title: title, Book: c.office.Book().Version(), Path: c.r.URL.Path, Sample: c.sampleOf, Body: body}
	if c.session != nil && c.me != nil && c.lentFor == "" {
		f.Me, f.Token, f.Nav, f.Message = c.me.Name, c.session.csrf, c.navigation(rolesOf(c.me), c.r.URL.Path), c.session.said()
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "layout", f); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	c.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	c.w.WriteHeader(status)
	_, _ = b.WriteTo(c.w)
	return nil
}

// part makes one part of a page, for scripts that put it in place of an older one.
func part(page, name string, data any) (string, error) {
	all, err := pages()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = all[page].ExecuteTemplate(&b, name, data)
	return b.String(), err
}

// next sends the browser on after something was done, with a word about it.
func (c *call) next(path, words string) error {
	if words != "" {
		c.session.say(message{words, "clear"})
	}
	http.Redirect(c.w, c.r, path, http.StatusSeeOther)
	return nil
}

// back sends the browser on after something was refused.
func (c *call) back(path, words string) error {
	c.session.say(message{words, "stop"})
	http.Redirect(c.w, c.r, path, http.StatusSeeOther)
	return nil
}
