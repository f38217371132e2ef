// SPDX-License-Identifier: Apache-2.0

package api

import (
	"bufio"
	"container/list"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"

	"chaperone/fact/jigsaw/link"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/register"
)

// MaxHistories is how many accounts' histories are held at once. Where a stream interleaves more, the account that was silent longest
// begins anew.
const MaxHistories = 500

// MaxPast is how many earlier posts a file of them may hold; of more, the earliest are left out.
const MaxPast = 200_000

// HistoryKey tells which history a post belongs to: its account's, or its author's series. "" where neither is given, and for what somebody
// else wrote: such a post stands alone.
func HistoryKey(p *post.Post, author *register.Practice) string {
	fold := func(s string) string { return strings.ToLower(strings.TrimPrefix(strings.TrimSpace(s), "@")) }
	switch {
	case p.Received:
		return ""
	case fold(p.Account) != "":
		return "account\x00" + fold(p.Account)
	case p.Series == "":
		return ""
	}
	who := []string{"series", p.Series}
	if author != nil {
		if a := &author.Author; a.Name != "" { // a grade, a workplace and a bio change; a name doesn't
			who = append(who, fold(a.Name))
		} else {
			who = append(who, fold(a.Role), fold(a.Specialty), fold(a.Country))
		}
	}
	return strings.Join(who, "\x00")
}

// Past is what earlier posts told, in order of time, without their texts.
type Past struct {
	tellings []told
	accounts map[string]bool
}

type told struct {
	*link.Telling
	key string
	id  string
}

// Posts is how many posts it holds.
func (p *Past) Posts() int { return len(p.tellings) }

// Fits tells whether posts of an account could be of this past: it names no other account.
func (p *Past) Fits(key string) bool { return len(p.accounts) == 0 || p.accounts[key] || key == "" }

// PastFault is a line of a file of earlier posts that couldn't be read.
type PastFault struct {
	Line int // from 1
	Err  error
}

// ReadPast reads earlier posts, one record a line; the lines may stand in any order where they carry a time. Lines that are not valid are
// left out and given back. The error is one of reading.
func ReadPast(r io.Reader, c *practice.Checker, base *register.Practice) (*Past, []PastFault, error) {
	in := NewLines(bufio.NewReaderSize(r, 64<<10))
	p := &Past{accounts: map[string]bool{}}
	var faults []PastFault
	for done := false; !done; {
		var lines []numbered
		for len(lines) < 64*runtime.GOMAXPROCS(0) {
			line, n, err := in.Next()
			if err == io.EOF {
				done = true
				break
			}
			if err != nil {
				return p, faults, fmt.Errorf("line %d couldn't be read: %w", n, err)
			}
			lines = append(lines, numbered{n, line})
		}
		read := make([]told, len(lines))
		errs := make([]error, len(lines))
		inParallel(len(lines), func(i int) { read[i], errs[i] = tell(lines[i].n, lines[i].line, c, base) })
		for i, err := range errs {
			switch {
			case err != nil:
				faults = append(faults, PastFault{lines[i].n, err})
			case read[i].Telling != nil:
				p.tellings = append(p.tellings, read[i])
			}
		}
	}
	slices.SortStableFunc(p.tellings, func(a, b told) int { return a.At.Compare(b.At) })
	if n := len(p.tellings) - MaxPast; n > 0 {
		p.tellings = slices.Clone(p.tellings[n:])
	}
	for _, t := range p.tellings {
		if t.key != "" {
			p.accounts[t.key] = true
		}
	}
	return p, faults, nil
}

// tell reads one earlier post; a zero value for one somebody else wrote.
func tell(n int, line []byte, c *practice.Checker, base *register.Practice) (told, error) {
	p, author, err := Decode(line, base)
	if err != nil || p.Received {
		return told{}, err
	}
	d, err := c.Read(p, author)
	if err != nil {
		return told{}, err
	}
	t := d.Tell()
	t.Name(fmt.Sprintf("earlier line %d", n))
	return told{t, HistoryKey(p, author), p.ID}, nil
}

// inParallel calls do for 0 to n-1 on all processors.
func inParallel(n int, do func(int)) {
	var wg sync.WaitGroup
	workers := min(runtime.GOMAXPROCS(0), n)
	for w := range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := w; i < n; i += workers {
				do(i)
			}
		}()
	}
	wg.Wait()
}

// Histories holds the histories of accounts, the last used of them. It is for one goroutine.
type Histories struct {
	Past  *Past // what came before; nil for nothing
	limit int
	byKey map[string]*list.Element
	used  list.List // of *account, the last used in front
}

type account struct {
	key     string
	history *practice.History
}

// NewHistories makes an empty store; past may be nil.
func NewHistories(past *Past) *Histories {
	return &Histories{Past: past, limit: MaxHistories, byKey: map[string]*list.Element{}}
}

// Link puts a post in its place in its account's history and tells what it links to; nil for a post that stands alone. With earlier posts
// given, a post that names no account is taken for one of theirs.
func (h *Histories) Link(key string, t *link.Telling) *link.Outcome {
	if t == nil || key == "" && h.Past == nil {
		return nil
	}
	return h.of(key, t.Post).Next(t)
}

func (h *Histories) of(key, id string) *practice.History {
	if e, ok := h.byKey[key]; ok {
		h.used.MoveToFront(e)
		return e.Value.(*account).history
	}
	a := &account{key, &practice.History{}}
	if h.Past != nil {
		for _, t := range h.Past.tellings {
			if (t.key == "" || key == "" || t.key == key) && (id == "" || t.id != id) { // the draft itself may stand in an export already
				a.history.Next(t.Telling)
			}
		}
	}
	h.byKey[key] = h.used.PushFront(a)
	if h.used.Len() > h.limit {
		last := h.used.Back()
		delete(h.byKey, last.Value.(*account).key)
		h.used.Remove(last)
	}
	return a.history
}

// errNoRecords is for a file of earlier posts that holds none.
var errNoRecords = errors.New("no post could be read in it; earlier posts are given one a line, as {\"text\": \"…\", \"posted_at\": \"…\"}")

// NoPosts says what is wrong with a file of earlier posts that holds none; nil where it holds some.
func (p *Past) NoPosts() error {
	if len(p.tellings) == 0 {
		return errNoRecords
	}
	return nil
}
