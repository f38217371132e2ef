// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"chaperone/practice"
	"chaperone/record"
	"chaperone/record/ledger"
)

// verifying computes the record anew beside whatever else is done: one at a time, for everybody who asks. What was found is remembered until the
// desk is closed.
type verifying struct {
	mu       sync.Mutex
	stop     context.CancelFunc // nil while nothing runs
	ended    chan struct{}      // closed when what runs has ended
	done, of int64
	last     *verified // nil before the first
}

// verified is what came of it.
type verified struct {
	Found   *practice.Verification // nil where it could not be read to its end
	Err     error
	At      time.Time
	Took    time.Duration
	Against bool // it was held against a checkpoint kept elsewhere
}

// begin starts, or joins what runs. The channel is closed when it has ended.
func (v *verifying) begin(o *practice.Office, against [][]byte, now func() time.Time) <-chan struct{} {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.stop != nil {
		return v.ended
	}
	ctx, stop := context.WithCancel(context.Background()) // it outlives the request that asked for it
	ended := make(chan struct{})
	v.stop, v.ended, v.done, v.of = stop, ended, 0, 0
	go func() {
		defer close(ended)
		defer stop()
		start := time.Now()
		found, err := o.VerifyWatched(ctx, against, func(done, of int64) {
			if done%64 == 0 || done == of {
				v.mu.Lock()
				v.done, v.of = done, of
				v.mu.Unlock()
			}
		})
		v.mu.Lock()
		defer v.mu.Unlock()
		v.stop = nil
		if !errors.Is(err, context.Canceled) {
			v.last = &verified{found, err, now(), time.Since(start), len(against) > 0}
		}
	}()
	return ended
}

// end stops what runs, and waits until it has let go of the record.
func (v *verifying) end() {
	v.mu.Lock()
	stop, ended := v.stop, v.ended
	v.mu.Unlock()
	if stop != nil {
		stop()
		<-ended
	}
}

// now tells how far what runs has come, and what was found last.
func (v *verifying) now() (running bool, done, of int64, last *verified) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.stop != nil, v.done, v.of, v.last
}

// atOnce is how long a page waits for a verification that may be short.
const atOnce = 700 * time.Millisecond

// recordVerify begins to verify, and shows the page: with what was found where it was quick, with how far it has come otherwise.
func (c *call) recordVerify() error {
	var against [][]byte
	if s := c.form("against"); s != "" {
		against = [][]byte{[]byte(strings.ReplaceAll(s, "\r\n", "\n") + "\n")}
		if running, _, _, _ := c.verifying.now(); running {
			return c.back("/record", "The record is being verified just now. Give the checkpoint when that has ended.")
		}
	}
	select {
	case <-c.verifying.begin(c.office, against, c.now):
	case <-time.After(atOnce):
	case <-c.ctx().Done():
		return c.ctx().Err()
	}
	http.Redirect(c.w, c.r, "/record", http.StatusSeeOther)
	return nil
}

func (c *call) recordStop() error {
	c.verifying.end()
	return c.next("/record", "Stopped. Nothing was changed by it.")
}

// recordProgress tells a script how far it has come.
func (c *call) recordProgress() error {
	running, done, of, _ := c.verifying.now()
	c.json(http.StatusOK, struct {
		Running bool  `json:"running"`
		Done    int64 `json:"done"`
		Of      int64 `json:"of"`
	}{running, done, of})
	return nil
}

// verdictView is what was found, in words.
type verdictView struct {
	Running  bool
	Done, Of int64
	Part     int // in hundred
	Shape    string
	Title    string
	Says     []string
	CantShow string
	Do       []string // what to do where something doesn't hold
	When     string
	Chain    *chain
}

// verdictNow says how the record stands.
func (c *call) verdictNow() verdictView {
	running, done, of, last := c.verifying.now()
	v := verdictView{Running: running, Done: done, Of: of}
	switch {
	case running:
		v.Title, v.Shape = "Being verified", "ask"
		if of > 0 {
			v.Part = int(100 * done / of)
		}
		return v
	case last == nil:
		v.Title, v.Shape = "Not verified yet", "none"
		v.Says = []string{"Verifying computes every entry anew, and everything you see from the entries. It changes nothing."}
		return v
	}
	v.When = "Verified " + stamp(last.At) + ", in " + took(last.Took) + "."
	if last.Err != nil {
		v.Shape, v.Title = "stop", "The record couldn’t be read to its end"
		v.Says = []string{"A part of it can’t be read at all, so nothing is said about the rest."}
		if f := faultOf(last.Err); f != nil {
			v.Says = []string{f.Title, f.Words}
		}
		v.Do = doWhen(nil)
		return v
	}
	v.tell(last.Found)
	v.Chain = chainOf(last.Found.Report)
	return v
}

// tell puts what was found in words: the first sentence as a title, what can't be shown apart.
func (v *verdictView) tell(found *practice.Verification) {
	says := found.Sentences()
	title, rest, _ := strings.Cut(strings.ReplaceAll(says[0], "'", "’"), ". ")
	v.Title = strings.TrimSuffix(title, ".")
	if rest != "" {
		v.Says = append(v.Says, rest)
	}
	for _, s := range says[1:] {
		s = strings.NewReplacer("'", "’", " (chaperone record checkpoint)", "", "Keep this copy as it is, restore a backup beside it, compare. ", "").Replace(s) // what to do is said apart
		if cant, ok := strings.CutPrefix(s, "What this can’t show: "); ok {
			v.CantShow = sentence(cant)
			continue
		}
		v.Says = append(v.Says, s)
	}
	switch {
	case found.Holds():
		v.Shape = "clear"
	case found.Report.Holds() && len(found.Differ) == 0 && len(found.Damage) == 0:
		v.Shape = "decide"
		v.Do = []string{"Restore a backup made before that into another folder: chaperone restore FILE --data NEW. It has the files.", "Attach them again here from there."}
	default:
		v.Shape = "stop"
		v.Do = doWhen(found.Fault)
	}
}

// doWhen says what to do where the record doesn't hold.
func doWhen(f *ledger.Fault) []string {
	if f != nil && f.Part == ledger.PartElsewhere && !errors.Is(f.Why, ledger.ErrOtherLog) {
		return []string{"Ask whoever keeps the checkpoint for the file as you sent it, unchanged, and verify against that.", "Verify without it to see how the record itself stands."}
	}
	if f != nil && f.Part == ledger.PartForm {
		return []string{"Install the newest Chaperone and verify with that.", "Until then, keep a copy of the practice’s folder as it is."}
	}
	return []string{"Copy the practice’s folder somewhere first, and leave that copy as it is.", "Restore your last backup into another folder: chaperone restore FILE --data NEW.",
		"Start Chaperone on that folder and verify there. Where it holds, compare what came since.", "Tell whoever looks after this machine, and your indemnity provider if a post is in question."}
}

// took says how long something took.
func took(d time.Duration) string {
	if d < time.Second {
		return "less than a second"
	}
	return count(int(d.Round(time.Second)/time.Second), "second", "seconds")
}

// unread tells whether an error means that a part of the record can't be read, which a page can still say.
func unread(err error) bool {
	return errors.Is(err, record.ErrCorrupt) || errors.Is(err, record.ErrDamaged) || errors.Is(err, record.ErrWrongKey)
}
