// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"

	"chaperone/api"
	"chaperone/cmd/cases"
	"chaperone/fact/detect"
	"chaperone/fact/model/encode"
	"chaperone/rulebook"
	"chaperone/text"
)

// What the encoder is taught of each piece besides the areas: whom a marked fact is about, and what sort of fact it is. Kinds with fewer
// than some fifty examples among the cases are left out.
var (
	taughtSubjects = []string{"patient", "author", "public", "family", "colleague", "fiction"}
	taughtKinds    = []string{"claim", "place", "relative-time", "person", "condition", "drug", "event", "ad-label", "solicitation", "advice",
		"relation", "statistic", "brand", "citation", "credential", "occupation", "procedure", "age", "date", "sex", "quote",
		"injury", "outcome", "body-feature", "ward", "hospital", "time", "ethnicity", "premises", "employer"}
)

// encoderClasses gives what the encoder is trained to tell of a text as a whole.
func encoderClasses() []string {
	out := []string{detect.EncodedTrouble, detect.EncodedStop}
	for _, a := range rulebook.Areas() {
		out = append(out, string(a))
	}
	return append(out, detect.EncodedStory)
}

func encoderPieceClasses() []string {
	out := []string{detect.EncodedTrouble}
	for _, a := range rulebook.Areas() {
		out = append(out, string(a))
	}
	for _, s := range taughtSubjects {
		out = append(out, "about "+s)
	}
	for _, k := range taughtKinds {
		out = append(out, "a "+k)
	}
	return out
}

// encoderLesson is one window of one text as the trainer of the encoder reads it. Marks are indexes into the piece classes, piece by piece.
type encoderLesson struct {
	ID     string   `json:"id"`
	Key    string   `json:"key"`
	Part   string   `json:"part"`
	Pieces []uint16 `json:"pieces"`
	Labels []int    `json:"labels"` // indexes into the classes
	Marks  [][2]int `json:"marks"`  // piece, piece class
	Areas  bool     `json:"areas"`  // the words of the areas are marked
	Facts  bool     `json:"facts"`  // the facts are marked
	Judged bool     `json:"judged"` // the labels of trouble, stop and the areas are known
	Told   bool     `json:"told"`   // the label of a patient's story is known
}

type marked struct {
	ID, Series, Kind, Text string
	Received               bool
	Gold                   struct {
		Verdict string
		Areas   []struct {
			Area, Level string
			Spans       []cases.Span
		}
	}
	Facts []struct {
		Kind, Subject, Text string
		Start               int
	}
}

