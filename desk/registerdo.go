// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"errors"
	"io"
	"net/http"
	"slices"

	"chaperone/practice"
	"chaperone/register"
)

// dayIn reads a day of a form; nothing is no day.
func (c *call) dayIn(name string) (d register.Date, err error) {
	if s := c.form(name); s != "" {
		if d.UnmarshalText([]byte(s)) != nil {
			return d, &fault{http.StatusUnprocessableEntity, "invalid", quoted(shorten(s, 40)) + " is not a day.", "Write it as 2026-11-22. Nothing was changed.", "", ""}
		}
	}
	return d, nil
}

// endView asks whether something is to end, and shows first what would follow.
type endView struct {
	ID, Title, One string
	Withdraw       bool // a person changed their mind; otherwise the entry ends
	Today          string
	Down, Again    []practice.Fall
}

// entryEnding shows what would come down if the entry ended, or the person changed their mind, and asks.
func (c *call) entryEnding() error {
	e, err := c.entryOf()
	if err != nil {
		return err
	}
	v := endView{ID: e.ID, One: registerNames[e.Register][1], Today: register.Day(c.now()).String(), Withdraw: c.r.URL.Query().Get("withdraw") != ""}
	v.Title = "End this " + v.One
	ask := c.office.IfEnded
	if v.Withdraw {
		v.Title, ask = "They changed their mind", c.office.IfWithdrawn
	}
	falls, err := ask(c.ctx(), e.ID)
	if f := faultOf(err); f != nil && f.Status < 500 {
		return c.back("/registers/"+e.ID, f.Title)
	}
	if err != nil {
		return err
	}
	for _, f := range falls {
		if f.Do == register.TakeDown {
			v.Down = append(v.Down, f)
		} else {
			v.Again = append(v.Again, f)
		}
	}
	return c.page("register-end", v.Title, v)
}

// entryDid goes back to the entry after something was done to it, or was refused.
func (c *call) entryDid(words string, err error) error {
	return c.decided("/registers/"+c.r.PathValue("entry"), words, err)
}

func (c *call) entryEnd() error {
	last, err := c.dayIn("last")
	if err != nil {
		return c.entryDid("", err)
	}
	return c.entryDid("Ended. It stays in the register with all it said.", c.office.EndEntry(c.ctx(), *c.me, c.r.PathValue("entry"), last, c.form("why")))
}

func (c *call) entryWithdraw() error {
	return c.entryDid("Noted. Their consent has ended for good.", c.office.WithdrawConsent(c.ctx(), *c.me, c.r.PathValue("entry"), c.form("said")))
}

func (c *call) entryReview() error {
	next, err := c.dayIn("next")
	if err != nil {
		return c.entryDid("", err)
	}
	return c.entryDid("Noted: you looked, and it stands.", c.office.ReviewEntry(c.ctx(), *c.me, c.r.PathValue("entry"), next, c.form("note")))
}

// maxAttached bounds a file that is kept with an entry, in bytes.
const maxAttached = 25 << 20

// entryAttach keeps a file with an entry. It is sealed as it arrives.
func (c *call) entryAttach() error {
	file, err := c.upload.next()
	if err != nil {
		return c.entryDid("", err)
	}
	if file == nil {
		return c.entryDid("", &fault{Status: http.StatusUnprocessableEntity, Code: "invalid", Title: "Choose a file first."})
	}
	_, err = c.office.AttachFile(c.ctx(), *c.me, c.r.PathValue("entry"), plainName(c.upload.name), "application/octet-stream", file)
	var f *fault
	if errors.As(err, &f) { // what went wrong on its way, behind what sealing says of it
		err = f
	}
	return c.entryDid("Kept with the entry, sealed.", err)
}

// attached gives a file of an entry by its address.
func (c *call) attached() (*register.Entry, register.File, error) {
	e, err := c.entryOf()
	if err != nil {
		return nil, register.File{}, err
	}
	files := e.Attached()
	i := slices.IndexFunc(files, func(f register.File) bool { return f.Digest == c.r.PathValue("digest") })
	if i < 0 {
		return nil, register.File{}, &fault{http.StatusNotFound, "not-found", "There is no such file with this entry.", "It may have been taken off it.", "Go to the entry", "/registers/" + e.ID}
	}
	return e, files[i], nil
}

// entryFile gives out a file. Whatever it is, a browser keeps it and doesn't show it.
func (c *call) entryFile() error {
	e, f, err := c.attached()
	if err != nil {
		return err
	}
	if err := c.opened(e, true); err != nil {
		return err
	}
	return c.download(f.Name, "application/octet-stream", func(w io.Writer) error { return c.office.OpenFile(c.ctx(), e.ID, f.Digest, w) })
}

func (c *call) entryDetach() error {
	_, f, err := c.attached()
	if err != nil {
		return err
	}
	return c.entryDid("Taken off the entry. Its history still names it.", c.office.DetachFile(c.ctx(), *c.me, c.r.PathValue("entry"), f.Digest, c.form("why")))
}
