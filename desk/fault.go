// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"unicode"
	"unicode/utf8"

	"chaperone/decision/request"
	"chaperone/decision/signoff"
	"chaperone/practice"
	"chaperone/record"
	"chaperone/register"
)

// fault is a failure as a person reads it: what happened, what is kept, the way out.
type fault struct {
	Status int    `json:"-"`
	Code   string `json:"code"`  // for scripts: signed-out, conflict, full …
	Title  string `json:"title"` // what happened
	Words  string `json:"words"` // what is kept, and the way out
	Way    string `json:"-"`     // the name of a link …
	To     string `json:"-"`     // … and where it leads
}

func (f *fault) Error() string { return f.Title }

// What the guards refuse.
var (
	errHost      = &fault{http.StatusMisdirectedRequest, "host", "This isn't the desk's address.", "Something led your browser here by another name. Nothing was shown or changed. Use the address printed when the desk was started.", "", ""}
	errNowhere   = &fault{http.StatusNotFound, "not-found", "There is nothing at this address.", "It may have been moved, or mistyped.", "Go to your posts", "/posts"}
	errMethod    = &fault{http.StatusMethodNotAllowed, "method", "This address can't be used like that.", "Nothing was changed. Go back and use the buttons on the page.", "Go to your posts", "/posts"}
	errSignedOut = &fault{http.StatusUnauthorized, "signed-out", "You're signed out.", "What you saved is safe. In the window where Chaperone runs, press Enter: it shows a new address that signs you in.", "Sign in with a passkey", "/sign-in"}
	errTicket    = &fault{http.StatusUnauthorized, "ticket", "This sign-in address was used, or its hour has passed.", "Each one works once. In the window where Chaperone runs, press Enter: it shows a new one. If somebody else used yours, stop Chaperone there with Ctrl+C.", "Sign in with a passkey", "/sign-in"}
	errForbidden = &fault{http.StatusForbidden, "forbidden", "This isn't yours to open.", "Your role here doesn't include it. Ask whoever runs this practice.", "", ""}
	errLent      = &fault{http.StatusForbidden, "lent", "This device is lent to somebody who was asked.", "Nothing was changed. Whoever works here signs in again to go on.", "Back to the question", "/this-device"}
	errForged    = &fault{http.StatusForbidden, "forged", "This didn't come from a page of the desk.", "Nothing was changed. If you were on the desk: you have signed in anew since the page was loaded. Go back, reload it, and try again.", "", ""}
	errTooMany   = &fault{http.StatusTooManyRequests, "too-many", "Too many requests at once.", "Nothing is lost. Wait a few seconds and try again.", "", ""}
	errTooLarge  = &fault{http.StatusRequestEntityTooLarge, "too-large", "That is too much at once.", "A post may have 256 KB of text, about 40,000 words. Nothing was changed.", "", ""}
	errForm      = &fault{http.StatusBadRequest, "form", "The form arrived damaged.", "Nothing was changed. Go back and send it again.", "", ""}
	errBroke     = &fault{http.StatusInternalServerError, "broke", "Something broke in Chaperone.", "What was saved before is safe. Go back and try again; if it happens twice, tell the people who make it.", "", ""}
)

