// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// ErrNotBundle says that a file is no bundle that can be read: not a zip, cut short, made to harm, or without what every bundle has.
// What is wrong stands behind it.
var ErrNotBundle = errors.New("this isn't a bundle that can be read")

// Bounds of what is read: far above what bundles hold, far below what hurts a machine.
const (
	maxFiles = 20_000
	maxText  = 64 << 20 // of one file that is read as a whole, in bytes
	maxAll   = 8 << 30  // of all files together
)

// fileNames are all names a bundle has.
var fileNames = regexp.MustCompile(`^(README\.txt|check\.py|index\.html|story\.pdf|story\.json|proofs\.json|checkpoint\.txt|SHA256SUMS|signature\.txt|events/[0-9]{6,}\.json|(permits|media|opened)/[A-Za-z0-9_-][A-Za-z0-9._-]*)$`)

// needed is what every bundle has.
var needed = []string{"README.txt", "index.html", "story.pdf", "story.json", "proofs.json", "checkpoint.txt", "SHA256SUMS"}

// opening is a bundle being read.
type opening struct {
	files  []*zip.File
	byName map[string]*zip.File
}

func notBundle(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrNotBundle, fmt.Sprintf(format, args...))
}

// open looks at a zip's directory and refuses what no bundle has, before anything is unpacked.
func open(r io.ReaderAt, size int64) (*opening, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, notBundle("it isn't a whole zip (%v); get it again from whoever sent it", err)
	}
	if len(z.File) > maxFiles {
		return nil, notBundle("it has %d files, more than any bundle", len(z.File))
	}
	o := &opening{files: z.File, byName: map[string]*zip.File{}}
	var packed, all uint64
	seen := map[string]bool{}
	for _, f := range z.File {
		if !fileNames.MatchString(f.Name) {
			return nil, notBundle("it holds %q, which no bundle has; nothing was unpacked", clip(f.Name))
		}
		if seen[strings.ToLower(f.Name)] {
			return nil, notBundle("it holds %s twice", f.Name)
		}
		seen[strings.ToLower(f.Name)] = true
		if f.Method != zip.Store && f.Method != zip.Deflate || f.Flags&1 != 0 {
			return nil, notBundle("%s is packed in a way that bundles aren't", f.Name)
		}
		packed += min(f.CompressedSize64, maxAll+1)
		all += min(f.UncompressedSize64, maxAll+1)
		if all > maxAll || packed > uint64(size) || f.UncompressedSize64 > 1<<20 && f.UncompressedSize64/200 > f.CompressedSize64 {
			return nil, notBundle("%s would swell to %d MB; nothing was unpacked", f.Name, f.UncompressedSize64>>20)
		}
		o.byName[f.Name] = f
	}
	for _, n := range needed {
		if o.byName[n] == nil {
			return nil, notBundle("%s is missing", n)
		}
	}
	return o, nil
}

func clip(s string) string {
	if len(s) > 80 {
		return s[:80] + "…"
	}
	return s
}

// text reads a file as a whole.
func (o *opening) text(name string) ([]byte, error) {
	f := o.byName[name]
	if f == nil {
		return nil, notBundle("%s is missing", name)
	}
	if f.UncompressedSize64 > maxText {
		return nil, notBundle("%s has %d MB, more than it ever needs", name, f.UncompressedSize64>>20)
	}
	b, err := readAll(f.Open, maxText)
	if err != nil {
		return nil, notBundle("%s can't be read (%v); the zip was damaged or changed", name, err)
	}
	return b, nil
}

// digest reads a file through and gives its SHA-256 and size.
func (o *opening) digest(name string) (sum string, size int64, err error) {
	r, err := o.byName[name].Open()
	if err != nil {
		return "", 0, notBundle("%s can't be read (%v); the zip was damaged or changed", name, err)
	}
	defer r.Close()
	h := sha256.New()
	size, err = io.Copy(h, io.LimitReader(r, maxAll))
	if err != nil {
		return "", size, notBundle("%s can't be read (%v); the zip was damaged or changed", name, err)
	}
	return hex.EncodeToString(h.Sum(nil)), size, nil
}

// strictJSON reads one JSON value with the fields this version knows, and nothing behind it.
func strictJSON(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if d.More() {
		return errors.New("something follows its end")
	}
	return nil
}

// asMade tells whether the zip is, byte for byte, what Make writes for these files.
func (o *opening) asMade(s Story, r io.ReaderAt, size int64) bool {
	c := &comparing{r: r}
	p, err := newPacker(c, s.Made)
	if err != nil {
		return false
	}
	for _, f := range o.files {
		if p.addFrom(part{name: f.Name, open: f.Open}) != nil {
			return false
		}
	}
	return p.close() == nil && !c.differs && c.at == size
}

// comparing compares what is written to it with what stands there already.
type comparing struct {
	r       io.ReaderAt
	at      int64
	buf     []byte
	differs bool
}

func (c *comparing) Write(b []byte) (int, error) {
	if cap(c.buf) < len(b) {
		c.buf = make([]byte, len(b))
	}
	n, _ := c.r.ReadAt(c.buf[:len(b)], c.at)
	if c.at += int64(len(b)); n != len(b) || !bytes.Equal(b, c.buf[:n]) {
		c.differs = true
		return 0, errors.New("differs")
	}
	return len(b), nil
}
