// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"unicode"
	"unicode/utf8"

	"chaperone/record"
)

// ErrStillThere says that an export still holds the post that should have come down.
var ErrStillThere = errors.New("the export still holds this post")

// Bounds of an export that is scanned: a platform's whole export unpacks to less.
const (
	maxExport      = 8 << 30
	maxExportParts = 200_000
)

// ScanExport looks for a post's words in an export of the account: a file of any kind, or a zip of such. It gives the export's digest where
// they are in none of it, and ErrStillThere where they are. Only letters and digits are compared, as exports write words in several ways.
func (o *Office) ScanExport(ctx context.Context, id, file string) (digest string, err error) {
	p, err := o.Post(ctx, id)
	if err != nil {
		return "", err
	}
	r, ok := p.Text()
	if live := p.Live(); len(live) > 0 {
		r, ok = wording(p, live[0].Revision)
	}
	if !ok {
		return "", fmt.Errorf("post %s: its words can't be looked for: %w", id, record.ErrErased)
	}
	words := bare([]byte(r.Text))
	if len(words) < 12 {
		return "", fmt.Errorf("post %s has too few words to be looked for; open its address and look", id)
	}
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() || info.Size() > maxExport {
		return "", fmt.Errorf("%s: not a file that can be scanned (an export is a zip or a file of up to 8 GB)", file)
	}
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("%s: %w", file, err)
	}
	found := false
	if z, err := zip.NewReader(f, info.Size()); err == nil {
		found, err = inZip(ctx, z, words)
		if err != nil {
			return "", fmt.Errorf("%s: %w", file, err)
		}
	} else if _, err := f.Seek(0, io.SeekStart); err != nil {
		return "", err
	} else if found, err = inReader(ctx, f, words); err != nil {
		return "", fmt.Errorf("%s: %w", file, err)
	}
	if found {
		return "", fmt.Errorf("%s: %w. Take it down, ask the platform for a new export, and scan that", file, ErrStillThere)
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil)), nil
}

func inZip(ctx context.Context, z *zip.Reader, words []byte) (bool, error) {
	if len(z.File) > maxExportParts {
		return false, fmt.Errorf("%d files in it; an export has fewer", len(z.File))
	}
	left := int64(maxExport)
	for _, e := range z.File {
		if e.FileInfo().IsDir() {
			continue
		}
		r, err := e.Open()
		if err != nil {
			return false, fmt.Errorf("%s in it can't be read: %w", e.Name, err)
		}
		counted := &io.LimitedReader{R: r, N: left + 1}
		found, err := inReader(ctx, counted, words)
		r.Close()
		if err != nil {
			return false, fmt.Errorf("%s in it can't be read: %w", e.Name, err)
		}
		if left = counted.N - 1; left < 0 {
			return false, errors.New("it unpacks to more than 8 GB; an export is smaller")
		}
		if found {
			return true, nil
		}
	}
	return false, nil
}

// inReader looks for words in a stream, piece by piece, each with the end of the one before it.
func inReader(ctx context.Context, r io.Reader, words []byte) (bool, error) {
	const piece = 1 << 20
	buf := make([]byte, 0, piece+16)
	var kept []byte // letters at the end of what was read
	for {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		n, err := io.ReadFull(r, buf[len(buf):piece])
		buf = buf[:len(buf)+n]
		last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !last {
			return false, err
		}
		cut := len(buf)
		if !last { // a character or an escape may be cut in two
			cut = max(0, len(buf)-12)
		}
		kept = append(kept, bare(buf[:cut])...)
		if bytes.Contains(kept, words) {
			return true, nil
		}
		if last {
			return false, nil
		}
		kept = append(kept[:0], kept[max(0, len(kept)-len(words)):]...)
		buf = append(buf[:0], buf[cut:]...)
	}
}

// bare gives the letters and digits of a text in lower case, JSON's \u and HTML's &#…; escapes read, tags left as they are.
func bare(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		c, n := utf8.DecodeRune(b)
		if c == '\\' && len(b) >= 2 {
			n = 2
			c = ' '
			if b[1] == 'u' && len(b) >= 6 {
				if x, err := strconv.ParseUint(string(b[2:6]), 16, 32); err == nil {
					c, n = rune(x), 6
				}
			}
		} else if c == '&' {
			if end := bytes.IndexByte(b[:min(len(b), 10)], ';'); end > 0 {
				n, c = end+1, ' '
			}
		}
		b = b[n:]
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			out = utf8.AppendRune(out, unicode.ToLower(c))
		}
	}
	return out
}
