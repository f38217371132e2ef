// SPDX-License-Identifier: Apache-2.0

package api

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"

	"chaperone/fact/jigsaw/link"
	"chaperone/practice"
	"chaperone/register"
	"chaperone/rulebook"
)

// MaxLine is the longest line of a record stream that is read, in bytes: a text of the largest size, escaped, with room for the rest.
const MaxLine = 3 << 20

// LineFault is what stands in the output for a line that could not be checked.
type LineFault struct {
	ID    string `json:"id,omitempty"`
	Line  int    `json:"line"` // of the input, from 1
	Error string `json:"error"`
}

// Tally counts what a stream held.
type Tally struct {
	Posts   int
	Faults  int
	Highest rulebook.Level // of anything raised, advice included
}

// Stream checks records, one a line, and writes one line for each, in order. Memory is bounded: a fixed number of lines is under way
// at once, and the histories of so many accounts are held. Lines that are not valid get a LineFault; the rest go on. The error is one of
// reading or writing, never of content.
//
// Posts of one account are one history, in the order of their lines. Reading words and judging run for many posts at once; between the
// two one goroutine puts each post in its place in its account's history.
type Stream struct {
	Check *practice.Checker
	Base  *register.Practice // the author's file; nil where there is none
	Fix   bool               // add the fixed text
	Facts bool               // add what was read
	Seen  bool               // add the post as others may see it
	Past  *Past              // earlier posts of the account; nil for none
}

// batch is the unit of work: enough lines that handing over costs nothing, few enough that a typist's stream feels immediate.
type batch struct {
	lines []numbered
	items []item
	out   bytes.Buffer
	tally Tally
	err   error
	links bool          // some post belongs to a history
	read  chan struct{} // closed when the words are read
	done  chan struct{} // closed when the answers are written
}

// item is a line between reading and judging.
type item struct {
	id    string
	draft *practice.Draft
	key   string
	tell  *link.Telling
	err   error
}

func newBatch() *batch { return &batch{read: make(chan struct{}), done: make(chan struct{})} }

type numbered struct {
	n    int // from 1
	line []byte
}

const batchLines, batchBytes = 16, 64 << 10

// Run reads r to its end. A single record on an idle stream is answered at once.
func (s *Stream) Run(r io.Reader, w io.Writer) (Tally, error) {
	workers := runtime.GOMAXPROCS(0)
	jobs := make(chan *batch, workers)
	linked := make(chan *batch, workers) // read, and in its place in the histories
	order := make(chan *batch, 2*workers)
	for range workers {
		go s.work(jobs, linked)
	}
	var readErr error
	stop := make(chan struct{}) // closed when nobody takes the answers any more
	toLink := make(chan *batch, 2*workers)
	go func() {
		readErr = s.read(r, jobs, toLink, stop)
		close(jobs)
		close(toLink)
	}()
	go func() {
		s.link(toLink, linked, order, stop)
		close(linked)
		close(order)
	}()
	out := bufio.NewWriterSize(w, 64<<10)
	var total Tally
	for b := range order {
		select {
		case <-b.done:
		default: // what is answered goes out before a slow line is waited for
			if err := flush(out, w); err != nil {
				close(stop)
				return total, err
			}
			<-b.done
		}
		total.Posts += b.tally.Posts
		total.Faults += b.tally.Faults
		total.Highest = max(total.Highest, b.tally.Highest)
		_, err := out.Write(b.out.Bytes())
		if err == nil && len(order) == 0 {
			err = flush(out, w)
		}
		if err = errors.Join(err, b.err); err != nil {
			close(stop)
			return total, err
		}
	}
	return total, errors.Join(readErr, flush(out, w))
}

// flush hands everything on, through a buffered writer of the caller's, too.
func flush(out *bufio.Writer, w io.Writer) error {
	err := out.Flush()
	if f, ok := w.(interface{ Flush() error }); ok && err == nil {
		err = f.Flush()
	}
	return err
}

// work reads batches and judges those that have their place. It ends when both channels are closed.
func (s *Stream) work(jobs, linked <-chan *batch) {
	for jobs != nil || linked != nil {
		select {
		case b, ok := <-linked:
			if !ok {
				linked = nil
				continue
			}
			s.judge(b)
			close(b.done)
		case b, ok := <-jobs:
			if !ok {
				jobs = nil
				continue
			}
			s.readWords(b)
			if !b.links {
				s.judge(b)
				close(b.done)
			}
			close(b.read)
		}
	}
}

