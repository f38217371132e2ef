// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"
)

// part is a file of the bundle that may be large.
type part struct {
	name   string
	digest string // that its bytes must have; "" for any
	open   func() (io.ReadCloser, error)
}

func inMemory(name string, data []byte) part {
	return part{name: name, open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }}
}

// packer writes the zip. Files are stored, not compressed: their bytes don't hang on a version of a compressor, a zip can't swell, and
// pictures wouldn't get smaller.
type packer struct {
	z    *zip.Writer
	made time.Time
	sums []string
	err  error // the first
}

// newPacker begins a zip whose files all bear the time made, in whole seconds.
func newPacker(w io.Writer, made time.Time) (*packer, error) {
	if made.Year() < 1980 || made.Year() > 2107 {
		return nil, fmt.Errorf("%w: a zip can't bear the time %s", ErrStory, made.Format(time.RFC3339))
	}
	return &packer{z: zip.NewWriter(w), made: made.UTC().Truncate(time.Second)}, nil
}

func (p *packer) add(name string, r io.Reader) string {
	if p.err != nil {
		return ""
	}
	w, err := p.z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: p.made})
	if err != nil {
		p.err = fmt.Errorf("%s: %w", name, err)
		return ""
	}
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(w, h), r); err != nil {
		p.err = fmt.Errorf("%s: %w", name, err)
		return ""
	}
	sum := hex.EncodeToString(h.Sum(nil))
	p.sums = append(p.sums, sum+"  "+name+"\n")
	return "sha256:" + sum
}

func (p *packer) addFrom(f part) error {
	r, err := f.open()
	if err != nil {
		return fmt.Errorf("%s: %w", f.name, err)
	}
	defer r.Close()
	if got := p.add(f.name, r); p.err == nil && f.digest != "" && got != f.digest {
		p.err = fmt.Errorf("%w: %s isn't the file the story speaks of", ErrStory, f.name)
	}
	return p.err
}

// list is the text of SHA256SUMS for what was added so far.
func (p *packer) list() string { return strings.Join(p.sums, "") }

func (p *packer) close() error {
	if p.err != nil {
		return p.err
	}
	return p.z.Close()
}

// maxPicture is the largest picture shown in the pages, in bytes; larger ones are only attached.
const maxPicture = 64 << 20

func readAll(open func() (io.ReadCloser, error), limit int64) ([]byte, error) {
	r, err := open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(b)) > limit {
		err = fmt.Errorf("larger than %d MB", limit>>20)
	}
	return b, err
}

// safe keeps what every system takes in a file name.
func safe(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == '.' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '_'
	}, s)
	if s == "" || strings.HasPrefix(s, ".") {
		return "_" + s
	}
	return s
}

// ending is the file ending of a media type.
func ending(typ string) string {
	switch typ {
	case "image/jpeg":
		return ".jpg"
	case "image/png":
		return ".png"
	case "image/gif":
		return ".gif"
	case "image/webp":
		return ".webp"
	case "video/mp4":
		return ".mp4"
	case "video/quicktime":
		return ".mov"
	case "audio/mpeg":
		return ".mp3"
	}
	return ".bin"
}
