// SPDX-License-Identifier: Apache-2.0

package seal

import (
	"errors"
	"fmt"
	"io"
	"sync"

	"filippo.io/age"

	"chaperone/record"
)

// Writer seals what is written to it under the key of id and passes it to w, as an age file (STREAM: ChaCha20-Poly1305 in pieces of 64 KiB,
// each bound to its place and the last one marked). Only Close completes it: a stream that was cut off is noticed. Memory doesn't grow
// with the size; 256 GiB and more are fine. w is not closed. Errors as Seal's.
func (r *Ring) Writer(id string, w io.Writer) (io.WriteCloser, error) {
	key, err := r.key(id, streamKey)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	out, err := age.Encrypt(w, &shared{stanza: streamStanza, key: key})
	if err != nil {
		return nil, fmt.Errorf("seal a stream under %s: %w", id, err)
	}
	return out, nil
}

// Reader opens what Writer sealed. What it gives has been authenticated piece by piece; that nothing is missing at the end is known only
// when it gives io.EOF. Errors as Open's, from here or from Read: record.ErrErased, record.ErrCorrupt. Errors of src come through as they are.
// A reader that is open while its key is destroyed reads to its end.
func (r *Ring) Reader(id string, src io.Reader) (io.Reader, error) {
	key, err := r.key(id, streamKey)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	return decrypt(src, "a sealed file of "+id, &shared{stanza: streamStanza, key: key})
}

// ReaderAt opens what Writer sealed to read parts of it, and says how large the whole is. Each piece of 64 KiB a part lies in is authenticated
// with its place before anything of it is given, and so is, here already, the last: a file that was cut off or put together anew is noticed.
// Errors as Reader's. Safe for concurrent use where src is.
func (r *Ring) ReaderAt(id string, src io.ReaderAt, size int64) (io.ReaderAt, int64, error) {
	key, err := r.key(id, streamKey)
	if err != nil {
		return nil, 0, err
	}
	defer clear(key)
	in, what := &watchedAt{src: src}, "a sealed file of "+id
	out, n, err := age.DecryptReaderAt(in, size, &shared{stanza: streamStanza, key: key})
	if err != nil {
		return nil, 0, in.say(what, err)
	}
	return &openingAt{out, in, what}, n, nil
}

const streamStanza = "chaperone-stream"

// shared is a way to give an age file's key to who holds a key of ours. (age's own recipients are for passphrases and key pairs.)
type shared struct {
	stanza string
	args   []string
	key    []byte
}

var (
	_ age.Recipient = (*shared)(nil)
	_ age.Identity  = (*shared)(nil)
)

func (s *shared) place() []byte {
	return place(append([]string{"chaperone age v1", s.stanza}, s.args...)...)
}

// Wrap is called by age.
func (s *shared) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	return []*age.Stanza{{Type: s.stanza, Args: s.args, Body: gcm(s.key).Seal(nil, nil, fileKey, s.place())}}, nil
}

// Unwrap is called by age.
func (s *shared) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	for _, x := range stanzas {
		if x.Type != s.stanza {
			continue
		}
		// As with a passphrase in age: more than one way in would let one reader see another file than the next.
		if len(stanzas) != 1 || len(x.Args) != len(s.args) {
			return nil, errors.New("a sealed file of ours has one recipient")
		}
		for i, a := range x.Args {
			if a != s.args[i] {
				return nil, fmt.Errorf("%w: it is for %q", age.ErrIncorrectIdentity, x.Args)
			}
		}
		// age's key of a file has 16 bytes; another length would mean something else was wrapped.
		if fileKey, err := gcm(s.key).Open(nil, nil, x.Body, s.place()); err == nil && len(fileKey) == 16 {
			return fileKey, nil
		}
		if len(s.args) > 0 { // it was for us, so it isn't another's
			return nil, errors.New("the file's key is damaged")
		}
		return nil, age.ErrIncorrectIdentity
	}
	return nil, age.ErrIncorrectIdentity
}

// decrypt opens an age file. What age says is record.ErrCorrupt (a *notMine where no identity fits), unless src itself failed.
func decrypt(src io.Reader, what string, as ...age.Identity) (io.Reader, error) {
	in := &watched{Reader: src}
	out, err := age.Decrypt(in, as...)
	o := &opening{out: out, in: in, what: what}
	if err != nil {
		return nil, o.say(err)
	}
	return o, nil
}

// watched remembers an error of the source, which age would bury in its own.
type watched struct {
	io.Reader
	err error
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if err != nil && err != io.EOF {
		w.err = err
	}
	return n, err
}

type opening struct {
	out  io.Reader
	in   *watched
	what string
}

func (o *opening) Read(p []byte) (int, error) {
	n, err := o.out.Read(p)
	if err != nil && err != io.EOF {
		err = o.say(err)
	}
	return n, err
}

func (o *opening) say(err error) error {
	if o.in.err != nil {
		return fmt.Errorf("%s: %w", o.what, o.in.err)
	}
	if e, ok := errors.AsType[*age.NoIdentityMatchError](err); ok {
		return &notMine{fmt.Errorf("%s: %w: it isn't sealed under this key", o.what, record.ErrCorrupt), e.StanzaTypes}
	}
	return fmt.Errorf("%s: %w: %v", o.what, record.ErrCorrupt, err)
}

// watchedAt is watched for parts.
type watchedAt struct {
	src io.ReaderAt
	mu  sync.Mutex
	err error
}

func (w *watchedAt) ReadAt(p []byte, off int64) (int, error) {
	n, err := w.src.ReadAt(p, off)
	if err != nil && err != io.EOF {
		w.mu.Lock()
		w.err = err
		w.mu.Unlock()
	}
	return n, err
}

func (w *watchedAt) say(what string, err error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return (&opening{in: &watched{err: w.err}, what: what}).say(err)
}

type openingAt struct {
	out  io.ReaderAt
	in   *watchedAt
	what string
}

func (o *openingAt) ReadAt(p []byte, off int64) (int, error) {
	n, err := o.out.ReadAt(p, off)
	if err != nil && err != io.EOF {
		err = o.in.say(o.what, err)
	}
	return n, err
}

// notMine is an age file that nothing we hold opens.
type notMine struct {
	error
	stanzas []string // what would
}

func (n *notMine) Unwrap() error { return n.error }
