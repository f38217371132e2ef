// SPDX-License-Identifier: Apache-2.0

package form

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"strings"
	"unicode"

	"chaperone/decision/request"
)

//go:embed page.css
var css string

//go:embed page.html
var markup string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"style":  func() template.CSS { return template.CSS(css) },
	"policy": func() string { return "" }, // each page has its own
}).Parse(markup))

// Options say what a web page of a form is for. The zero value is a page to read.
type Options struct {
	Codes    []request.PageCode // for a page sent by mail: its answers show these
	Action   string             // for a page the desk serves: where its answers are sent, a path of our own that begins with "/"
	Hidden   []Hidden           // fields the desk wants back
	First    bool               // with Action, for a colleague asked about an interest: only the question whether they have a tie, nothing of the post
	Stated   bool               // with Action: the lines were stated before, so they aren't put again
	Now      request.Reply      // the answer that counts now; "" where there is none
	Pictures map[string][]byte  // by digest; for one that isn't there the page says that it isn't, and to ask for it
	Served                      // what only a page that the desk serves has
}

// Hidden is a field nobody sees.
type Hidden struct{ Name, Value string }

// HTML writes the page as one self-contained file: no script, nothing from elsewhere, and a policy that forbids both. Whatever stands in the post
// is shown as letters. A page with codes sends nothing; a page with an action sends a form there. Fields of that form: true (ids of ticked lines), parent,
// view, child, name, reply, until, words, question, do (answer, asks-back, not-me; on a First page: no-tie, has-tie). Options.Served adds what is for pages of the desk.
func (p *Page) HTML(w io.Writer, o Options) error {
	v := htmlPage{Page: p, Action: o.Action, Hidden: o.Hidden, First: o.First && p.Tie != nil, Stated: o.Stated, Filled: o.Filled}
	if o.Action != "" && (!strings.HasPrefix(o.Action, "/") || strings.HasPrefix(o.Action, "//") || len(o.Codes) > 0) {
		return fmt.Errorf("%w: a page has codes, or an action on this machine that begins with /", ErrEmpty)
	}
	for _, s := range p.Sections {
		if v.First && s.ID != "lead" && s.ID != "tie" || !v.First && v.Stated && s.ID == "tie" {
			continue
		}
		h := htmlSection{ID: s.ID, Head: s.Head, Keep: s.Keep}
		h.Before, h.After = s.Split()
		if s.Post {
			h.Show = p.htmlPost(o)
		}
		v.Sections = append(v.Sections, h)
	}
	for id, into := range map[string]*string{"answer.head": &v.AnswerHead, "code.how": &v.CodeHow, "code.how.lines": &v.CodeLines, "send": &v.Send, "send.ask": &v.SendAsk} {
		if p.say == nil {
			break // a page that only says something
		}
		var err error
		if *into, err = p.say(id); err != nil {
			return err
		}
	}
	if err := v.now(p, o.Now); err != nil {
		return err
	}
	if err := v.served(p, o.Served); err != nil {
		return err
	}
	if err := v.codes(p, o.Codes); err != nil {
		return err
	}
	v.behind(p)
	t, err := pageTemplate.Clone()
	if err != nil {
		return err
	}
	t.Funcs(template.FuncMap{"policy": func() string { return Policy(o.Action != "") }})
	var b bytes.Buffer
	if err := t.Execute(&b, v); err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}

// Policy is the content security policy of a page: its own style, pictures inside it, and a form only where there is one. Whoever serves a page
// sends it as a header, too.
func Policy(sends bool) string {
	sum := sha256.Sum256([]byte(css))
	form := "'none'"
	if sends {
		form = "'self'"
	}
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; img-src data:; base-uri 'none'; form-action " + form
}

type htmlPage struct {
	*Page
	Sections                                           []htmlSection
	Codes                                              []htmlCodes
	Wall                                               string        // opening it states that there is no tie; "" where nothing is behind it
	Behind                                             []htmlSection // what is seen then
	Outside                                            []htmlCodes   // answers of those who don't open it
	Action                                             string
	Hidden                                             []Hidden
	First, Stated                                      bool
	AnswerHead, CodeHow, CodeLines, Send, SendAsk, Now string
	Filled                                             Filled
	News                                               *Page
	LacksHead, Lacks                                   string
	ThreadHead                                         string
	Thread                                             []htmlSaid
	GiveBack                                           string
	Links                                              []Link
}

type htmlSection struct {
	ID, Head      string
	Keep          bool
	Before, After []string
	Show          *htmlPost
}

type htmlPost struct {
	Post
	Pictures []htmlPicture
}

type htmlPicture struct {
	Src                     template.URL
	Alt, Says, Large, Words string
}

type htmlCodes struct {
	Reply       request.Reply
	Words, Lead string
	Codes       []htmlCode
	More        []string
}

