// SPDX-License-Identifier: Apache-2.0

package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	"chaperone/post"
	"chaperone/register"
)

// Author is the author as one record carries it; lists may be given as one string.
type Author struct {
	Name      string  `json:"name"`
	Role      string  `json:"role"`
	Body      string  `json:"body"`
	Number    string  `json:"number"`
	Specialty string  `json:"specialty"`
	Scope     strList `json:"scope"`
	Country   string  `json:"country"`
	Workplace strList `json:"workplace"`
	Hours     string  `json:"hours"`
	TimeZone  string  `json:"time_zone"`
	Bio       string  `json:"bio"`
	Interests strList `json:"interests"`
}

// strList reads a string, a list of strings, or null.
type strList []string

// UnmarshalJSON implements json.Unmarshaler.
func (l *strList) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		if one != "" {
			*l = []string{one}
		}
		return nil
	}
	var many []string
	if err := json.Unmarshal(b, &many); err != nil {
		return errors.New("a string or a list of strings is needed")
	}
	*l = many
	if many == nil {
		*l = nil
	} else if len(many) == 0 {
		*l = strList{}
	}
	return nil
}

// idText reads a string, or a number as it is written: many exports count their posts.
type idText string

// UnmarshalJSON implements json.Unmarshaler.
func (t *idText) UnmarshalJSON(b []byte) error {
	var n json.Number
	if len(b) > 0 && b[0] != '"' && json.Unmarshal(b, &n) == nil {
		*t = idText(n)
		return nil
	}
	var s string
	if json.Unmarshal(b, &s) != nil {
		return errors.New("\"id\": a string or a number is needed")
	}
	*t = idText(s)
	return nil
}

// Record is one post as JSON. Only text is required; unknown fields are ignored.
type Record struct {
	ID        idText   `json:"id"`
	Kind      string   `json:"kind"`
	Platform  string   `json:"platform"`
	Account   string   `json:"account"`
	Author    Author   `json:"author"`
	PostedAt  string   `json:"posted_at"`
	Text      *string  `json:"text"`
	Media     []string `json:"media"`
	Audience  string   `json:"audience"`
	Paid      string   `json:"paid"`
	Received  bool     `json:"received"`
	InReplyTo string   `json:"in_reply_to"`
	Series    string   `json:"series"`
}

// ErrRecord marks a line that is not a valid record; what it is wrapped in says why and what to do.
var ErrRecord = errors.New("not checked")

func recordFault(format string, a ...any) error {
	return &fault{fmt.Errorf(format, a...)}
}

// fault is an ErrRecord that does not spell itself out before the reason.
type fault struct{ error }

func (f *fault) Is(target error) bool { return target == ErrRecord }

func (f *fault) Unwrap() error { return f.error }

// Decode reads one record. The author's fields lie over base (the author's file), which may be nil.
func Decode(line []byte, base *register.Practice) (*post.Post, *register.Practice, error) {
	if len(line) > MaxLine {
		return nil, nil, recordFault("longer than %d MiB; no post is that long", MaxLine>>20)
	}
	if !utf8.Valid(line) { // the reader would put U+FFFD there, and every offset behind it would be another than the sender's
		return nil, nil, recordFault("this isn't UTF-8 text; save it as UTF-8 and try again")
	}
	var r Record
	if err := json.Unmarshal(line, &r); err != nil {
		return &post.Post{ID: idOf(line)}, nil, recordFault("%s", jsonFault(err))
	}
	p, err := r.post()
	if err != nil {
		return &post.Post{ID: string(r.ID)}, nil, err
	}
	return p, r.Author.over(base), nil
}

// idOf finds the id of a record that is not valid otherwise, so that its sender can tell which it was.
func idOf(line []byte) string {
	var r struct {
		ID idText `json:"id"`
	}
	if json.Unmarshal(line, &r) != nil {
		return ""
	}
	return string(r.ID)
}

