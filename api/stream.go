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
// at once. Lines that are not valid get a LineFault; the rest go on. The error is one of reading or writing, never of content.
type Stream struct {
	Check *practice.Checker
	Base  *register.Practice // the author's file; nil where there is none
	Fix   bool               // add the fixed text
	Facts bool               // add what was read
}

// batch is the unit of work: enough lines that handing over costs nothing, few enough that a typist's stream feels immediate.
type batch struct {
	lines []numbered
	out   bytes.Buffer
	tally Tally
	err   error
	done  chan struct{}
}

type numbered struct {
	n    int // from 1
	line []byte
}

const batchLines, batchBytes = 32, 64 << 10

// Run reads r to its end. A single record on an idle stream is answered at once.
func (s *Stream) Run(r io.Reader, w io.Writer) (Tally, error) {
	workers := runtime.GOMAXPROCS(0)
	jobs := make(chan *batch, workers)
	order := make(chan *batch, 2*workers)
	for range workers {
		go func() {
			for b := range jobs {
				s.do(b)
				close(b.done)
			}
		}()
	}
	var readErr error
	stop := make(chan struct{}) // closed when nobody takes the answers any more
	go func() {
		readErr = s.read(r, jobs, order, stop)
		close(jobs)
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

func (s *Stream) read(r io.Reader, jobs, order chan<- *batch, stop <-chan struct{}) error {
	in := NewLines(bufio.NewReaderSize(r, 64<<10))
	b := &batch{done: make(chan struct{})}
	size := 0
	send := func() (gone bool) {
		if len(b.lines) == 0 {
			return false
		}
		select {
		case order <- b:
		case <-stop:
			return true
		}
		jobs <- b // room is certain to come: workers never wait for the writer
		b = &batch{done: make(chan struct{})}
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

func (s *Stream) do(b *batch) {
	for _, l := range b.lines {
		n := l.n
		p, author, err := Decode(l.line, s.Base)
		var r *practice.Report
		if err == nil {
			r, err = s.Check.CheckDraft(p, author)
		}
		if err != nil {
			b.tally.Faults++
			f := LineFault{Line: n, Error: fmt.Sprintf("line %d: %s", n, strings.ReplaceAll(err.Error(), "\n", "; "))}
			if p != nil {
				f.ID = p.ID
			}
			b.err = errors.Join(b.err, json.NewEncoder(&b.out).Encode(f))
			continue
		}
		res := FromReport(r)
		if s.Fix {
			res.AddFixed(r)
		}
		if s.Facts {
			res.AddFacts(r)
		}
		b.tally.Posts++
		b.tally.Highest = max(b.tally.Highest, res.Highest())
		out, err := res.Marshal()
		b.err = errors.Join(b.err, err)
		b.out.Write(out)
	}
}
