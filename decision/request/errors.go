// SPDX-License-Identifier: Apache-2.0

package request

import (
	"errors"
	"fmt"
)

// What can stand in the way; test with errors.Is. Each says what, why and the way out.
var (
	ErrAsking     = errors.New("this can't be asked")
	ErrOwnAnswer  = errors.New("an author can't answer their own request; ask somebody else")
	ErrNotAMember = errors.New("only a person who works here can do this")
	ErrUnknown    = errors.New("no page is here") // one answer for wrong, replaced and closed links: strangers learn nothing
	ErrLapsed     = errors.New("the time to answer ended; nothing is shared, no answer means no. Ask for a new link if you'd like to answer")
	ErrStale      = errors.New("the post has changed since, so this answer would be for other words. Ask for the page with the new ones")
	ErrClosed     = errors.New("this request is closed; make a new one")
	ErrAnswered   = errors.New("this was answered; the answer stands until the person changes it")
	ErrSame       = errors.New("this answer is on record already; nothing changed")
	ErrUsed       = errors.New("this code was used before, and a no was given since. Use the next code for yes on the same page")
	ErrTyping     = errors.New("there is a slip in what was typed; compare it with the page, letter by letter")
	ErrCode       = errors.New("this code doesn't belong to this request. It reads well, so look whether it is from another page")
	ErrReply      = errors.New("that is no answer to this request")
	ErrUnticked   = errors.New("a yes needs each line ticked; if one isn't true, the answer is no, or a question first")
	ErrUnsigned   = errors.New("a yes needs a name or a signature")
	ErrNotTheirs  = errors.New("that person can't answer this")
	ErrChildView  = errors.New("ask the child first, in words that fit their age; note what they said")
	ErrBest       = errors.New("nobody can agree for an adult who can't decide; a decision in their best interests needs more")
	ErrWords      = errors.New("those words can't be kept")
	ErrNotHanded  = errors.New("this device isn't handed over; hand it over first")
	ErrHanded     = errors.New("this device is handed over; take it back first")
	ErrPhoto      = errors.New("a paper counts with a photograph of it; take one and add it")
	ErrErased     = errors.New("what this person told us was erased at their request")
	ErrEvent      = errors.New("this event doesn't fit the request")
)

func why(err error, format string, args ...any) error {
	return fmt.Errorf("%w: %s", err, fmt.Sprintf(format, args...))
}
