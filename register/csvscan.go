// SPDX-License-Identifier: Apache-2.0

package register

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// maxRow bounds a row of a list: a quote that is never closed must not read the whole file into memory. Rows of the real list are some kilobytes.
const (
	maxRow     = 1 << 20
	maxColumns = 500
)

// csvScanner reads rows of comma-separated values (RFC 4180) one at a time in bounded memory. A field may hold line breaks in quotes; a quote
// inside a field without quotes stands for itself.
type csvScanner struct {
	in    *bufio.Reader
	comma byte
	line  int      // of the next byte, from 1
	start int      // line the latest row began on
	buf   []byte   // the latest row's fields, one after the other
	ends  []int    // where each of them ends in buf
	cells [][]byte // the latest row; valid until the next call
}

func newCSV(r io.Reader) *csvScanner {
	in := bufio.NewReaderSize(r, 64<<10)
	if b, _ := in.Peek(3); bytes.Equal(b, []byte("\ufeff")) {
		_, _ = in.Discard(3)
	}
	return &csvScanner{in: in, comma: ',', line: 1}
}

var (
	errQuote = errors.New("a quotation mark is never closed; the file may be cut off: fetch it again")
	errAfter = errors.New("something stands after a closing quotation mark; save the list as CSV again")
	errLong  = errors.New("a row is longer than 1 MiB; a quotation mark may be missing before it")
	errWide  = errors.New("a row has more than 500 columns; this isn't the list")
)

// next reads a row; io.EOF after the last one. Empty lines are passed over.
func (s *csvScanner) next() ([][]byte, error) {
	for {
		s.buf, s.ends, s.start = s.buf[:0], s.ends[:0], s.line
		last, err := s.row()
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", s.start, err)
		}
		if len(s.ends) == 1 && s.ends[0] == 0 {
			if last {
				return nil, io.EOF
			}
			continue
		}
		s.cells = s.cells[:0]
		at := 0
		for _, end := range s.ends {
			s.cells = append(s.cells, s.buf[at:end])
			at = end
		}
		return s.cells, nil
	}
}

// row reads to the end of a row; last tells that the file ends there.
func (s *csvScanner) row() (last bool, err error) {
	const (
		begin  = iota // of a field
		plain         // in a field without quotes
		quoted        // in quotes
		after         // after a quote that closed, or the first of two
	)
	state := begin
	for {
		c, err := s.in.ReadByte()
		switch {
		case errors.Is(err, io.EOF):
			if state == quoted {
				return true, errQuote
			}
			s.ends = append(s.ends, len(s.buf))
			return true, nil
		case err != nil:
			return true, err
		}
		if c == '\n' {
			s.line++
		}
		switch {
		case state == quoted && c == '"':
			state = after
			continue
		case state == quoted:
		case state == after && c == '"':
			state = quoted
		case c == s.comma:
			if s.ends = append(s.ends, len(s.buf)); len(s.ends) >= maxColumns {
				return false, errWide
			}
			state = begin
			continue
		case c == '\n':
			s.ends = append(s.ends, len(s.buf))
			return false, nil
		case c == '\r' && s.lineEnds():
			continue
		case state == after:
			return false, errAfter
		case state == begin && c == '"':
			state = quoted
			continue
		default:
			state = plain
		}
		if s.buf = append(s.buf, c); len(s.buf) > maxRow {
			return false, errLong
		}
	}
}

// lineEnds tells whether a line feed follows, or nothing.
func (s *csvScanner) lineEnds() bool {
	b, err := s.in.Peek(1)
	return err != nil || b[0] == '\n'
}