// pieces writes the lessons for the encoder's trainer, one a line, after a line with the names of all classes. Unseen cases are not read.
func pieces(w io.Writer, args []string) error {
	const dir = "testdata/cases"
	if len(args) > 1 {
		return errors.New("pieces: name one file of ordinary posts, or none")
	}
	v, err := encode.ShippedVocabulary()
	if err != nil {
		return err
	}
	out := json.NewEncoder(w)
	told, err := toldLabels("testdata/cases/extra/stories.txt")
	if err != nil {
		return err
	}
	if err := out.Encode(map[string]any{"areas": len(rulebook.Areas()) + 1, "classes": encoderClasses(), "piece_classes": encoderPieceClasses(), "vocabulary": v.Size(), "window": encode.MaxPieces}); err != nil {
		return err
	}
	if len(args) == 1 {
		err := ordinary(args[0], func(line []byte) error {
			ls, err := (&marked{Facts: nil}).lessons(v, line)
			for _, l := range ls {
				l.Part, l.Areas, l.Judged, l.Told = "ordinary", true, true, true
				if err := out.Encode(l); err != nil {
					return err
				}
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return eachOf(dir, []string{"seen", "extra", "marked"}, func(part string, line []byte) error {
		var m marked
		if err := json.Unmarshal(line, &m); err != nil {
			return err
		}
		if m.Received {
			return nil
		}
		ls, err := m.lessons(v, line)
		if err != nil {
			return err
		}
		story, known, err := storyLabel(line, told)
		if err != nil {
			return err
		}
		for _, l := range ls {
			l.Part = part
			if part == "seen" {
				l.Part = cases.Part(l.Key)
			}
			if l.Told = known; story {
				l.Labels = append(l.Labels, slices.Index(encoderClasses(), detect.EncodedStory))
			}
			if err := out.Encode(l); err != nil {
				return err
			}
		}
		return nil
	})
}

// learnedRoles are given in turn to ordinary posts, so that the models learn that clinicians, too, write of ordinary things.
var learnedRoles = []string{"GP", "staff nurse", "dentist", "consultant", "physiotherapist", "paramedic", "midwife", "pharmacist", "medical student",
	"psychiatrist", "health visitor", "surgeon", "radiographer", "dietitian", "healthcare assistant", ""}

// ordinary calls do with each of the ordinary posts that are learned from, as the record of a clinician's post that is clear. The file has
// a JSON object with "text" a line; which posts are learned from says cases.Learned, the others measure.
func ordinary(file string, do func(line []byte) error) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for n, line := range bytes.Split(bytes.TrimSpace(data), []byte("\n")) {
		var o struct{ Text string }
		if err := json.Unmarshal(line, &o); err != nil {
			return fmt.Errorf("%s:%d: %w", file, n+1, err)
		}
		if !cases.Learned(o.Text) {
			continue
		}
		record, err := json.Marshal(map[string]any{"id": fmt.Sprint("ordinary-", n+1), "text": o.Text,
			"author": map[string]string{"role": learnedRoles[n%len(learnedRoles)], "country": "GB"}, "gold": map[string]any{"verdict": "clear"}})
		if err != nil {
			return err
		}
		if err := do(record); err != nil {
			return fmt.Errorf("%s:%d: %w", file, n+1, err)
		}
	}
	return nil
}

// eachCase calls do with each line of the seen and extra cases, in one order always.
func eachCase(dir string, do func(part string, line []byte) error) error {
	return eachOf(dir, []string{"seen", "extra"}, do)
}

// eachOf calls do with each line of the cases in some folders, in one order always.
func eachOf(dir string, parts []string, do func(part string, line []byte) error) error {
	for _, part := range parts {
		files, err := filepath.Glob(filepath.Join(dir, part, "*.jsonl"))
		if err != nil {
			return err
		}
		slices.Sort(files)
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				return err
			}
			for n, line := range bytes.Split(bytes.TrimSpace(data), []byte("\n")) {
				if err := do(part, line); err != nil {
					return fmt.Errorf("%s:%d: %w", f, n+1, err)
				}
			}
		}
	}
	return nil
}

func (m *marked) lessons(v *encode.Vocabulary, line []byte) ([]encoderLesson, error) {
	p, author, err := api.Decode(line, nil)
	if err != nil {
		return nil, err
	}
	d := text.Read(p.Text)
	windows := encode.Windows(v.Head(detect.EncodedHead(p, author)), v.Words(nil, d), d, 8)
	base := encoderLesson{ID: m.ID, Key: cases.Key(m.Series, m.ID), Facts: len(m.Facts) > 0, Marks: [][2]int{}}
	base.Areas, base.Labels = m.labels()
	if base.Judged = m.Gold.Verdict != ""; !base.Judged { // only its facts are marked
		base.Areas = false
	}
	var out []encoderLesson
	for _, w := range windows {
		l := base
		for i, p := range w {
			l.Pieces = append(l.Pieces, p.ID)
			if p.Token >= 0 {
				t := d.Tokens[p.Token]
				for _, c := range m.marks(t.Start, t.End) {
					l.Marks = append(l.Marks, [2]int{i, c})
				}
			}
		}
		out = append(out, l)
	}
	return out, nil
}

func (m *marked) labels() (areasMarked bool, labels []int) {
	classes := encoderClasses()
	areasMarked, labels = true, []int{}
	if m.Gold.Verdict != "" && m.Gold.Verdict != "clear" {
		labels = append(labels, 0)
	}
	if m.Gold.Verdict == "stop" {
		labels = append(labels, 1)
	}
	for _, a := range m.Gold.Areas {
		if a.Level != "advise" {
			labels = append(labels, slices.Index(classes, a.Area))
			areasMarked = areasMarked && len(a.Spans) > 0
		}
	}
	return areasMarked, labels
}

// marks gives the piece classes of the bytes from start to end.
func (m *marked) marks(start, end int) []int {
	classes := encoderPieceClasses()
	var out []int
	mark := func(name string, s cases.Span) {
		c := slices.Index(classes, name)
		if from, to, ok := s.In(m.Text); ok && c >= 0 && from < end && start < to && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	for _, a := range m.Gold.Areas {
		for _, s := range a.Spans {
			if a.Level != "advise" {
				mark(a.Area, s)
				mark(detect.EncodedTrouble, s)
			}
		}
	}
	for _, f := range m.Facts {
		s := cases.Span{At: f.Start, Words: f.Text}
		mark("about "+f.Subject, s)
		mark("a "+f.Kind, s)
	}
	return out
}

// encoder turns trained weights (safetensors, float32) into the file that is embedded, and notes what lessons they learned from.
func encoder(_ io.Writer, args []string) error {
	if len(args) != 2 {
		return errors.New("encoder: name the file of trained weights, and the lessons they were trained on")
	}
	const to = "fact/model/encode/encoder.bin"
	from := args[0]
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	get, err := safetensors(data)
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	lessons, err := os.ReadFile(args[1])
	if err != nil {
		return err
	}
	h := sha256.Sum256(lessons)
	v, err := encode.ShippedVocabulary()
	if err != nil {
		return err
	}
	e, err := encode.Build(encode.Card{Width: 384, Heads: 12, Inner: 1536, Layers: layersIn(get), Vocabulary: v.Size(), Classes: encoderClasses(), PieceClasses: encoderPieceClasses(),
		Licence: "Apache-2.0", Source: "all-MiniLM-L6-v2, trained further on testdata/cases", Command: "make encoder", Cases: hex.EncodeToString(h[:])}, get)
	if err != nil {
		return err
	}
	return os.WriteFile(to, e.Bytes(), 0o644)
}

func layersIn(get encode.Tensors) int {
	n := 0
	for ; n < 48; n++ {
		if _, err := get(fmt.Sprintf("encoder.layer.%d.output.dense.bias", n), 1, 0); err != nil {
			break
		}
	}
	return n
}

// safetensors reads the tensors of a file in that format: the length of a JSON header as uint64, the header with type, shape and place
// of each, then the numbers. Only float32 is read.
func safetensors(data []byte) (encode.Tensors, error) {
	if len(data) < 8 || binary.LittleEndian.Uint64(data) > uint64(len(data)-8) {
		return nil, fmt.Errorf("not a safetensors file")
	}
	n := int(binary.LittleEndian.Uint64(data))
	var head map[string]json.RawMessage
	if err := json.NewDecoder(bufio.NewReader(bytes.NewReader(data[8 : 8+n]))).Decode(&head); err != nil {
		return nil, err
	}
	body := data[8+n:]
	return func(name string, rows, cols int) ([]float32, error) {
		var t struct {
			DType string    `json:"dtype"`
			Place [2]uint64 `json:"data_offsets"`
		}
		raw, ok := head[name]
		if !ok {
			return nil, fmt.Errorf("no tensor %s", name)
		}
		if err := json.Unmarshal(raw, &t); err != nil {
			return nil, err
		}
		if t.DType != "F32" || t.Place[0] > t.Place[1] || t.Place[1] > uint64(len(body)) {
			return nil, fmt.Errorf("%s is no float32 table", name)
		}
		b := body[t.Place[0]:t.Place[1]]
		if want := 4 * rows * cols; want > 0 && want < len(b) {
			b = b[:want] // positions beyond the window are not kept
		}
		out := make([]float32, len(b)/4)
		for i := range out {
			out[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		}
		return out, nil
	}, nil
}
