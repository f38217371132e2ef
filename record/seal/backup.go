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
	"io"
	"strings"
	"time"

	"filippo.io/age"

	"chaperone/record"
)

// A backup is an age file around a tar file. Its first entry is backupHead, then, where it is under a passphrase, the practice key in a
// key file (FileName) under the same passphrase; then what was added, in that order; at the end backupManifest with the size and SHA-256
// of every file between. Entries are plain files with names that checkName takes.
const (
	backupHead     = "backup.json"
	backupManifest = "manifest.json"
	backupFormat   = "chaperone backup"
	backupVersion  = 1
	backupStanza   = "chaperone-backup"
	maxName        = 200
	maxHead        = 1 << 10
	maxManifest    = 1 << 28 // a million files and more
)

type headForm struct {
	Format   string     `json:"format"`
	Version  int        `json:"v"`
	Opens    Protection `json:"opens"`    // UnderPassphrase, UnderPracticeKey
	Practice string     `json:"practice"` // PracticeKey.ID
	At       time.Time  `json:"at"`
}

type manifestForm struct {
	Files []fileForm `json:"files"`
}

type fileForm struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// BackupWriter writes a backup. It is not safe for concurrent use. After an error every call gives it again: what was written is of no use.
type BackupWriter struct {
	age   io.WriteCloser
	tar   *tar.Writer
	at    time.Time
	files []fileForm
	seen  map[string]bool
	err   error
}

// SealBackup begins a backup on w, made at the time at. With a passphrase it carries the practice key, wrapped under it: file and
// passphrase are all that is needed to restore it on another machine. Without, it is sealed under the practice key and worth nothing to
// anybody who has not got that too (see Export). Only Close completes it; w is not closed.
func SealBackup(w io.Writer, k *PracticeKey, passphrase string, at time.Time) (*BackupWriter, error) {
	opens := UnderPracticeKey
	var to age.Recipient
	var err error
	if passphrase != "" {
		opens = UnderPassphrase
		to, err = passphraseRecipient(passphrase)
	} else {
		to, err = k.backupShare()
	}
	if err != nil {
		return nil, err
	}
	b := &BackupWriter{at: at.UTC().Truncate(time.Second), seen: map[string]bool{}}
	if b.age, err = age.Encrypt(w, to); err != nil {
		return nil, fmt.Errorf("begin a backup: %w", err)
	}
	b.tar = tar.NewWriter(b.age)
	head, err := json.Marshal(headForm{backupFormat, backupVersion, opens, k.id, b.at})
	if err != nil {
		return nil, err
	}
	if err := b.entry(backupHead, int64(len(head)), bytes.NewReader(head)); err != nil {
		return nil, err
	}
	if passphrase != "" {
		f, err := lockKey(context.Background(), k, Lock{Passphrase: passphrase})
		if err != nil {
			return nil, err
		}
		data := f.encode()
		if err := b.entry(FileName, int64(len(data)), bytes.NewReader(data)); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (k *PracticeKey) backupShare() (*shared, error) {
	key, err := k.sub(labelBackup, KeySize)
	return &shared{stanza: backupStanza, args: []string{k.id}, key: key}, err
}

// Add writes a file of size bytes, read from r. Names are of letters, digits, '.', '-' and '_', in folders divided by '/', and no two are
// the same whatever the case of their letters. A source that gives fewer or more bytes than size is an error: it changed meanwhile.
func (b *BackupWriter) Add(name string, size int64, r io.Reader) error {
	if b.err != nil {
		return b.err
	}
	if b.err = checkName(name); b.err == nil && (reserved(name) || b.seen[strings.ToLower(name)]) {
		b.err = fmt.Errorf("back up %q: %w", name, record.ErrExists)
	}
	if b.err == nil {
		b.err = b.entry(name, size, r)
	}
	return b.err
}

func (b *BackupWriter) entry(name string, size int64, r io.Reader) error {
	err := b.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: b.at, Format: tar.FormatPAX})
	if err != nil {
		return fmt.Errorf("back up %s: %w", name, err)
	}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(b.tar, h), io.LimitReader(r, size))
	if err == nil && n == size {
		var more int
		if more, err = io.ReadFull(r, make([]byte, 1)); err == io.EOF {
			err = nil
		}
		n += int64(more)
	}
	switch {
	case err != nil:
		return fmt.Errorf("back up %s: %w", name, err)
	case n > size:
		return fmt.Errorf("back up %s: it grew past its %d bytes while it was read", name, size)
	case n < size:
		return fmt.Errorf("back up %s: it ended after %d of %d bytes", name, n, size)
	}
	b.seen[strings.ToLower(name)] = true
	if name != backupHead && name != backupManifest {
		b.files = append(b.files, fileForm{name, size, hex.EncodeToString(h.Sum(nil))})
	}
	return nil
}

