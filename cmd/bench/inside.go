// SPDX-License-Identifier: Apache-2.0

package main

import (
	"slices"
	"time"

	"chaperone/api"
	"chaperone/fact"
	"chaperone/practice"
	"chaperone/rulebook"
)

// inside measures checks in this process, one after another, from a JSON line in to a JSON line out.
type inside struct {
	Checks int           `json:"checks"`
	P50    time.Duration `json:"p50_ns"`
	P95    time.Duration `json:"p95_ns"`
	P99    time.Duration `json:"p99_ns"`
	Max    time.Duration `json:"max_ns"`
	Mean   time.Duration `json:"mean_ns"`
}

// day is fixed: what is in force doesn't change with the date of measuring.
var day = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func newChecker() (*practice.Checker, error) {
	book, err := rulebook.Load(rulebook.Options{})
	if err != nil {
		return nil, err
	}
	return &practice.Checker{Book: book, Now: func() time.Time { return day }}, nil
}

func check(c *practice.Checker, line []byte) ([]byte, error) {
	p, author, err := api.Decode(line, nil)
	if err != nil {
		return nil, err
	}
	r, err := c.CheckDraft(p, author)
	if err != nil {
		return nil, err
	}
	return api.FromReport(r).Marshal()
}

func measureInside(posts [][]byte, checks int, depth fact.Depth) (inside, error) {
	c, err := newChecker()
	if err != nil {
		return inside{}, err
	}
	c.Depth = depth
	took := make([]time.Duration, 0, checks)
	var sum time.Duration
	for i := range checks + checks/20 {
		start := time.Now()
		if _, err := check(c, posts[i%len(posts)]); err != nil {
			return inside{}, err
		}
		if i >= checks/20 { // the first ones warm up
			took = append(took, time.Since(start))
			sum += took[len(took)-1]
		}
	}
	slices.Sort(took)
	at := func(q float64) time.Duration { return took[min(len(took)-1, int(q*float64(len(took))))] }
	return inside{checks, at(0.5), at(0.95), at(0.99), took[len(took)-1], sum / time.Duration(len(took))}, nil
}
