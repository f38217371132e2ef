// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"chaperone/register"
)

// maxList bounds a list of retractions, in bytes: Retraction Watch's has under a hundred million.
const maxList = 256 << 20

// filesView is what came of a file that was sent, or nothing yet.
type filesView struct {
	MaxFile, MaxList int
	Shape, Title     string   // what came of it
	Lines            []string // sentence by sentence
	Refused          []string // entries that weren't taken over, and why
	Matches          []matchRow
}

type matchRow struct{ To, Title, Words string }

func (c *call) registerFiles() error {
	return c.filesPage(http.StatusOK, filesView{})
}

func (c *call) filesPage(status int, v filesView) error {
	v.MaxFile, v.MaxList = register.MaxBytes>>20, maxList>>20
	return c.show(status, "register-files", "In and out of the registers", v)
}

// refusedFile shows why a file wasn't taken.
func (c *call) refusedFile(title string, err error) error {
	var f *fault
	switch {
	case errors.As(err, &f) && f.Status < 500:
		return c.filesPage(f.Status, filesView{Shape: "stop", Title: f.Title, Lines: []string{f.Words}})
	case errors.Is(err, register.ErrInvalid), errors.Is(err, register.ErrList), errors.Is(err, register.ErrRefused):
		return c.filesPage(http.StatusUnprocessableEntity, filesView{Shape: "stop", Title: title, Lines: []string{sentence(err.Error()), "Nothing was changed."}})
	}
	return err
}

// registerImport takes over an author's file.
func (c *call) registerImport() error {
	const title = "The file wasn’t taken over"
	file, err := c.upload.next()
	if err != nil {
		return c.refusedFile(title, err)
	}
	if file == nil {
		return c.back("/registers/files", "Choose a file first.")
	}
	data, err := io.ReadAll(io.LimitReader(file, register.MaxBytes+1))
	if err != nil {
		return c.refusedFile(title, err)
	}
	p, err := register.Load(data)
	if err != nil {
		return c.refusedFile(title, err)
	}
	in, err := c.office.ImportProfile(c.ctx(), *c.me, p)
	if err != nil {
		return c.refusedFile(title, err)
	}
	v := filesView{Shape: "clear", Title: "Taken over"}
	add := func(n int, one, more string) {
		if n > 0 {
			v.Lines = append(v.Lines, sentence(count(n, one, more)))
		}
	}
	add(len(in.Added), "entry is new", "entries are new")
	add(len(in.Changed), "entry has a new version", "entries have a new version")
	add(in.Same, "entry stands as it is on record", "entries stand as they are on record")
	add(len(in.Older), "entry of the file is an earlier version than the record’s, which stays", "entries of the file are earlier versions than the record’s, which stay")
	add(len(in.Missing), "entry on record isn’t in the file, and stays", "entries on record aren’t in the file, and stay")
	if len(v.Lines) == 0 {
		v.Lines = []string{"The file holds no entries. Who publishes was taken over, if it says so."}
	}
	if len(in.Events) == 0 {
		v.Title = "Nothing new in it"
	}
	for _, r := range in.Refused {
		v.Shape = "decide"
		v.Refused = append(v.Refused, registerNames[r.Register][0]+", entry "+strconv.Itoa(r.Index)+": "+sentence(r.Err.Error()))
	}
	return c.filesPage(http.StatusOK, v)
}

// registerExport gives the author's file. It names other people in clear.
func (c *call) registerExport() error {
	data, err := c.office.ExportProfile(c.ctx(), *c.me)
	if err != nil {
		return err
	}
	return c.download("practice.yaml", "application/yaml", func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// registerRetractions holds the evidence on file against a list of retractions.
func (c *call) registerRetractions() error {
	const title = "The list wasn’t read"
	file, err := c.upload.next()
	if err != nil {
		return c.refusedFile(title, err)
	}
	if file == nil {
		return c.back("/registers/files", "Choose a file first.")
	}
	var cut error
	list, err := c.office.ImportRetractions(c.ctx(), *c.me, func(rs *register.Registers) (*register.Retractions, error) {
		r, err := rs.ReadRetractions(watched{file, &cut})
		if cut != nil {
			return nil, cut
		}
		return r, err
	})
	if err != nil {
		return c.refusedFile(title, err)
	}
	v := filesView{Shape: "clear", Title: "No source on file is in the list", Lines: []string{"It speaks of " + thousands(list.Rows) + " papers."}}
	if list.Skipped > 0 {
		v.Lines = append(v.Lines, count(list.Skipped, "row was", "rows were")+" too short to be looked up, the first on line "+strconv.Itoa(list.Line)+".")
	}
	rs, err := c.onFile()
	if err != nil {
		return err
	}
	for _, m := range list.Matches {
		v.Shape, v.Title = "decide", "Something became known of "+count(len(list.Matches), "source", "sources")
		claim, _ := headline(rs.Entry(m.Entry))
		v.Matches = append(v.Matches, matchRow{"/registers/" + m.Entry, claim, joined(capital(noticeWords[m.Notice.Nature]), shorten(m.Title, 120), strings.Join(m.Notice.Reasons, ", "))})
	}
	if len(v.Matches) > 0 {
		v.Lines = append(v.Lines, "Published posts that rest on a retracted one are due for a second look: your posts list them first.")
	}
	return c.filesPage(http.StatusOK, v)
}

// watched remembers why a file could not be read to its end: a reader of lists would take a cut for a fault of the list.
type watched struct {
	io.Reader
	why *error
}

func (w watched) Read(b []byte) (int, error) {
	n, err := w.Reader.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		*w.why = err
	}
	return n, err
}