// Close writes the manifest and completes the backup. After an error of Add it completes nothing and gives that error.
func (b *BackupWriter) Close() error {
	if b.err != nil {
		return b.err
	}
	data, err := json.Marshal(manifestForm{b.files})
	if err == nil {
		err = b.entry(backupManifest, int64(len(data)), bytes.NewReader(data))
	}
	if err == nil {
		err = b.tar.Close()
	}
	if err == nil {
		err = b.age.Close()
	}
	b.err = fmt.Errorf("the backup: %w", record.ErrClosed)
	if err != nil {
		b.err = fmt.Errorf("complete the backup: %w", err)
		return b.err
	}
	return nil
}

func reserved(name string) bool {
	n := strings.ToLower(name)
	return n == backupHead || n == backupManifest || n == FileName
}

// checkName takes names that mean the same file on every system, below the folder they are restored to.
func checkName(name string) error {
	bad := func(why string) error { return fmt.Errorf("a file's name in a backup %s: %.60q", why, name) }
	if name == "" || len(name) > maxName {
		return bad(fmt.Sprintf("has 1 to %d bytes", maxName))
	}
	for part := range strings.SplitSeq(name, "/") {
		stem, _, _ := strings.Cut(strings.ToUpper(part), ".")
		device := len(stem) == 4 && (strings.HasPrefix(stem, "COM") || strings.HasPrefix(stem, "LPT")) && stem[3] >= '0' && stem[3] <= '9'
		switch {
		case part == "" || part[0] == '.' || strings.HasSuffix(part, "."):
			return bad("stays below its folder, and no part of it is empty or begins or ends with a dot")
		case strings.ContainsFunc(part, func(r rune) bool { return !strings.ContainsRune(nameLetters, r) }):
			return bad("is of letters, digits, '.', '-' and '_'")
		case device || stem == "CON" || stem == "PRN" || stem == "AUX" || stem == "NUL":
			return bad("isn't one that Windows keeps for itself")
		}
	}
	return nil
}

const nameLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_"

// UnderPracticeKey is how a backup without a passphrase is kept.
const UnderPracticeKey Protection = "practice key"

// ProtectionOfBackup reads the beginning of a backup and tells what it asks for: UnderPassphrase, or UnderPracticeKey with the key's id.
// record.ErrCorrupt where it is something else.
func ProtectionOfBackup(r io.Reader) (p Protection, id string, err error) {
	in := &watched{Reader: io.LimitReader(r, 64<<10)}
	head, err := age.ExtractHeader(in)
	if in.err != nil {
		return "", "", fmt.Errorf("the backup: %w", in.err)
	}
	if err == nil {
		err = errors.New("it opens with something else")
		lines := strings.Split(string(head), "\n")
		if len(lines) > 1 {
			switch f := strings.Fields(lines[1]); {
			case len(f) == 4 && f[1] == "scrypt":
				return UnderPassphrase, "", nil
			case len(f) == 3 && f[1] == backupStanza:
				return UnderPracticeKey, f[2], nil
			}
		}
	}
	return "", "", fmt.Errorf("%w: %v", ErrNoBackup, err)
}

// ErrNoBackup says that something doesn't begin as a backup does: another file, most likely. It is a record.ErrCorrupt.
var ErrNoBackup = fmt.Errorf("this isn't a backup of ours: %w", record.ErrCorrupt)
