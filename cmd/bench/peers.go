// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// peer is another tool on the same posts in the same run. None does what Chaperone does; each does a part of it, and people would
// otherwise run them side by side.
type peer struct {
	Name    string        `json:"name"`
	About   string        `json:"about"`
	PerPost time.Duration `json:"ns_per_post"`
	Ours    time.Duration `json:"ours_ns_per_post"` // on exactly these posts
	Ratio   float64       `json:"times_ours"`
	Found   int           `json:"found"` // shows that it ran; what counts as one differs from tool to tool
	Fault   string        `json:"fault,omitempty"`
}

var peers = []struct{ name, script, about string }{
	{"openredaction", "openredaction.mjs", "finds personal data"},
	{"harper.js", "harper.mjs", "grammar and style"},
	{"alex", "alex.mjs", "inconsiderate words"},
}

// peerTime bounds one peer; a slow one is reported, not waited for.
const peerTime = 10 * time.Minute

func measurePeers(posts [][]byte, dir string) ([]peer, error) {
	ours, err := oursOn(posts)
	if err != nil {
		return nil, err
	}
	var texts []string
	for _, line := range posts {
		var r struct {
			Text string `json:"text"`
		}
		if err := json.Unmarshal(line, &r); err != nil {
			return nil, err
		}
		texts = append(texts, r.Text)
	}
	input, err := json.Marshal(texts)
	if err != nil {
		return nil, err
	}
	var out []peer
	for _, p := range peers {
		m := peer{Name: p.name, About: p.about, Ours: ours}
		if err := m.measure(filepath.Join(dir, p.script), p.name, input); err != nil {
			m.Fault = err.Error()
		}
		out = append(out, m)
	}
	return out, nil
}

// oursOn takes the time of all posts once, one after another, warm, as the peers are measured.
func oursOn(posts [][]byte) (time.Duration, error) {
	c, err := newChecker()
	if err != nil {
		return 0, err
	}
	for _, p := range posts[:min(100, len(posts))] {
		if _, err := check(c, p); err != nil {
			return 0, err
		}
	}
	start := time.Now()
	for _, p := range posts {
		if _, err := check(c, p); err != nil {
			return 0, err
		}
	}
	return time.Since(start) / time.Duration(len(posts)), nil
}

func (m *peer) measure(script, name string, input []byte) error {
	if v := version(filepath.Dir(script), name); v != "" {
		m.Name += " " + v
	}
	ctx, cancel := context.WithTimeout(context.Background(), peerTime)
	defer cancel()
	c := exec.CommandContext(ctx, "node", filepath.Base(script))
	c.Dir = filepath.Dir(script)
	c.Stdin = bytes.NewReader(input)
	var errs bytes.Buffer
	c.Stderr = &errs
	b, err := c.Output()
	if ctx.Err() != nil {
		return fmt.Errorf("not done after %v", peerTime)
	}
	if err != nil {
		return fmt.Errorf("%w: %s", err, lastLine(errs.String()))
	}
	var r struct {
		Posts int   `json:"posts"`
		NS    int64 `json:"ns"`
		Found int   `json:"found"`
	}
	if err := json.Unmarshal([]byte(lastLine(string(b))), &r); err != nil || r.Posts == 0 {
		return fmt.Errorf("its answer can't be read: %.80q", b)
	}
	m.PerPost, m.Found = time.Duration(r.NS/int64(r.Posts)), r.Found
	m.Ratio = float64(m.PerPost) / float64(m.Ours)
	return nil
}

// version reads which version is installed.
func version(dir, name string) string {
	data, err := os.ReadFile(filepath.Join(dir, "node_modules", name, "package.json"))
	if err != nil {
		return ""
	}
	var p struct {
		Version string `json:"version"`
	}
	if json.Unmarshal(data, &p) != nil {
		return ""
	}
	return p.Version
}

// lastLine gives the last line that says something; of a Node.js error, the line that names it.
func lastLine(s string) string {
	last := ""
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "Error") {
			return line
		}
		if line != "" {
			last = line
		}
	}
	return last
}
