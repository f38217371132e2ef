// SPDX-License-Identifier: Apache-2.0

// Command bench measures how fast Chaperone is: checks in one process, the built command as a stream, its memory, start and size; with
// --peers, other tools on the same posts in the same run.
//
//	go run ./cmd/bench                 everything but peers, 100,000 posts through the stream
//	go run ./cmd/bench -n 1000000      the full stream
//	go run ./cmd/bench --history 10000 a stream of one account with a history, too
//	go run ./cmd/bench --hostile       texts made to be slow
//	go run ./cmd/bench --record        the record: durable events beside SQLite's own limit, a copy of 1 GiB while it is written to
//	go run ./cmd/bench --desk          the desk while 200 people write at once, in a process of its own
//	go run ./cmd/bench --peers         ours and the peers (needs Node.js; make bench installs them)
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"chaperone/fact"
)

type result struct {
	Machine string   `json:"machine"`
	Inside  inside   `json:"inside"`
	Deep    inside   `json:"deep"` // with the sentence encoder
	Outside *outside `json:"outside,omitempty"`
	Past    *past    `json:"past,omitempty"`
	Peers   []peer   `json:"peers,omitempty"`
}

func main() {
	cases := flag.String("cases", "testdata/cases/seen", "folder of posts")
	n := flag.Int("n", 100_000, "posts through the stream; 0 leaves the built command out")
	checks := flag.Int("checks", 20_000, "checks in this process")
	cores := flag.Int("cores", 2, "cores the command may use")
	history := flag.Int("history", 0, "measure a stream of posts by one account with so many earlier ones, too")
	peers := flag.Bool("peers", false, "measure the peers, too")
	slow := flag.Bool("hostile", false, "only check texts made to be slow, as long as a text may be")
	rec := flag.Bool("record", false, "only measure the record")
	folder := flag.String("record-folder", "", "where the record is measured: a folder on the disk that counts (the system's temporary folder)")
	mib := flag.Int64("record-copy", 1024, "MiB of the record that is copied; 0 leaves the copy out")
	atDesk := flag.Bool("desk", false, "only measure the desk")
	people := flag.Int("people", 200, "people who write at the desk at once")
	onDesk := flag.Int("desk-posts", 0, "posts that are on the desk's record before, half of them published")
	long := flag.Duration("desk-time", time.Minute, "how long they do")
	serve := flag.Int("desk-serve", 0, "be the desk that is measured, for so many people (--desk starts it so)")
	asJSON := flag.Bool("json", false, "print JSON")
	flag.Parse()
	if *slow {
		if err := measureHostile(os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	if *serve > 0 {
		if err := serveDesk(context.Background(), os.Stdin, os.Stdout, *serve, *onDesk, *folder); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(2)
		}
		return
	}
	if *atDesk {
		if err := measureDesk(context.Background(), os.Stdout, *people, *onDesk, *cores, *long, *folder); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(2)
		}
		return
	}
	if *rec {
		if err := measureRecord(context.Background(), os.Stdout, *folder, *mib); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(2)
		}
		return
	}
	if err := run(os.Stdout, *cases, *n, *checks, *cores, *history, *peers, *asJSON); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
}

func run(w io.Writer, cases string, n, checks, cores, history int, peers, asJSON bool) error {
	posts, err := readPosts(cases)
	if err != nil {
		return err
	}
	r, before := result{Machine: fmt.Sprintf("%d cores, %s", runtime.NumCPU(), runtime.GOARCH)}, processorTime()
	if r.Inside, err = measureInside(posts, checks, fact.Quick); err != nil {
		return err
	}
	if r.Deep, err = measureInside(posts, max(1, checks/50), fact.Deep); err != nil {
		return err
	}
	if n > 0 {
		dir, err := os.MkdirTemp("", "bench")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		bin, err := build(dir)
		if err != nil {
			return err
		}
		o, err := measureOutside(bin, posts, n, cores)
		if err != nil {
			return err
		}
		r.Outside = &o
		if history > 0 {
			if r.Past, err = measurePast(bin, dir, posts, history, n, cores); err != nil {
				return err
			}
		}
	}
	if peers {
		if r.Peers, err = measurePeers(posts, "cmd/bench/peers"); err != nil {
			return err
		}
	}
	r.Machine += processorTime().since(before)
	if asJSON {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(r)
	}
	r.table(w)
	return nil
}

func (r *result) table(w io.Writer) {
	row := func(what, format string, a ...any) { fmt.Fprintf(w, "%-34s %s\n", what, fmt.Sprintf(format, a...)) }
	row("machine", "%s", r.Machine)
	row("one check, median", "%.3f ms   (target 0.7)", ms(r.Inside.P50))
	row("one check, 99 of 100 within", "%.3f ms   (target 4)", ms(r.Inside.P99))
	row("one check with the encoder", "%.1f ms median, 95 of 100 within %.1f ms, of %d   (target 40)", ms(r.Deep.P50), ms(r.Deep.P95), r.Deep.Checks)
	row("one check, mean and slowest", "%.3f ms, %.3f ms of %d", ms(r.Inside.Mean), ms(r.Inside.Max), r.Inside.Checks)
	if o := r.Outside; o != nil {
		row("stream", "%.0f posts/s over %d posts on %d cores   (target 2,500)", o.PerSecond, o.Posts, o.Cores)
		row("processor time a post", "%.3f ms: %.0f posts/s if %d cores do nothing else", ms(o.CPU), float64(o.Cores)/o.CPU.Seconds(), o.Cores)
		row("resident memory, peak", "%.0f MiB; %.0f MiB after a tenth of the posts   (target 200)", float64(o.PeakKiB)/1024, float64(o.EarlyKiB)/1024)
		row("start to first result", "%.0f ms median of %d, %.0f ms slowest   (target 100); %.0f ms processor time", ms(o.First), starts, ms(o.FirstMax), ms(o.FirstCPU))
		row("binary", "%.1f MiB   (target 60)", float64(o.Binary)/(1<<20))
	}
	if p := r.Past; p != nil {
		row(fmt.Sprintf("with %d earlier posts", p.History), "%.0f posts/s over %d, after %.1f s for the history; %.0f MiB   (target 2,500)", p.PerSecond, p.Posts, p.Read.Seconds(), float64(p.PeakKiB)/1024)
	}
	if len(r.Peers) > 0 {
		row("ours, on the posts peers read", "%.3f ms a post", ms(r.Peers[0].Ours))
	}
	for _, p := range r.Peers {
		if p.Fault != "" {
			row(p.Name, "not measured: %s", p.Fault)
			continue
		}
		row(p.Name, "%.3f ms a post, %.1f times ours   (%s)", ms(p.PerPost), p.Ratio, p.About)
	}
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
