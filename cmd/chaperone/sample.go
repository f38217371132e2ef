// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"chaperone/desk"
	"chaperone/fact"
	"chaperone/practice"
	"chaperone/practice/sample"
	"chaperone/record/seal"
	"chaperone/record/store/files"
	"chaperone/record/store/sqlite"
	"chaperone/rulebook"
)

// sampleDir is the folder, in the data folder, that holds the sample practice; sampleMark says that a folder is one.
const (
	sampleDir  = "sample"
	sampleMark = "THIS-IS-A-SAMPLE.txt"
)

const sampleSays = "This folder holds Chaperone's sample practice: invented people, with a key and a record of their own.\nNothing in it is yours. The desk removes it, or you may delete the folder while Chaperone isn't running.\n"

// samples is the sample practice beside a practice: its folder, and the desk it has while it is open.
type samples struct {
	dir  string // its folder
	home string // the address of the person's own desk
	log  *slog.Logger

	mu   sync.Mutex
	open *openSample // nil: closed
}

type openSample struct {
	desk    *desk.Desk
	office  *practice.Office
	address string
	stop    context.CancelFunc
	done    chan struct{}
}

// There implements desk.Sample.
func (s *samples) There() bool {
	_, err := os.Stat(filepath.Join(s.dir, sampleMark))
	return err == nil
}

// Open implements desk.Sample. What it begins, it ends, also if the browser doesn't wait.
func (s *samples) Open(ctx context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		if !s.There() {
			if err := s.make(context.WithoutCancel(ctx)); err != nil {
				return "", fmt.Errorf("make the sample practice: %w", err)
			}
		}
		if err := s.start(context.WithoutCancel(ctx)); err != nil {
			return "", fmt.Errorf("open the sample practice: %w", err)
		}
	}
	path, err := s.open.desk.SignInPath(sample.Me.ID)
	if err != nil {
		return "", err
	}
	return s.open.address + path, nil
}

// make fills a practice in a folder beside its place, so that half a sample is never taken for one.
func (s *samples) make(ctx context.Context) (err error) {
	fresh := s.dir + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return plain(err)
	}
	if err := os.MkdirAll(fresh, 0o700); err != nil {
		return plain(err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(fresh))
		}
	}()
	keys, err := seal.Create(ctx, filepath.Join(fresh, seal.FileName), rand.Reader, seal.Lock{})
	if err != nil {
		return err
	}
	clock := sample.NewClock(time.Now())
	o, err := sampleOffice(fresh, keys, clock.Now)
	if err != nil {
		return err
	}
	if err := errors.Join(sample.Fill(ctx, o, clock), o.Close()); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(fresh, sampleMark), []byte(sampleSays), 0o600); err != nil {
		return plain(err)
	}
	if err := os.Remove(s.dir); err != nil && !errors.Is(err, fs.ErrNotExist) { // only an empty folder goes: anything else without the mark is somebody's
		return fmt.Errorf("%s holds something that is no sample; move it away: %w", s.dir, plain(err))
	}
	return os.Rename(fresh, s.dir)
}

// sampleOffice puts an office together over a folder. It goes by the rules that ship with the program: a pack of somebody's own is theirs.
func sampleOffice(dir string, keys *seal.PracticeKey, now func() time.Time) (*practice.Office, error) {
	store, err := sqlite.Open(dir, keys.DatabaseKey())
	if err != nil {
		keys.Close()
		return nil, err
	}
	blobs, err := files.Open(filepath.Join(dir, filesDir))
	if err == nil {
		var book *rulebook.Book
		if book, err = rulebook.Load(rulebook.Options{}); err == nil {
			return practice.OpenOffice(practice.Parts{Checker: &practice.Checker{Book: book, Now: now, Depth: fact.Deep}, Store: store, Blobs: blobs, Keys: keys})
		}
	}
	keys.Close()
	return nil, errors.Join(err, store.Close())
}

// start opens the sample and gives it a desk of its own.
func (s *samples) start(ctx context.Context) error {
	keys, err := seal.Open(ctx, filepath.Join(s.dir, seal.FileName), seal.Lock{})
	if err != nil {
		return err
	}
	o, err := sampleOffice(s.dir, keys, time.Now)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp4", net.JoinHostPort(loopback, "0"))
	if err != nil {
		return errors.Join(err, o.Close())
	}
	port := strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
	x := &openSample{office: o, address: "http://" + net.JoinHostPort(loopback, port), done: make(chan struct{})}
	x.desk, err = desk.New(desk.Parts{Office: o, Hosts: []string{net.JoinHostPort(loopback, port), net.JoinHostPort("localhost", port)}, Log: s.log,
		SampleOf: &desk.SampleOf{Home: s.home, Remove: s.Remove}})
	if err != nil {
		return errors.Join(err, l.Close(), o.Close())
	}
	serving, stop := context.WithCancel(context.Background())
	x.stop = stop
	go func() {
		defer close(x.done)
		if err := x.desk.Serve(serving, l); err != nil {
			s.log.Error("the sample's desk ended", "err", err)
		}
	}()
	s.open = x
	return nil
}

// Remove implements desk.Sample. A page that the sample's own desk is making is still sent; pages asked for later are not.
func (s *samples) Remove(context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.close(); err != nil {
		return fmt.Errorf("close the sample practice: %w", err)
	}
	if !s.There() {
		return nil
	}
	// The mark goes last: what is left of a sample that couldn't be removed whole can be removed again.
	names, err := os.ReadDir(s.dir)
	if err != nil {
		return plain(err)
	}
	for _, n := range names {
		if n.Name() == sampleMark {
			continue
		}
		if err := os.RemoveAll(filepath.Join(s.dir, n.Name())); err != nil {
			return fmt.Errorf("remove the sample practice: %w", plain(err))
		}
	}
	return os.RemoveAll(s.dir)
}

// close lets go of the sample; its folder stays.
func (s *samples) close() error {
	x := s.open
	if x == nil {
		return nil
	}
	s.open = nil
	x.stop()
	return x.office.Close()
}

// Close lets go of the sample when the program ends.
func (s *samples) Close() error {
	s.mu.Lock()
	x := s.open
	err := s.close()
	s.mu.Unlock()
	if x != nil {
		<-x.done
	}
	return err
}
