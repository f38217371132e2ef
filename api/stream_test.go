// SPDX-License-Identifier: Apache-2.0

package api_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"
	"time"

	"chaperone/api"
	"chaperone/rulebook"

	"pgregory.net/rapid"
)

func pack() []fs.FS { return []fs.FS{rulebook.Dir("../cmd/chaperone/testdata/pack")} }

// issue 2: one record on an open pipe gets its answer at once, even with half of the next behind it.
func TestStreamAnswersEachLineAtOnce(t *testing.T) {
	s := api.Stream{Check: checker(t)}
	in, feed := io.Pipe()
	answers, out := io.Pipe()
	go func() {
		_, err := s.Run(in, out)
		out.CloseWithError(err)
	}()
	r := bufio.NewReader(answers)
	for i := range 3 {
		go fmt.Fprintf(feed, "{\"id\":\"%d\",\"text\":\"hello\"}\n{\"id\":", i)
		got := make(chan string, 1)
		go func() { l, _ := r.ReadString('\n'); got <- l }()
		select {
		case l := <-got:
			if !strings.HasPrefix(l, fmt.Sprintf(`{"id":"%d","verdict"`, i)) {
				t.Fatalf("answer %d is %s", i, l)
			}
		case <-time.After(5 * time.Second):
			t.Fatalf("line %d waits for an answer", i)
		}
		fmt.Fprint(feed, "\"x\",\"text\":\"\"}\n")
		_, _ = r.ReadString('\n')
	}
	feed.Close()
}

type broken struct{ after int }

func (w *broken) Write(b []byte) (int, error) {
	if w.after -= len(b); w.after < 0 {
		return 0, errors.New("nobody reads")
	}
	return len(b), nil
}

// issue 2: when the answers can't go anywhere, reading stops.
func TestStreamStopsWhenNobodyReads(t *testing.T) {
	s := api.Stream{Check: checker(t)}
	endless := io.MultiReader(strings.NewReader(strings.Repeat("{\"text\":\"hello\"}\n", 5000)), blocked{})
	done := make(chan error, 1)
	go func() { _, err := s.Run(endless, &broken{100_000}); done <- err }()
	select {
	case err := <-done:
		if err == nil || !strings.Contains(err.Error(), "nobody reads") {
			t.Errorf("the error is %v", err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the stream goes on")
	}
}

type blocked struct{}

func (blocked) Read([]byte) (int, error) { select {} }

// issue 2: a fault of reading is told after everything read before it was answered.
func TestStreamAnswersWhatCameBeforeAFault(t *testing.T) {
	s := api.Stream{Check: checker(t)}
	var out bytes.Buffer
	tally, err := s.Run(io.MultiReader(strings.NewReader("{\"text\":\"hello\"}\n{\"text\":\"hel"), faulty{}), &out)
	if err == nil || !strings.Contains(err.Error(), "line 2") || tally.Posts != 1 || strings.Count(out.String(), "\n") != 1 {
		t.Errorf("%v, %+v, %s", err, tally, out.String())
	}
}

type faulty struct{}

func (faulty) Read([]byte) (int, error) { return 0, errors.New("the disk is gone") }

// A stream never loses or reorders a line, whatever stands between and however it is cut into pieces.
func TestStreamKeepsEveryLineInOrder(t *testing.T) {
	s := api.Stream{Check: checker(t)}
	rapid.Check(t, func(t *rapid.T) {
		var in bytes.Buffer
		var want []string
		for i := range rapid.IntRange(0, 150).Draw(t, "lines") {
			switch rapid.IntRange(0, 5).Draw(t, "sort") {
			case 0:
				in.WriteString(rapid.SampledFrom([]string{"", " \t", "\r"}).Draw(t, "blank"))
				in.WriteByte('\n')
				continue
			case 1:
				in.WriteString(rapid.SampledFrom([]string{"nope", "{", "[]", "{\"text\":1}", "\xff", strings.Repeat("x", 70_000)}).Draw(t, "bad"))
				want = append(want, fmt.Sprintf("line %d", 1+bytes.Count(in.Bytes(), []byte("\n"))))
			default:
				rec, _ := json.Marshal(map[string]string{"id": fmt.Sprint(i), "text": rapid.String().Filter(func(s string) bool { return !strings.Contains(s, "\x00") }).Draw(t, "text")})
				in.Write(rec)
				want = append(want, "id "+fmt.Sprint(i))
			}
			in.WriteString(rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "end"))
		}
		var out bytes.Buffer
		pieces := rapid.SampledFrom([]int{1, 7, 1000, 1 << 20}).Draw(t, "pieces")
		if _, err := s.Run(&piecemeal{in.Bytes(), pieces}, &out); err != nil {
			t.Fatal(err)
		}
		var got []string
		for l := range strings.Lines(out.String()) {
			var r struct {
				ID    string
				Line  int
				Error string
			}
			if err := json.Unmarshal([]byte(l), &r); err != nil {
				t.Fatalf("%q: %v", l, err)
			}
			if r.Error != "" {
				got = append(got, fmt.Sprintf("line %d", r.Line))
			} else {
				got = append(got, "id "+r.ID)
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

type piecemeal struct {
	b []byte
	n int
}

func (p *piecemeal) Read(b []byte) (int, error) {
	if len(p.b) == 0 {
		return 0, io.EOF
	}
	n := copy(b, p.b[:min(len(p.b), p.n)])
	p.b = p.b[n:]
	return n, nil
}
