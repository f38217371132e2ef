// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"bufio"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"strconv"
	"strings"

	"chaperone/record"
)

// What Copy writes: a line naming the form, practice.id, a line with the number of bytes that follow, the database as it is on disk, and
// 32 bytes of HMAC-SHA256 over all of that under the store's key (encryption alone doesn't show that somebody changed it).
const (
	copyHead   = "chaperone record copy 1\n"
	copyLabel  = "chaperone record copy v1\n"
	copyPrefix = "practice.copy-"
	copyPages  = 512 // between two looks at the context
)

func copyMAC(key []byte) hash.Hash {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(copyLabel))
	return h
}

// Copy is record.Store's. It makes a copy in the folder first, which needs as much room as the database has; the moment it shows is that
// of its beginning. While that lasts no key can be destroyed: who wants to waits, and gets record.ErrBusy after ten seconds.
func (s *Store) Copy(ctx context.Context, w io.Writer) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	f, err := os.CreateTemp(s.dir, copyPrefix+"*")
	if err != nil {
		return fmt.Errorf("copy the record: %w", explain(s.dir, err))
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if err := s.snapshot(ctx, func(c *conn) error { return s.backup(ctx, c, f.Name()) }); err != nil {
		return fmt.Errorf("copy the record: %w", explain(f.Name(), err))
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return fmt.Errorf("copy the record: %w", explain(f.Name(), err))
	}
	id, ok, err := readIdentity(s.dir)
	if err == nil && !ok {
		err = fmt.Errorf("%s in %s: %w", idName, s.dir, record.ErrDamaged)
	}
	if err != nil {
		return fmt.Errorf("copy the record: %w", err)
	}
	mac := copyMAC(s.key)
	out := io.MultiWriter(w, mac)
	if _, err := fmt.Fprintf(out, "%s%ssize %d\n", copyHead, id.encode(), size); err != nil {
		return fmt.Errorf("copy the record: %w", err)
	}
	if _, err := io.CopyBuffer(struct{ io.Writer }{out}, struct{ io.Reader }{&withContext{ctx, f}}, make([]byte, 1<<18)); err != nil {
		return fmt.Errorf("copy the record: %w", err)
	}
	if _, err := w.Write(mac.Sum(nil)); err != nil {
		return fmt.Errorf("copy the record: %w", err)
	}
	return nil
}

// backup copies the pages of the state c sees. An open transaction keeps SQLite from starting again when something is written meanwhile.
func (s *Store) backup(ctx context.Context, c *conn, to string) error {
	more := []string{"_pragma=journal_mode(off)", "_pragma=synchronous(off)", "_pragma=temp_store(memory)"}
	if s.key != nil {
		more = append(more, "hexkey="+hex.EncodeToString(s.key))
	}
	b, err := c.BackupInit("main", s.layer.address(to, s.key, more...))
	if err != nil {
		return err
	}
	for {
		done, err := b.Step(copyPages)
		if err == nil && !done {
			err = ctx.Err()
		}
		if err != nil || done {
			return errors.Join(err, b.Close())
		}
	}
}

type withContext struct {
	ctx context.Context
	r   io.Reader
}

func (r *withContext) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

// readCopyHead reads what stands before the database.
func readCopyHead(r *bufio.Reader) (id identity, size int64, err error) {
	bad := fmt.Errorf("%w: not a copy of a record", record.ErrCorrupt)
	var lines [5]string
	for i := range lines {
		for len(lines[i]) == 0 || lines[i][len(lines[i])-1] != '\n' {
			b, err := r.ReadByte()
			if errors.Is(err, io.EOF) || len(lines[i]) > 100 {
				return id, 0, bad
			}
			if err != nil {
				return id, 0, err
			}
			lines[i] += string(b)
		}
		if rest, ok := strings.CutPrefix(lines[0], "chaperone record copy "); ok && lines[0] != copyHead {
			if n, err := strconv.Atoi(strings.TrimSuffix(rest, "\n")); err == nil && n > 1 {
				return id, 0, fmt.Errorf("%w: form %d of a copy", record.ErrNewer, n)
			}
		}
		if lines[0] != copyHead {
			return id, 0, bad
		}
	}
	if id, err = parseIdentity([]byte(lines[1] + lines[2] + lines[3])); err != nil {
		return id, 0, err
	}
	digits, ok := strings.CutPrefix(lines[4], "size ")
	size, err = strconv.ParseInt(strings.TrimSuffix(digits, "\n"), 10, 64)
	if !ok || err != nil || size < 0 || lines[4] != fmt.Sprintf("size %d\n", size) {
		return id, 0, bad
	}
	return id, size, nil
}