func (r *Record) post() (*post.Post, error) {
	if r.Text == nil {
		return nil, recordFault("no \"text\"; add it and run this line again")
	}
	if strings.ContainsRune(*r.Text, 0) {
		return nil, recordFault("\"text\" holds a NUL character; take it out and run this line again")
	}
	if len(*r.Text) > post.MaxBytes {
		return nil, recordFault("\"text\" is %w", post.ErrTooLong)
	}
	p := &post.Post{ID: string(r.ID), Account: r.Account, Text: *r.Text, Media: r.Media, Received: r.Received, Reply: r.InReplyTo, Series: r.Series}
	var ok bool
	if p.Kind, ok = post.ParseKind(r.Kind); !ok {
		return nil, recordFault("\"kind\" can't be %q; write post, comment, message, bio or caption", r.Kind)
	}
	p.Platform, _ = post.ParsePlatform(r.Platform) // an unknown platform is "other"
	if p.Audience, ok = post.ParseAudience(r.Audience); !ok {
		return nil, recordFault("\"audience\" can't be %q; write public, followers, group or private", r.Audience)
	}
	if p.Paid, ok = post.ParsePayment(r.Paid); !ok {
		return nil, recordFault("\"paid\" can't be %q; write no, paid, gifted, affiliate or own", r.Paid)
	}
	if r.PostedAt != "" {
		t, err := post.ParseTime(r.PostedAt)
		if err != nil {
			return nil, recordFault("\"posted_at\": %w", err)
		}
		p.PostedAt = t
	}
	return p, nil
}

// jsonTypes says what a Go type is called in JSON.
var jsonTypes = map[reflect.Kind]string{reflect.String: "a string", reflect.Bool: "true or false", reflect.Struct: "an object", reflect.Slice: "a list of strings"}

func jsonFault(err error) string {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Sprintf("this isn't JSON (byte %d: %v); one whole object a line is needed", syntax.Offset, err)
	}
	var typ *json.UnmarshalTypeError
	if errors.As(err, &typ) {
		if typ.Field == "" {
			return "this is " + aWord(typ.Value) + " where an object is needed, such as {\"text\": \"…\"}"
		}
		want, ok := jsonTypes[typ.Type.Kind()]
		if !ok {
			want = "something else"
		}
		return fmt.Sprintf("%q is %s where %s is needed", typ.Field, aWord(typ.Value), want)
	}
	return err.Error()
}

func aWord(s string) string {
	s, _, _ = strings.Cut(s, " ") // "number 1e999"
	if strings.HasPrefix(s, "a") || strings.HasPrefix(s, "o") {
		return "an " + s
	}
	return "a " + s
}

// over lays what a record says of its author over the author's file.
func (a Author) over(base *register.Practice) *register.Practice {
	p := register.Practice{}
	if base != nil {
		p = *base
	}
	set := func(dst *string, v string) {
		if v != "" {
			*dst = v
		}
	}
	set(&p.Author.Name, a.Name)
	set(&p.Author.Role, a.Role)
	set(&p.Author.Body, a.Body)
	set(&p.Author.Number, a.Number)
	set(&p.Author.Specialty, a.Specialty)
	set(&p.Author.Country, a.Country)
	set(&p.Author.Hours, a.Hours)
	set(&p.Author.TimeZone, a.TimeZone)
	set(&p.Author.Bio, a.Bio)
	if len(a.Workplace) > 0 {
		p.Author.Workplaces = a.Workplace
	}
	if len(a.Scope) > 0 {
		p.Author.Scope = a.Scope
	}
	if a.Interests != nil {
		p.Interests = make([]register.Interest, 0, len(a.Interests))
		for _, i := range a.Interests {
			p.Interests = append(p.Interests, register.Interest{Party: i, Details: i})
		}
	}
	return &p
}

// IsRecord tells whether input is a stream of records rather than a post: its first byte is "{".
func IsRecord(head []byte) bool { return strings.HasPrefix(string(head), "{") }
