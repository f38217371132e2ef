// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"chaperone/fact"
	"chaperone/practice"
	"chaperone/record"
	"chaperone/record/seal"
	"chaperone/record/store/files"
	"chaperone/record/store/sqlite"

	"golang.org/x/term"
)

// dataFlags say which practice is meant, and open it.
type dataFlags struct {
	Data           string   `placeholder:"DIR" help:"Where the practice is kept; your own data folder if not given."`
	PassphraseFile string   `placeholder:"FILE" help:"Read the practice's passphrase from this file instead of asking."`
	Packs          []string `placeholder:"DIR" help:"Further rule packs." sep:"none"`
	NoColor        bool     `help:"No colours, even at a terminal."`
}

// me is who works at the command line: the practice's author. Several people at once come with the desk.
var me = practice.Member{ID: practice.Author, Name: "the author", Roles: []string{"author", "keeper", "administrator"}}

// dataDir is where a practice is kept when nobody says: the platform's folder for a user's data.
func dataDir() (string, error) {
	if d := os.Getenv("CHAPERONE_DATA"); d != "" {
		return d, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("there is no home folder to keep a practice in; say where with --data DIR")
	}
	switch runtime.GOOS {
	case "windows":
		if d := os.Getenv("LocalAppData"); d != "" {
			return filepath.Join(d, "Chaperone"), nil
		}
		return filepath.Join(home, "AppData", "Local", "Chaperone"), nil
	case "darwin":
		return filepath.Join(home, "Library", "Application Support", "Chaperone"), nil
	}
	if d := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(d) {
		return filepath.Join(d, "chaperone"), nil
	}
	return filepath.Join(home, ".local", "share", "chaperone"), nil
}

func (f *dataFlags) dir() (string, error) {
	if f.Data != "" {
		return f.Data, nil
	}
	return dataDir()
}

// keyLock gives what opens the key file: nothing, or its passphrase.
func (f *dataFlags) keyLock(e env, path string) (seal.Lock, error) {
	how, _, err := seal.ProtectionOf(path)
	if err != nil {
		return seal.Lock{}, err
	}
	if how != seal.UnderPassphrase {
		return seal.Lock{}, nil
	}
	p, err := f.passphrase(e, "Passphrase of this practice: ")
	return seal.Lock{Passphrase: p}, err
}

func (f *dataFlags) passphrase(e env, prompt string) (string, error) {
	if f.PassphraseFile != "" {
		data, err := readBounded(f.PassphraseFile, 4<<10)
		if err != nil {
			return "", fmt.Errorf("--passphrase-file: %w", err)
		}
		return strings.TrimRight(string(data), "\r\n"), nil
	}
	in, ok := e.in.(*os.File)
	if !ok || !isTerminal(in) {
		return "", fmt.Errorf("this practice has a passphrase; type it at a terminal, or name a file with --passphrase-file")
	}
	fmt.Fprint(e.err, prompt)
	b, err := term.ReadPassword(int(in.Fd()))
	fmt.Fprintln(e.err)
	return string(b), err
}

// open opens the practice; begin makes one where there is none.
func (f *dataFlags) open(ctx context.Context, e env, begin bool) (*practice.Office, error) {
	dir, err := f.dir()
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, seal.FileName)
	keys, err := f.keys(ctx, e, path)
	if errors.Is(err, record.ErrNotFound) {
		if !begin {
			return nil, fmt.Errorf("there is no practice in %s yet. chaperone register import practice.yaml begins one; --data names another folder", dir)
		}
		keys, err = f.begin(ctx, e, dir, path)
	}
	if err != nil {
		return nil, err
	}
	store, err := sqlite.Open(dir, keys.DatabaseKey())
	if err != nil {
		keys.Close()
		return nil, err
	}
	blobs, err := files.Open(filepath.Join(dir, filesDir))
	if err != nil {
		store.Close()
		return nil, err
	}
	book, err := loadBook(f.Packs, false)
	if err != nil {
		store.Close()
		return nil, err
	}
	return practice.OpenOffice(practice.Parts{Checker: &practice.Checker{Book: book, Now: time.Now, Depth: fact.Deep}, Store: store, Blobs: blobs, Keys: keys})
}

func (f *dataFlags) keys(ctx context.Context, e env, path string) (*seal.PracticeKey, error) {
	lock, err := f.keyLock(e, path)
	if err != nil {
		return nil, err
	}
	return seal.Open(ctx, path, lock)
}