// faults put what practice and the rooms above it refuse as one would say it. The words of signoff's and register's errors say what, why
// and the way out already.
func faultOf(err error) *fault {
	var f *fault
	is := func(kinds ...error) bool {
		for _, k := range kinds {
			if errors.Is(err, k) {
				return true
			}
		}
		return false
	}
	switch {
	case errors.As(err, &f):
		return f
	case is(record.ErrNotFound):
		return &fault{http.StatusNotFound, "not-found", "There is no such thing here.", "It may have been thrown away, or the address is mistyped.", "Go to your posts", "/posts"}
	case is(record.ErrErased, signoff.ErrErased):
		return &fault{http.StatusGone, "erased", "The words of this were erased.", "Somebody asked for it. What happened, and when, is still in the record. Start a new post.", "Write a post", "/write"}
	case is(practice.ErrOtherCopy):
		return &fault{http.StatusConflict, "conflict", "This draft was changed elsewhere.", "Another tab or person saved it meanwhile. Both wordings are safe. Open the saved one beside this, and keep the one you want.", "", ""}
	case is(record.ErrFull):
		return &fault{http.StatusInsufficientStorage, "full", "Not saved: the disk is full.", "What was saved before is safe. Free 200 MB, then press Save.", "", ""}
	case is(record.ErrReadOnly):
		return &fault{http.StatusInsufficientStorage, "read-only", "Not saved: the practice's folder can't be written to.", "What was saved before is safe. Mend its permissions, then try again.", "", ""}
	case is(record.ErrBusy):
		return &fault{http.StatusServiceUnavailable, "busy", "Another program is using this practice.", "Nothing was changed. Try again when it has finished.", "", ""}
	case is(record.ErrNewer):
		return &fault{http.StatusInternalServerError, "newer", "This was written by a newer Chaperone.", "Nothing was changed. Install the newer version.", "", ""}
	case is(record.ErrCorrupt, record.ErrDamaged, record.ErrWrongKey):
		return &fault{http.StatusInternalServerError, "damaged", "The practice's files are damaged or were changed.", "Keep this copy as it is and restore a backup into another folder: chaperone restore FILE --data NEW.", "", ""}
	case is(signoff.ErrOtherRevision, signoff.ErrStale, signoff.ErrUnchecked, signoff.ErrSigned, signoff.ErrExists, signoff.ErrClosed, signoff.ErrPublished):
		return &fault{http.StatusConflict, "conflict", sentence(first(signoffWords, err)), "Nothing was changed.", "", ""}
	case is(signoff.ErrNotAllowed):
		return &fault{http.StatusUnprocessableEntity, "invalid", "That is no way out of this note.", "Nothing was changed. Choose one of those shown with it.", "", ""}
	case is(signoffWords...), is(practice.ErrAnswer, practice.ErrHouse, practice.ErrMember, register.ErrRefused, register.ErrTaken, register.ErrOver, register.ErrWithdrawn, register.ErrHeld, register.ErrUnknown):
		return &fault{http.StatusUnprocessableEntity, "invalid", sentence(err.Error()), "Nothing was changed.", "", ""}
	case is(request.ErrErased):
		return &fault{http.StatusGone, "erased", "What this person told us was erased.", "They asked for it. That it happened is still in the record.", "Go to the requests", "/requests"}
	case is(requestWords...):
		return &fault{http.StatusUnprocessableEntity, "invalid", sentence(err.Error()), "Nothing was changed.", "", ""}
	case is(context.Canceled):
		return &fault{499, "gone", "The browser left.", "", "", ""}
	}
	return nil
}

// signoffWords are the errors of the life of a post whose words are for people.
var signoffWords = []error{signoff.ErrRevision, signoff.ErrSame, signoff.ErrClosed, signoff.ErrOtherRevision, signoff.ErrUnchecked, signoff.ErrStale, signoff.ErrNoPlace, signoff.ErrOwnPost,
	signoff.ErrSigned, signoff.ErrNotSigned, signoff.ErrNotAPerson, signoff.ErrNoFinding, signoff.ErrNotAllowed, signoff.ErrNoWords, signoff.ErrNotCovered, signoff.ErrOwnOpinion, signoff.ErrNoOpinion,
	signoff.ErrUnknown, signoff.ErrExists, signoff.ErrPlatform, signoff.ErrAddress, signoff.ErrNotPublished, signoff.ErrPublished, signoff.ErrProof, signoff.ErrTakeDownDue, signoff.ErrNotDue, signoff.ErrHeld}

// requestWords are the errors of requests whose words are for people.
var requestWords = []error{request.ErrAsking, request.ErrOwnAnswer, request.ErrNotAMember, request.ErrUnknown, request.ErrLapsed, request.ErrStale, request.ErrClosed, request.ErrAnswered, request.ErrSame,
	request.ErrUsed, request.ErrTyping, request.ErrCode, request.ErrReply, request.ErrUnticked, request.ErrUnsigned, request.ErrNotTheirs, request.ErrChildView, request.ErrBest, request.ErrWords,
	request.ErrNotHanded, request.ErrHanded, request.ErrPhoto}

// first gives the words of the first of some errors that err is, or its own.
func first(of []error, err error) string {
	for _, e := range of {
		if errors.Is(err, e) {
			return e.Error()
		}
	}
	return err.Error()
}

// sentence begins with a capital and ends with a full stop.
func sentence(s string) string {
	if s == "" {
		return s
	}
	r, n := utf8.DecodeRuneInString(s)
	s = string(unicode.ToUpper(r)) + s[n:]
	if last := s[len(s)-1]; last != '.' && last != '?' {
		s += "."
	}
	return s
}

// fail answers with what went wrong.
func (c *call) fail(err error) {
	f := faultOf(err)
	if f == nil {
		c.log.Error("a page failed", "path", shape(c.r.URL.Path), "err", err) // practice's errors name ids, never words
		f = errBroke
	}
	if f.Status == http.StatusTooManyRequests {
		c.w.Header().Set("Retry-After", "5")
	}
	if c.route.JSON {
		c.json(f.Status, struct {
			Fault *fault `json:"fault"`
		}{f})
		return
	}
	if c.asksPlainly() && f != errLent && f != errHost {
		if c.failPlainly(f) == nil {
			return
		}
	}
	if err := c.show(f.Status, "fault", f.Title, f); err != nil {
		http.Error(c.w, f.Title, http.StatusInternalServerError)
	}
}

// json answers a script.
func (c *call) json(status int, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		status, data = http.StatusInternalServerError, []byte("{}")
	}
	c.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	c.w.WriteHeader(status)
	_, _ = c.w.Write(data)
}