// link takes the batches in order and puts each post in its place.
func (s *Stream) link(in <-chan *batch, linked, order chan<- *batch, stop <-chan struct{}) {
	h := NewHistories(s.Past)
	for b := range in {
		select {
		case order <- b: // before it is read: what is answered goes out while a slow line is waited for
		case <-stop:
			for range in { // the reader hands over what it has
			}
			return
		}
		<-b.read
		if !b.links {
			continue
		}
		for i := range b.items {
			if x := &b.items[i]; x.draft != nil {
				x.draft.Follow(h.Link(x.key, x.tell))
			}
		}
		linked <- b // room is certain to come: workers never wait
	}
}

func (s *Stream) read(r io.Reader, jobs, toLink chan<- *batch, stop <-chan struct{}) error {
	in := NewLines(bufio.NewReaderSize(r, 64<<10))
	b := newBatch()
	size := 0
	send := func() (gone bool) {
		if len(b.lines) == 0 {
			return false
		}
		select {
		case toLink <- b:
		case <-stop:
			return true
		}
		jobs <- b // room is certain to come: workers never wait for the writer
		b = newBatch()
		size = 0
		return false
	}
	for {
		line, n, err := in.Next()
		if err != nil {
			send()
			if err == io.EOF {
				return nil
			}
			return fmt.Errorf("line %d couldn't be read: %w", n, err)
		}
		b.lines = append(b.lines, numbered{n, line})
		size += len(line)
		if len(b.lines) >= batchLines || size >= batchBytes || !in.ready() {
			if send() {
				return nil
			}
		}
	}
}

// Lines reads a stream line by line, with the number of each, passing over blank ones and a byte order mark.
type Lines struct {
	in *bufio.Reader
	n  int
}

// NewLines reads lines from in.
func NewLines(in *bufio.Reader) *Lines { return &Lines{in: in} }

// Next gives the next line that holds something, and its number from 1; io.EOF after the last. Of a line longer than MaxLine only as much
// is kept as Decode needs to refuse it.
func (l *Lines) Next() (line []byte, n int, err error) {
	for err == nil {
		l.n++
		line = nil
		for {
			var part []byte
			part, err = l.in.ReadSlice('\n')
			if len(line) <= MaxLine {
				line = append(line, part...)
			}
			if err != bufio.ErrBufferFull {
				break
			}
		}
		if l.n == 1 {
			line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
		}
		if line = bytes.TrimSpace(line); len(line) > 0 && (err == nil || err == io.EOF) {
			return line, l.n, nil
		}
	}
	return nil, l.n, err
}

// ready tells whether a whole further line has come already: reading it will not wait.
func (l *Lines) ready() bool {
	part, _ := l.in.Peek(l.in.Buffered())
	return bytes.IndexByte(part, '\n') >= 0
}

// readWords decodes the lines and reads their words.
func (s *Stream) readWords(b *batch) {
	b.items = make([]item, len(b.lines))
	for i, l := range b.lines {
		x := &b.items[i]
		p, author, err := Decode(l.line, s.Base)
		if p != nil {
			x.id = p.ID
		}
		if err == nil {
			x.draft, err = s.Check.Read(p, author)
		}
		if x.err = err; err != nil {
			continue
		}
		if x.key = HistoryKey(p, author); x.key != "" || s.Past != nil && !p.Received {
			x.tell, b.links = x.draft.Tell(), true
			x.tell.Name(fmt.Sprintf("line %d", l.n))
		}
	}
}

// judge judges what was read and writes the answers.
func (s *Stream) judge(b *batch) {
	for i := range b.items {
		x := &b.items[i]
		if x.err != nil {
			b.tally.Faults++
			f := LineFault{ID: x.id, Line: b.lines[i].n, Error: fmt.Sprintf("line %d: %s", b.lines[i].n, strings.ReplaceAll(x.err.Error(), "\n", "; "))}
			b.err = errors.Join(b.err, json.NewEncoder(&b.out).Encode(f))
			continue
		}
		r := s.Check.Judge(x.draft)
		res := FromReport(r)
		if s.Fix {
			res.AddFixed(r)
		}
		if s.Facts {
			res.AddFacts(r)
		}
		if s.Seen {
			res.AddReaders(r)
		}
		b.tally.Posts++
		b.tally.Highest = max(b.tally.Highest, res.Highest())
		out, err := res.Marshal()
		b.err = errors.Join(b.err, err)
		b.out.Write(out)
		x.draft = nil // all that was read, ten times what is said of it
	}
	b.items, b.lines = nil, nil
}
