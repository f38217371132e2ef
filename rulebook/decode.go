// SPDX-License-Identifier: Apache-2.0

package rulebook

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"strings"
	"sync"

	"chaperone/fact"
	"chaperone/post"
)

// packFiles is a pack as its files say, before anything is checked against anything else.
type packFiles struct {
	dir     fs.FS
	name    string
	pack    Pack
	sources []sourceFile
	areas   []areaFile
	adjust  []entryLines // where its adjustments stand
	err     error
}

type sourceFile struct {
	file   string
	source Source
	line   int // where it begins, in a pack of one file; else 0
	err    error
}

type areaFile struct {
	file    string
	area    string // of all entries
	entries []ruleEntry
	lines   []entryLines
	err     error
}

type fixEntry struct {
	Title   string   `yaml:"title"`
	Insert  string   `yaml:"insert"`
	At      string   `yaml:"at"`
	Replace string   `yaml:"replace"`
	Remove  bool     `yaml:"remove"`
	Widen   bool     `yaml:"widen"`
	Move    string   `yaml:"move"`
	Of      []string `yaml:"of"`
	Safe    *bool    `yaml:"safe"`
}

type exampleEntry struct {
	Raised *string       `yaml:"raised"`
	Ask    *string       `yaml:"ask"`
	Clear  *string       `yaml:"clear"`
	Silent *string       `yaml:"silent"`
	Fixed  string        `yaml:"fixed"`
	Level  string        `yaml:"level"`
	With   *fact.Context `yaml:"with"`
}

type answerEntry struct {
	Say   string `yaml:"say"`
	Means string `yaml:"means"`
}

type ruleEntry struct {
	Area       string         `yaml:"area"` // in a pack of one file; else its file's name says it
	ID         string         `yaml:"id"`
	Title      string         `yaml:"title"`
	Level      string         `yaml:"level"`
	Cite       []string       `yaml:"cite"`
	Country    []string       `yaml:"country"`
	About      string         `yaml:"about"`
	When       string         `yaml:"when"`
	StopWhen   string         `yaml:"stop_when"`
	AdviseWhen string         `yaml:"advise_when"`
	Point      string         `yaml:"point"`
	Say        string         `yaml:"say"`
	Ask        string         `yaml:"ask"`
	Answers    []answerEntry  `yaml:"answers"`
	Hold       bool           `yaml:"hold"`
	Mask       bool           `yaml:"mask"`
	Sure       bool           `yaml:"sure"`
	SureWhen   string         `yaml:"sure_when"`
	Fallback   bool           `yaml:"fallback"`
	Note       string         `yaml:"note"`
	Fix        []fixEntry     `yaml:"fix"`
	Ways       []string       `yaml:"ways"`
	Examples   []exampleEntry `yaml:"examples"`
}

// withoutExamples blanks example blocks, keeping line numbers, since they are most of a file and only tests read them.
func withoutExamples(data []byte) []byte {
	out := make([]byte, 0, len(data))
	inside, depth := false, 0
	for line := range strings.Lines(string(data)) {
		body := strings.TrimLeft(line, " ")
		indent := len(line) - len(body)
		if inside && strings.TrimSpace(body) != "" && (indent < depth || indent == depth && !strings.HasPrefix(body, "-") && !strings.HasPrefix(body, "#")) {
			inside = false
		}
		if !inside && strings.HasPrefix(body, "examples:") {
			inside, depth = true, indent
			out = append(out, '\n')
			continue
		}
		if inside {
			out = append(out, '\n')
			continue
		}
		out = append(out, line...)
	}
	return out
}

// decodeAll reads the files of all packs, several at a time: YAML is most of what a start costs.
func decodeAll(packs []packFiles, examples bool) {
	var jobs []func()
	for i := range packs {
		p := &packs[i]
		if p.readPack(examples); p.err != nil {
			continue
		}
		inside, here := len(p.areas), len(p.sources) // what stands in pack.yaml itself is read
		areas, _ := fs.Glob(p.dir, "*.yaml")         // in order of name
		for _, f := range areas {
			if f != packName {
				p.areas = append(p.areas, areaFile{file: f, area: strings.TrimSuffix(f, ".yaml")})
			}
		}
		for k := inside; k < len(p.areas); k++ {
			jobs = append(jobs, func() { p.areas[k].read(p.dir, examples) })
		}
		sources, _ := fs.Glob(p.dir, "sources/*.yaml")
		for _, f := range sources {
			p.sources = append(p.sources, sourceFile{file: f})
		}
		for k := here; k < len(p.sources); k++ {
			jobs = append(jobs, func() { p.sources[k].read(p.dir) })
		}
	}
	var wait sync.WaitGroup
	next := make(chan func(), len(jobs))
	for _, j := range jobs {
		next <- j
	}
	close(next)
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for j := range next {
				j()
			}
		})
	}
	wait.Wait()
}

// packName is the file every pack has.
const packName = "pack.yaml"

func (p *packFiles) readPack(examples bool) {
	data, err := readFile(p.dir, packName)
	if errors.Is(err, fs.ErrNotExist) {
		p.err = &Fault{File: p.name, Err: errors.New("a pack needs a file pack.yaml with id, title and version")}
		return
	}
	if err != nil {
		p.err = &Fault{File: p.name, Err: fmt.Errorf("a pack needs a file pack.yaml with id, title and version: %w", err)}
		return
	}
	if !examples {
		data = withoutExamples(data)
	}
	var f packFile
	if err := post.DecodeYAML(data, &f, true); err != nil {
		p.err = &Fault{File: p.name + "/" + packName, Err: err}
		return
	}
	p.pack = f.Pack
	if len(f.Adjust) > 0 {
		p.adjust = listLines(data, "adjust")
	}
	at := func(lines []entryLines, i int) entryLines {
		if i < len(lines) {
			return lines[i]
		}
		return entryLines{}
	}
	if len(f.Sources) > 0 {
		lines := listLines(data, "sources")
		for i, s := range f.Sources {
			p.sources = append(p.sources, sourceFile{file: packName, source: s, line: at(lines, i).line})
		}
	}
	if len(f.Rules) > 0 {
		lines := listLines(data, "rules")
		for i, r := range f.Rules {
			p.areas = append(p.areas, areaFile{file: packName, area: r.Area, entries: []ruleEntry{r}, lines: []entryLines{at(lines, i)}})
		}
	}
}

func (f *sourceFile) read(d fs.FS) {
	data, err := readFile(d, f.file)
	if err == nil {
		err = post.DecodeYAML(data, &f.source, true)
	}
	f.err = err
}

func (f *areaFile) read(d fs.FS, examples bool) {
	data, err := readFile(d, f.file)
	if err != nil {
		f.err = err
		return
	}
	if !examples {
		data = withoutExamples(data)
	}
	f.err = post.DecodeYAML(data, &f.entries, true)
	f.lines = ruleLines(data)
}

// maxPackFile bounds one file of a pack, in bytes.
const maxPackFile = 2 << 20

func readFile(d fs.FS, name string) ([]byte, error) {
	if info, err := fs.Stat(d, name); err == nil && info.Size() > maxPackFile {
		return nil, fmt.Errorf("it is longer than 2 MiB")
	}
	return fs.ReadFile(d, name)
}

// ruleLines finds the line each rule begins on.
func ruleLines(data []byte) []entryLines {
	var out []entryLines
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		if strings.HasPrefix(strings.TrimSpace(line), "- id:") {
			out = append(out, entryLines{line: n})
		}
	}
	return out
}
