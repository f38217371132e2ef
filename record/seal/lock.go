// SPDX-License-Identifier: Apache-2.0

package seal

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// Lock is what opens a key file: a passphrase, a service outside, or nothing where the key stands in the clear.
type Lock struct {
	Passphrase string
	Outside    Unwrapper
}

// String hides the passphrase.
func (l Lock) String() string { return "lock(" + string(l.protection()) + ")" }

// GoString hides the passphrase from %#v.
func (l Lock) GoString() string { return l.String() }

func (l Lock) protection() Protection {
	switch {
	case l.Outside != nil:
		return Outside
	case l.Passphrase != "":
		return UnderPassphrase
	}
	return InClear
}

func (l Lock) check() error {
	if l.Outside != nil && l.Passphrase != "" {
		return fmt.Errorf("a passphrase and a key service were given: choose one of them")
	}
	if l.Passphrase != "" {
		return CheckPassphrase(l.Passphrase)
	}
	return nil
}

// Unwrapper is a key service outside (a hardware module, a cloud's key management) that alone can unwrap the practice key. It is given
// the bytes it once wrapped and gives back the 32 bytes of the key.
type Unwrapper interface {
	Unwrap(ctx context.Context, wrapped []byte) (key []byte, err error)
}

// Wrapper is an Unwrapper that can wrap, too: needed to make a key file, not to open one.
type Wrapper interface {
	Unwrapper
	Wrap(ctx context.Context, key []byte) (wrapped []byte, err error)
}

// ErrService marks a key service that didn't answer as it should. The key itself is not in doubt.
var ErrService = errors.New("the key service didn't give the key")

// Exec is a key service reached by running a program: it gets the wrapped key on standard input and writes the key to standard output, as
// 32 bytes or as Base64 with or without a line end. The program is named by whoever runs Chaperone, never by a file in the data folder: a
// file could be changed to run something else. No shell is involved.
type Exec struct {
	UnwrapCommand []string      // program and arguments
	WrapCommand   []string      // the same the other way round: key on standard input (32 bytes), wrapped key on standard output
	Timeout       time.Duration // 0: 30 s
}

var _ Wrapper = Exec{}

// Unwrap runs UnwrapCommand. Errors are ErrService with what the program wrote to standard error.
func (e Exec) Unwrap(ctx context.Context, wrapped []byte) ([]byte, error) {
	out, err := e.run(ctx, e.UnwrapCommand, wrapped)
	if err != nil {
		return nil, err
	}
	defer clear(out)
	if len(out) == KeySize {
		return bytes.Clone(out), nil
	}
	key, err := base64.StdEncoding.Strict().DecodeString(strings.TrimRight(string(out), "\r\n"))
	if err != nil || len(key) != KeySize {
		return nil, fmt.Errorf("%w: %s wrote %d bytes; 32 bytes, or those as Base64, are needed", ErrService, e.UnwrapCommand[0], len(out))
	}
	return key, nil
}

// Wrap runs WrapCommand.
func (e Exec) Wrap(ctx context.Context, key []byte) ([]byte, error) {
	return e.run(ctx, e.WrapCommand, key)
}

func (e Exec) run(ctx context.Context, command []string, in []byte) ([]byte, error) {
	if len(command) == 0 || command[0] == "" {
		return nil, fmt.Errorf("%w: no program is configured for this", ErrService)
	}
	timeout := e.Timeout
	if timeout == 0 {
		timeout = 30 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	out, says := &limited{left: maxOutside}, &limited{left: 500}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(in), out, says
	cmd.WaitDelay = time.Second // a grandchild that keeps the pipes open doesn't hold us up
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		err = fmt.Errorf("%s gave no answer within %v: %w", command[0], timeout, ctx.Err())
	case err != nil:
		if s := strings.TrimSpace(string(says.kept)); s != "" {
			err = fmt.Errorf("%w: %s", err, strings.ToValidUTF8(s, "?"))
		}
		err = fmt.Errorf("%s: %w", command[0], err)
	case out.more:
		err = fmt.Errorf("%s wrote more than %d bytes", command[0], maxOutside)
	default:
		return out.kept, nil
	}
	clear(out.kept)
	return nil, fmt.Errorf("%w: %w", ErrService, err)
}

// limited keeps the first bytes written and lets the program be done with the rest.
type limited struct {
	kept []byte
	left int
	more bool
}

func (l *limited) Write(p []byte) (int, error) {
	n := min(len(p), l.left)
	l.left -= n
	l.more = l.more || n < len(p)
	l.kept = append(l.kept, p[:n]...)
	return len(p), nil
}
