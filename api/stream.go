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

	"chaperone/post"
	"chaperone/practice"
	"chaperone/register"
	"chaperone/rulebook"
)

// MaxLine is the longest line of a record stream that is read, in bytes: a text of the largest size, escaped, with room for the rest.
const MaxLine = 3 * post.MaxBytes

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
}

// batch is the unit of work: enough lines that handing over costs nothing, few enough that a typist's stream feels immediate.
type batch struct {
	first int // number of its first line
	lines [][]byte
	out   bytes.Buffer
	tally Tally
	err   error
	done  chan struct{}
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
	go func() {
		readErr = s.read(r, jobs, order)
		close(jobs)
		close(order)
	}()
	out := bufio.NewWriterSize(w, 64<<10)
	var total Tally
	var writeErr error
	for b := range order {
		<-b.done
		total.Posts += b.tally.Posts
		total.Faults += b.tally.Faults
		total.Highest = max(total.Highest, b.tally.Highest)
		if writeErr == nil {
			_, writeErr = out.Write(b.out.Bytes())
		}
		if writeErr == nil && len(order) == 0 {
			writeErr = out.Flush()
		}
		if b.err != nil && writeErr == nil {
			writeErr = b.err
		}
	}
	if err := out.Flush(); writeErr == nil {
		writeErr = err
	}
	return total, errors.Join(readErr, writeErr)
}

func (s *Stream) read(r io.Reader, jobs, order chan<- *batch) error {
	in := bufio.NewReaderSize(r, 64<<10)
	n := 1
	b := &batch{first: n, done: make(chan struct{})}
	size := 0
	send := func() {
		if len(b.lines) > 0 {
			order <- b
			jobs <- b
		}
		b = &batch{first: n, done: make(chan struct{})}
		size = 0
	}
	for {
		line, err := readLine(in)
		if len(line) > 0 || err == nil {
			b.lines = append(b.lines, line)
			size += len(line)
			n++
		}
		if err != nil {
			send()
			if err == io.EOF {
				return nil
			}
			return fmt.Errorf("read line %d: %w", n, err)
		}
		if len(b.lines) >= batchLines || size >= batchBytes || in.Buffered() == 0 {
			send()
		}
	}
}

// readLine reads one line without its end; of a line that is too long it keeps just enough to be refused.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		if len(line) <= MaxLine {
			line = append(line, part...)
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		return bytes.TrimRight(line, "\r\n"), err
	}
}

func (s *Stream) do(b *batch) {
	for i, line := range b.lines {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		n := b.first + i
		p, author, err := s.decode(line)
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
		b.tally.Posts++
		b.tally.Highest = max(b.tally.Highest, res.Highest())
		out, err := res.Marshal()
		b.err = errors.Join(b.err, err)
		b.out.Write(out)
	}
}

func (s *Stream) decode(line []byte) (*post.Post, *register.Practice, error) {
	if len(line) > MaxLine {
		return nil, nil, fmt.Errorf("%w: longer than %d bytes", ErrRecord, MaxLine)
	}
	return Decode(line, s.Base)
}
