// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// upload is a form with a file, read as it comes: the file goes where it belongs piece by piece, and nothing of it touches the disk unsealed.
type upload struct {
	parts  *multipart.Reader
	most   int64
	fields map[string]string // those that came before the file
	file   *multipart.Part   // nil before one came
	name   string            // of the file, as a browser tells it: anything
}

// fieldBytes is room for a field of such a form.
const fieldBytes = 16 << 10

// takeUpload begins to read a form with a file. Its first field has to be the session's token: until it is seen, nothing else is read.
func (c *call) takeUpload() error {
	parts, err := c.r.MultipartReader()
	if err != nil {
		return errForged // a page of the desk doesn't send it like that
	}
	c.upload = &upload{parts: parts, most: c.route.Body, fields: map[string]string{}}
	if p, err := parts.NextPart(); err != nil || p.FormName() != "token" || !c.session.mine(c.upload.field(p)) {
		return errForged
	}
	return nil
}

func (u *upload) field(p *multipart.Part) string {
	data, err := io.ReadAll(io.LimitReader(p, fieldBytes))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(data))
}

// next reads on to the file. It gives nil where none was chosen.
func (u *upload) next() (io.Reader, error) {
	for {
		p, err := u.parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		if err != nil {
			return nil, u.fault(err)
		}
		if _, params, err := mime.ParseMediaType(p.Header.Get("Content-Disposition")); err == nil && params["filename"] != "" {
			u.file, u.name = p, params["filename"]
			return u, nil
		} else if err == nil && strings.Contains(p.Header.Get("Content-Disposition"), "filename") {
			continue // a field for a file in which none was chosen
		}
		u.fields[p.FormName()] = u.field(p)
	}
}

// Read implements io.Reader for the file: what is cut off on its way is an error, never a shorter file.
func (u *upload) Read(b []byte) (int, error) {
	n, err := u.file.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		err = u.fault(err)
	}
	return n, err
}

func (u *upload) fault(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return tooLarge(u.most)
	}
	return errCutOff
}

var errCutOff = &fault{http.StatusBadRequest, "cut-off", "The file didn’t arrive whole.", "Nothing was kept of it. Send it again.", "", ""}

// tooLarge says how large a file may be.
func tooLarge(most int64) *fault {
	return &fault{http.StatusRequestEntityTooLarge, "too-large", "That file is too large.", fmt.Sprintf("At most %d MB can be sent here. Nothing was changed.", most>>20), "", ""}
}

// nameBytes is room for a file's name on any disk.
const nameBytes = 120

// plainName makes a name that is harmless on any disk and screen of one that somebody else chose: no folders, no characters that aren't seen or
// that turn the direction of writing, nothing hidden, nothing too long. What is left of a name is its own.
func plainName(s string) string {
	s = path.Base(strings.ReplaceAll(s, `\`, "/"))
	s = strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError, unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp):
			return -1
		case unicode.IsSpace(r):
			return ' '
		case strings.ContainsRune(`<>:"/|?*%`, r):
			return '-'
		}
		return r
	}, s)
	s = strings.Trim(strings.Join(strings.Fields(s), " "), ". ")
	stem, ext := s, ""
	if i := strings.LastIndexByte(s, '.'); i > 0 && len(s)-i <= 12 {
		stem, ext = s[:i], s[i:]
	}
	for len(stem)+len(ext) > nameBytes {
		_, n := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-n]
	}
	if stem == "" {
		return "file" + ext
	}
	if reserved[strings.ToUpper(strings.SplitN(stem, ".", 2)[0])] {
		stem = "file-" + stem
	}
	return stem + ext
}

// reserved are names that mean a device on Windows, whatever follows the dot.
var reserved = map[string]bool{"CON": true, "PRN": true, "AUX": true, "NUL": true, "COM1": true, "COM2": true, "COM3": true, "COM4": true, "COM5": true, "COM6": true, "COM7": true, "COM8": true, "COM9": true,
	"LPT1": true, "LPT2": true, "LPT3": true, "LPT4": true, "LPT5": true, "LPT6": true, "LPT7": true, "LPT8": true, "LPT9": true}

// attachment makes the answer a file to be kept, never one to be shown: nothing somebody attached may run as a page of the desk.
func (c *call) attachment(name, mediaType string) {
	c.w.Header().Set("Content-Type", mediaType)
	c.w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": plainName(name)}))
}

// download writes a file as it is opened. A failure before its first byte is a page like any other; after it the connection is cut, so that
// nobody takes half of a file for the whole.
func (c *call) download(name, mediaType string, write func(io.Writer) error) error {
	d := &downloading{c: c, name: name, mediaType: mediaType}
	if err := write(d); err != nil {
		if !d.begun {
			return err
		}
		c.log.Error("a download was cut", "path", shape(c.r.URL.Path), "err", err)
		panic(http.ErrAbortHandler)
	}
	if !d.begun { // an empty file is a file
		c.attachment(name, mediaType)
	}
	return nil
}

type downloading struct {
	c               *call
	name, mediaType string
	begun           bool
}

func (d *downloading) Write(b []byte) (int, error) {
	if !d.begun {
		d.begun = true
		d.c.attachment(d.name, d.mediaType)
	}
	return d.c.w.Write(b)
}