type htmlCode struct {
	Lead   string
	Groups []string
}

func (p *Page) htmlPost(o Options) *htmlPost {
	h := &htmlPost{Post: p.Post}
	h.Text = visible(h.Text)
	for i, pic := range p.Post.Pictures {
		out := htmlPicture{Alt: pic.Alt, Says: p.unseen(i, pic)}
		if d := o.Pictures[pic.Digest]; len(d) > 0 {
			if kind := ImageType(d); kind != "" {
				out.Src = template.URL("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(d))
			}
		}
		if o.Large != "" && o.Whole[pic.Digest] {
			out.Large, out.Words = o.Large+"/"+strconv.Itoa(i+1), english["picture.large"]
			out.Says = p.picture(i, pic)
		}
		h.Pictures = append(h.Pictures, out)
	}
	return h
}

// ImageType tells a picture that browsers show from anything else by its first bytes; "" where it is none.
func ImageType(d []byte) string {
	switch {
	case bytes.HasPrefix(d, []byte("\xff\xd8\xff")):
		return "image/jpeg"
	case bytes.HasPrefix(d, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png"
	case bytes.HasPrefix(d, []byte("GIF87a")), bytes.HasPrefix(d, []byte("GIF89a")):
		return "image/gif"
	case len(d) > 12 && bytes.HasPrefix(d, []byte("RIFF")) && string(d[8:12]) == "WEBP":
		return "image/webp"
	}
	return ""
}

// visible takes out letters that could make a page read otherwise than it is written: those that turn the direction of what follows, and
// control characters.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || unicode.IsControl(r):
			return -1
		}
		return r
	}, s)
}

func (v *htmlPage) now(p *Page, reply request.Reply) error {
	for _, a := range p.Answers {
		if a.Reply == reply {
			says, err := fill(english["answer.now"], map[string]string{"answer": a.Words})
			v.Now = says
			return err
		}
	}
	return nil
}

// behind puts what a page with codes asks a colleague about an interest behind the statement that they have no tie: they open it to read the
// post, as they press a button on a page that is served. Whoever has one finds that answer without reading on.
func (v *htmlPage) behind(p *Page) {
	if len(v.Codes) == 0 || p.Tie == nil || len(p.Statements) == 0 {
		return
	}
	v.Wall, v.Stated = p.Statements[0].Words, true
	var before []htmlSection
	for _, s := range v.Sections {
		if s.ID == "lead" || s.ID == "tie" {
			before = append(before, s)
		} else {
			v.Behind = append(v.Behind, s)
		}
	}
	var in []htmlCodes
	for _, c := range v.Codes {
		if c.Reply == request.HasTie || c.Reply == request.NotMe {
			v.Outside = append(v.Outside, c)
		} else {
			in = append(in, c)
		}
	}
	v.Sections, v.Codes = before, in
}

// codes puts each answer's codes behind it. Those that say yes again after a no stand apart, so that nobody sends the wrong one.
func (v *htmlPage) codes(p *Page, codes []request.PageCode) error {
	if len(codes) == 0 {
		return nil
	}
	says := func(id string, more map[string]string) string {
		out, _ := fill(english[id], more)
		return out
	}
	lead := says("code.lead", nil)
	var again []htmlCodes
	for _, a := range append(append([]Answer{}, p.Answers...), p.Ask, p.NotMe) {
		h := htmlCodes{Reply: a.Reply, Words: a.Words, Lead: lead}
		if a.More != "" {
			h.More = append(h.More, says("code.words", map[string]string{"what": a.More}))
		}
		if p.View != nil && a.Reply == request.Yes {
			h.More = append(h.More, says("code.words", map[string]string{"what": p.View.Words}))
		}
		if a.Reply == request.No || a.Reply == request.WouldNot {
			h.More = append(h.More, says("code.no", nil))
		}
		which := "code.again"
		if p.Form == request.Colleague {
			which = "code.again.opinion" // a colleague's answers are opinions, and some of them begin with no
		}
		more := htmlCodes{Reply: a.Reply, Words: says(which, nil) + ": " + a.Words}
		for _, c := range codes {
			if c.Reply != a.Reply {
				continue
			}
			shown := htmlCode{Groups: strings.Split(c.Code, "-")}
			switch c.N {
			case 1:
				h.Codes = append(h.Codes, shown)
			case 2:
				shown.Lead = says("code.again.first", nil)
				more.Codes = append(more.Codes, shown)
			default:
				shown.Lead = says("code.again.second", nil)
				more.Codes = append(more.Codes, shown)
			}
		}
		if len(h.Codes) == 0 {
			return fmt.Errorf("%w: no code for %s", ErrEmpty, a.Reply)
		}
		v.Codes = append(v.Codes, h)
		if len(more.Codes) > 0 {
			again = append(again, more)
		}
	}
	v.Codes = append(v.Codes, again...)
	return nil
}
