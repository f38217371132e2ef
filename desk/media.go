// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"chaperone/decision/signoff"
	"chaperone/post/media"
	"chaperone/practice"
)

// mediaRoutes bring pictures and films to a draft, and show them. A file is sealed as it comes in: nothing of it touches the disk unsealed,
// and what breaks off leaves nothing.
var mediaRoutes = []route{
	{Pattern: "POST /attach", May: author, Do: (*call).attach, Stream: true, Body: uploadBytes},
	{Pattern: "POST /attach/{id}", May: author, Do: (*call).attach, Stream: true, Body: uploadBytes},
	{Pattern: "POST /medium/{id}", May: author, Do: (*call).mediumIn, Stream: true, JSON: true, Body: uploadBytes},
	{Pattern: "GET /media/{id}/{digest}", May: author | reviewer, Do: (*call).medium},
}

// uploadBytes is the most one form may bring: the largest film, and what is around it.
const uploadBytes = 201 << 20

// mostFields bounds the fields of a form that brings files.
const mostFields = 500

// attach takes the editor's form with files, without scripts: the words are kept first, then each file.
func (c *call) attach() error {
	form, first, err := c.fields()
	if err != nil {
		return err
	}
	c.r.PostForm = form
	sent, err := c.workingOf()
	if err != nil {
		return err
	}
	w := practice.Working{}
	if sent.ID != "" {
		if w, err = c.office.OpenWorking(c.ctx(), sent.ID); err != nil {
			return err
		}
	}
	if w, err = c.office.KeepWorking(c.ctx(), *c.me, over(w, sent)); err != nil {
		return err
	}
	at := "/write/" + w.ID + "#media"
	n := 0
	for p := first; p != nil && err == nil; p, err = c.upload.parts.NextPart() {
		if p.FormName() != "file" || p.FileName() == "" {
			continue
		}
		m, fault := c.office.KeepMedium(c.ctx(), *c.me, w.ID, p.FileName(), p)
		if fault != nil {
			f := uploadFault(p.FileName(), fault)
			if f == nil {
				return fault
			}
			return c.back(at, f.Title+" "+f.Words)
		}
		if !named(w.Revision.Media, m.Digest) {
			more := w
			more.Revision.Media = append(more.Revision.Media[:len(more.Revision.Media):len(more.Revision.Media)], m)
			if w, err = c.office.KeepWorking(c.ctx(), *c.me, more); err != nil {
				return err
			}
			n++
		}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return c.back(at, errUpload.Title+" "+errUpload.Words)
	}
	if n == 0 {
		return c.next(at, "")
	}
	return c.next(at, count(n, "file", "files")+" added. Say what is in it.")
}

func named(list []signoff.Media, digest string) bool {
	for _, m := range list {
		if m.Digest == digest {
			return true
		}
	}
	return false
}

// fields reads what a streamed form says before its first file, which it gives too; nil where there is none.
func (c *call) fields() (form url.Values, first *multipart.Part, err error) {
	form = url.Values{}
	left := int64(formBytes)
	for range mostFields {
		p, err := c.upload.parts.NextPart()
		if errors.Is(err, io.EOF) {
			return form, nil, nil
		}
		if err != nil {
			return nil, nil, errForm
		}
		if p.FileName() != "" || p.FormName() == "file" {
			return form, p, nil
		}
		value, err := io.ReadAll(io.LimitReader(p, left+1))
		if err != nil {
			return nil, nil, errForm
		}
		if left -= int64(len(value)); left < 0 {
			return nil, nil, errTooLarge
		}
		form.Add(p.FormName(), string(value))
	}
	return nil, nil, errForm
}

// mediumGot is what a script gets for a file that was kept.
type mediumGot struct {
	Digest string `json:"digest"`
	HTML   string `json:"html"`
}

// mediumIn takes one file from a script. It belongs to the draft from when the script keeps the draft with it.
func (c *call) mediumIn() error {
	for {
		p, err := c.upload.parts.NextPart()
		if err != nil {
			return errUpload
		}
		if p.FormName() != "file" {
			continue
		}
		m, err := c.office.KeepMedium(c.ctx(), *c.me, c.id(), p.FileName(), p)
		if err != nil {
			if f := uploadFault(p.FileName(), err); f != nil {
				return f
			}
			return err
		}
		html, err := part("write", "medium", mediumOf(c.id(), m))
		if err != nil {
			return err
		}
		c.json(http.StatusOK, mediumGot{m.Digest, html})
		return nil
	}
}

// errUpload says that a file didn't come whole.
var errUpload = &fault{http.StatusBadRequest, "upload", "The upload broke off.", "Nothing of that file was kept; your words are safe. Add it again.", "", ""}

// uploadFault says why a file isn't kept, where the file is why; nil elsewhere.
func uploadFault(name string, err error) *fault {
	var large *http.MaxBytesError
	name = quoted(shorten(media.Name(name, ""), 40))
	switch {
	case errors.Is(err, media.ErrSize):
		return &fault{http.StatusRequestEntityTooLarge, "too-large", name + " is too large.", way(err, media.ErrSize), "", ""}
	case errors.As(err, &large):
		return &fault{http.StatusRequestEntityTooLarge, "too-large", name + " is too large.", "Add files one at a time; a film may have 200 MB.", "", ""}
	case errors.Is(err, media.ErrType):
		return &fault{http.StatusUnprocessableEntity, "type", "Can’t add " + name + ".", way(err, media.ErrType), "", ""}
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.Is(err, context.Canceled):
		return errUpload
	case errors.Is(err, http.ErrBodyReadAfterClose):
		return errUpload
	}
	return nil
}

// way gives what an error says to do, behind what it says has happened.
func way(err, kind error) string {
	_, s, _ := strings.Cut(err.Error(), kind.Error()+". ")
	return sentence(s)
}

// medium sends a picture or film of a post, under the type its own bytes have said: the whole, held against its digest while it is sent, or the
// part that is asked for, as browsers do that seek in a film.
func (c *call) medium() error {
	id, digest := c.id(), "sha256:"+c.r.PathValue("digest")
	f, err := c.office.MediumAt(c.ctx(), id, digest)
	if err != nil {
		return err
	}
	defer f.Close()
	kind, how := f.Type, "inline"
	if media.Largest(kind) == 0 { // it was kept before files were looked at, or is none that a browser shows
		kind, how = "application/octet-stream", "attachment"
	}
	if c.r.URL.Query().Has("download") {
		how = "attachment"
	}
	if _, err := f.ReadAt(make([]byte, 1), 0); err != nil && !errors.Is(err, io.EOF) { // while it can still be said
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": media.Name(c.r.URL.Query().Get("download"), kind)}))
	h.Set("ETag", `"`+c.r.PathValue("digest")+`"`) // so that a part asked for later is of the same file
	if c.r.Header.Get("Range") != "" {
		body := &failing{ReadSeeker: f}
		http.ServeContent(c.w, c.r, "", time.Time{}, body)
		err = body.err
	} else {
		h.Set("Accept-Ranges", "bytes")
		h.Set("Content-Length", strconv.FormatInt(f.Size(), 10))
		err = c.office.OpenMedium(c.ctx(), id, digest, c.w)
	}
	if err != nil { // what was sent can't be taken back: the browser must see that it isn't whole
		c.log.Error("a picture or film was cut", "err", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// failing remembers why reading stopped.
type failing struct {
	io.ReadSeeker
	err error
}

func (f *failing) Read(p []byte) (int, error) {
	n, err := f.ReadSeeker.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		f.err = err
	}
	return n, err
}
