// SPDX-License-Identifier: Apache-2.0

package seal

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
	"time"

	"filippo.io/age"

	"chaperone/record"
)

// BackupReader reads a backup. It is not safe for concurrent use. Everything it gives is authenticated, but that nothing is missing is
// known only when Next gives io.EOF: restore into a new folder, and give it its name then.
type BackupReader struct {
	src  *watched
	in   io.Reader
	tar  *tar.Reader
	key  *PracticeKey
	head headForm

	files []fileForm
	seen  map[string]bool
	left  int64 // of the current file
	sum   hash.Hash
	err   error
}

// OpenBackup begins to read a backup: with a passphrase, or with the practice key (opened, or imported). record.ErrWrongKey where neither
// fits, saying what would; record.ErrCorrupt, also where the backup was cut short, from here or later; record.ErrNewer.
func OpenBackup(r io.Reader, k *PracticeKey, passphrase string) (*BackupReader, error) {
	var as []age.Identity
	if passphrase != "" {
		p, err := passphraseIdentity(passphrase)
		if err != nil {
			return nil, err
		}
		as = append(as, p)
	}
	if k != nil {
		s, err := k.backupShare()
		if err != nil {
			return nil, err
		}
		as = append(as, s)
	}
	if len(as) == 0 {
		return nil, fmt.Errorf("%w: a backup is opened with its passphrase, or with the practice's key", record.ErrWrongKey)
	}
	src := &watched{Reader: r}
	in, err := decrypt(src, "the backup", as...)
	if n, ok := errors.AsType[*notMine](err); ok {
		return nil, backupError(n, k != nil, passphrase != "")
	}
	if err != nil {
		return nil, err
	}
	return readBackup(src, in, k, passphrase)
}

// backupError says what a backup that doesn't open asks for.
func backupError(n *notMine, key, passphrase bool) error {
	what := ""
	if len(n.stanzas) == 1 {
		what = n.stanzas[0]
	}
	switch {
	case what == "scrypt" && passphrase:
		return errPassphrase("backup")
	case what == "scrypt":
		return fmt.Errorf("%w: this backup is opened with a passphrase, and none was given", record.ErrWrongKey)
	case what == backupStanza && key:
		return fmt.Errorf("%w: this backup was sealed under another practice's key", record.ErrWrongKey)
	case what == backupStanza:
		return fmt.Errorf("%w: this backup was sealed under the practice's key, not a passphrase: import the exported key first", record.ErrWrongKey)
	}
	return ErrNoBackup
}

// readBackup reads the tar file inside.
func readBackup(src *watched, in io.Reader, k *PracticeKey, passphrase string) (*BackupReader, error) {
	b := &BackupReader{src: src, in: in, tar: tar.NewReader(in), key: k, seen: map[string]bool{}, sum: sha256.New()}
	data, err := b.whole(backupHead, maxHead)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &b.head); err != nil || b.head.Format != backupFormat {
		return nil, b.bad("it doesn't begin as one")
	}
	if b.head.Version > backupVersion {
		return nil, fmt.Errorf("the backup: %w (its version is %d, this program knows %d)", record.ErrNewer, b.head.Version, backupVersion)
	}
	if again, err := json.Marshal(b.head); err != nil || !bytes.Equal(again, data) || b.head.Version != backupVersion {
		return nil, b.bad("it doesn't begin as one")
	}
	b.files = nil // the head itself is not in the manifest
	switch b.head.Opens {
	case UnderPassphrase:
		if data, err = b.whole(FileName, maxKeyFile); err != nil {
			return nil, err
		}
		f, err := decodeKeyFile(data)
		if err != nil {
			return nil, fmt.Errorf("the backup: %w", err)
		}
		if f.Protection != UnderPassphrase {
			return nil, b.bad("the key in it isn't under a passphrase")
		}
		if b.key, err = f.unlock(context.Background(), Lock{Passphrase: passphrase}); err != nil {
			return nil, fmt.Errorf("the backup: %w", err)
		}
	case UnderPracticeKey:
	default:
		return nil, b.bad("it doesn't begin as one")
	}
	if b.key == nil || b.key.id != b.head.Practice {
		return nil, b.bad("its key isn't the practice's it names")
	}
	return b, nil
}