// begin makes the folder and the key of a new practice.
func (f *dataFlags) begin(ctx context.Context, e env, dir, path string) (*seal.PracticeKey, error) {
	if err := os.MkdirAll(dir, 0o700); errors.Is(err, os.ErrPermission) {
		return nil, fmt.Errorf("%s can't be made: that folder may not be written to. Mend its permissions, or name another with --data", dir)
	} else if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, plain(err))
	}
	if _, err := os.Stat(filepath.Join(dir, "practice.db")); err == nil {
		// Another program may have begun it since we looked for the key, which it writes first.
		if keys, err := f.keys(ctx, e, path); !errors.Is(err, record.ErrNotFound) {
			return keys, err
		}
		return nil, fmt.Errorf("%s holds a practice but not its key, %s. Without it nothing there can be read; put it back from where you keep it, or restore a backup", dir, seal.FileName)
	}
	lock := seal.Lock{}
	if f.PassphraseFile != "" {
		p, err := f.passphrase(e, "")
		if err != nil {
			return nil, err
		}
		lock.Passphrase = p
	}
	keys, err := seal.Create(ctx, path, rand.Reader, lock)
	if errors.Is(err, record.ErrExists) { // another program began it at the same moment
		return f.keys(ctx, e, path)
	}
	if err != nil {
		return nil, err
	}
	how := "whoever has it and this folder can read everything, and without it nobody can. chaperone record passphrase protects it"
	if lock.Passphrase != "" {
		how = "your passphrase opens it; we hold no copy and can't reset it"
	}
	fmt.Fprintln(e.err, newPainter(e.err, f.NoColor).wrap(fmt.Sprintf("A new practice begins in %s. Its key is the file %s: %s.", dir, seal.FileName, how), ""))
	return keys, nil
}

// use opens the practice, does something in it and closes it.
func (f *dataFlags) use(e env, begin bool, do func(ctx context.Context, o *practice.Office) error) (err error) {
	ctx := context.Background()
	o, err := f.open(ctx, e, begin)
	if err != nil {
		return recordFault(err)
	}
	defer func() {
		if c := o.Close(); err == nil {
			err = c
		}
		err = recordFault(err)
	}()
	return do(ctx, o)
}

// recordFault puts a failure of the record as one would say it: what happened, what is kept, the way out.
func recordFault(err error) error {
	say := func(kind error) bool { return errors.Is(err, kind) }
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sqlite.ErrNotErased):
		return fmt.Errorf("it was erased, but an older copy of its key may still be on the disk; the next command tries again to remove it (%w)", err)
	case say(record.ErrWrongKey):
		return errors.New("that passphrase or key doesn't open this practice. Nothing is lost. Check Caps Lock. We hold no copy and can't reset it")
	case say(record.ErrFull):
		return fmt.Errorf("the disk is full, so nothing was done. What was saved before is safe. Free some space and do it again (%w)", err)
	case say(record.ErrReadOnly):
		return fmt.Errorf("this folder can't be written to, and even reading a practice needs that. Nothing was changed. Mend its permissions, copy it to where it can be, or name another with --data (%w)", err)
	case say(record.ErrBusy):
		return fmt.Errorf("another program is using this practice and didn't let go in time. Nothing was changed. Try again when it has finished (%w)", err)
	case say(record.ErrNewer):
		return fmt.Errorf("this practice was written by a newer Chaperone. Nothing was changed. Install the newer version (%w)", err)
	case say(record.ErrCorrupt), say(record.ErrDamaged):
		return fmt.Errorf("the practice's files are damaged or were changed. Keep this copy as it is and restore a backup into another folder: chaperone restore FILE --data NEW (%w)", err)
	}
	return err
}

// readText reads a file, or standard input for "-".
func readText(e env, name string, limit int64) ([]byte, error) {
	if name != "-" {
		return readBounded(name, limit)
	}
	data, err := io.ReadAll(io.LimitReader(e.in, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = fmt.Errorf("standard input: more than %d bytes", limit)
	}
	return data, err
}

// span is a time that is written as people do: 2d, 8w, 36h.
type span time.Duration

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *span) UnmarshalText(text []byte) error {
	t := strings.TrimSpace(string(text))
	for unit, hours := range map[string]int{"d": 24, "w": 7 * 24} {
		if n, err := strconv.Atoi(strings.TrimSuffix(t, unit)); err == nil && strings.HasSuffix(t, unit) && n > 0 && n < 5000 {
			*s = span(time.Duration(n*hours) * time.Hour)
			return nil
		}
	}
	d, err := time.ParseDuration(t)
	if err != nil || d <= 0 {
		return fmt.Errorf("%q isn't a length of time; write it as 2d, 8w or 36h", t)
	}
	*s = span(d)
	return nil
}

// day writes a moment as people do, in their own zone.
func day(t time.Time) string { return t.Local().Format("2 Jan 2006 15:04") }