// Key is the practice key of what is in the backup: from inside it, or the one given. Save it in the folder that is restored.
func (b *BackupReader) Key() *PracticeKey { return b.key }

// At is when the backup was made, as its writer was told.
func (b *BackupReader) At() time.Time { return b.head.At }

// Next goes to the next file, past what is left of the current one, and gives its name, which is relative, clean and divided by '/', and
// its size in bytes. It gives io.EOF once all files have been read and are those that were written.
func (b *BackupReader) Next() (name string, size int64, err error) {
	if b.err != nil {
		return "", 0, b.err
	}
	if name, size, b.err = b.next(); b.err != nil {
		return "", 0, b.err
	}
	switch {
	case name == backupManifest:
		b.err = b.finish()
	case reserved(name):
		b.err = b.bad("a file in it has a name that isn't its own")
	default:
		return name, size, nil
	}
	return "", 0, b.err
}

// Read reads from the current file; io.EOF at its end.
func (b *BackupReader) Read(p []byte) (int, error) {
	if b.left == 0 || len(p) == 0 {
		return 0, io.EOF
	}
	if b.err != nil {
		return 0, b.err
	}
	n, err := b.tar.Read(p)
	b.sum.Write(p[:n])
	b.left -= int64(n)
	if err == io.EOF && b.left == 0 {
		err = nil
	}
	if err != nil {
		b.err = b.say(err)
		return n, b.err
	}
	return n, nil
}

func (b *BackupReader) next() (string, int64, error) {
	if _, err := io.Copy(io.Discard, b); err != nil {
		return "", 0, err
	}
	if n := len(b.files); n > 0 && b.files[n-1].SHA256 == "" {
		b.files[n-1].SHA256 = hex.EncodeToString(b.sum.Sum(nil))
	}
	h, err := b.tar.Next()
	if err != nil {
		return "", 0, b.say(err)
	}
	if h.Typeflag != tar.TypeReg || h.Size < 0 {
		return "", 0, b.bad("it holds something that isn't a file")
	}
	for k := range h.PAXRecords { // a sparse file would hold more than was written
		if k != "path" && k != "size" {
			return "", 0, b.bad("it holds something that isn't a plain file")
		}
	}
	if err := checkName(h.Name); err != nil {
		return "", 0, b.bad(err.Error())
	}
	if b.seen[strings.ToLower(h.Name)] {
		return "", 0, b.bad("it holds a file twice")
	}
	b.seen[strings.ToLower(h.Name)] = true
	b.left = h.Size
	b.sum.Reset()
	if h.Name != backupManifest {
		b.files = append(b.files, fileForm{Name: h.Name, Size: h.Size})
	}
	return h.Name, h.Size, nil
}

// whole reads the next file, which has to be called so.
func (b *BackupReader) whole(name string, limit int64) ([]byte, error) {
	got, size, err := b.next()
	if err != nil {
		return nil, err
	}
	if got != name || size > limit {
		return nil, b.bad(fmt.Sprintf("%s should stand here", name))
	}
	return io.ReadAll(b)
}

func (b *BackupReader) finish() error {
	if b.left > maxManifest {
		return b.bad("its list of files is far too long")
	}
	data, err := io.ReadAll(b)
	if err != nil {
		return err
	}
	want, err := json.Marshal(manifestForm{b.files})
	if err != nil {
		return err
	}
	if !bytes.Equal(want, data) {
		return b.bad("its files aren't those its list names")
	}
	if _, err := b.tar.Next(); err != io.EOF {
		return b.bad("it goes on after its list of files")
	}
	n, err := io.Copy(io.Discard, b.in) // to the end: only there is it known that the file wasn't cut short
	if err != nil {
		return b.say(err)
	}
	if n > 0 {
		return b.bad("it goes on after its end")
	}
	return io.EOF
}

func (b *BackupReader) bad(why string) error {
	return fmt.Errorf("the backup: %w: %s", record.ErrCorrupt, why)
}

// say sorts an error of the tar file: the source's own, damage that was found below, or damage found here.
func (b *BackupReader) say(err error) error {
	switch {
	case b.src.err != nil:
		return fmt.Errorf("the backup: %w", b.src.err)
	case err == io.EOF, err == io.ErrUnexpectedEOF:
		return b.bad("it ends too early")
	}
	return b.bad(err.Error())
}
