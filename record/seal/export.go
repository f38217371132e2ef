// SPDX-License-Identifier: Apache-2.0

package seal

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"

	"chaperone/record"
)

// exportFormat is the first line of what an export holds; the id and the key in Base64 follow, a line each.
const exportFormat = "chaperone practice key v1"

const (
	maxExport = 64 << 10
	// maxWork bounds what opening a passphrase file may cost: 2^20 is 1 GiB of memory and some seconds.
	maxWork = 20
)

// scryptWork is what an export or backup under a passphrase costs: 2^18 is age's own choice, about a second and 256 MiB. A variable only
// because tests make many.
var scryptWork = 18

// Export writes the practice key as armoured text for safekeeping elsewhere (a safe, a password manager): an age file under a passphrase
// (scrypt), which the age program opens, too. It takes about a second and 256 MiB of memory, by intention. Whoever has the text and the
// passphrase has everything the practice sealed.
func Export(w io.Writer, k *PracticeKey, passphrase string) error {
	to, err := passphraseRecipient(passphrase)
	if err != nil {
		return err
	}
	k.mu.RLock()
	text := fmt.Appendf(nil, "%s\n%s\n%s\n", exportFormat, k.id, base64.StdEncoding.EncodeToString(k.key))
	closed := k.key == nil
	k.mu.RUnlock()
	defer clear(text)
	if closed {
		return fmt.Errorf("the practice key: %w", record.ErrClosed)
	}
	a := armor.NewWriter(w)
	out, err := age.Encrypt(a, to)
	if err == nil {
		_, err = out.Write(text)
	}
	if err == nil {
		err = out.Close()
	}
	if err == nil {
		err = a.Close()
	}
	if err != nil {
		return fmt.Errorf("export the practice key: %w", err)
	}
	return nil
}

// Import reads what Export wrote; blank space around it doesn't matter. record.ErrWrongKey for another passphrase, record.ErrCorrupt for
// text that isn't an export, or was changed. Save keeps the key in a key file.
func Import(r io.Reader, passphrase string) (*PracticeKey, error) {
	id, err := passphraseIdentity(passphrase)
	if err != nil {
		return nil, err
	}
	const what = "the exported practice key"
	data, err := io.ReadAll(io.LimitReader(r, maxExport))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	if data = bytes.TrimSpace(data); !bytes.HasPrefix(data, []byte(armor.Header)) {
		return nil, fmt.Errorf("%s: %w: the text from ‘%s’ to ‘%s’ is needed, both lines with it", what, record.ErrCorrupt, armor.Header, armor.Footer)
	}
	data, err = io.ReadAll(armor.NewReader(bytes.NewReader(data)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %v", what, record.ErrCorrupt, err)
	}
	in, err := decrypt(bytes.NewReader(data), what, id)
	if err != nil {
		return nil, passphraseError(err, "practice key")
	}
	text, err := io.ReadAll(io.LimitReader(in, 1<<10))
	if err != nil {
		return nil, err
	}
	defer clear(text)
	lines := strings.Split(string(text), "\n")
	if strings.HasPrefix(lines[0], "chaperone practice key v") && lines[0] != exportFormat {
		return nil, fmt.Errorf("%s: %w", what, record.ErrNewer)
	}
	if len(lines) != 4 || lines[0] != exportFormat || lines[3] != "" {
		return nil, fmt.Errorf("%s: %w: it holds something else", what, record.ErrCorrupt)
	}
	key, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, record.ErrCorrupt)
	}
	k, err := practiceKey(key)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	if k.id != lines[1] {
		k.Close()
		return nil, fmt.Errorf("%s: %w: it isn't the key it says it is", what, record.ErrCorrupt)
	}
	return k, nil
}

func passphraseRecipient(passphrase string) (*age.ScryptRecipient, error) {
	p, err := normal(passphrase)
	if err != nil {
		return nil, err
	}
	defer clear(p)
	to, err := age.NewScryptRecipient(string(p))
	if err == nil {
		to.SetWorkFactor(scryptWork)
	}
	return to, err
}

func passphraseIdentity(passphrase string) (*age.ScryptIdentity, error) {
	p, err := normal(passphrase)
	if err != nil {
		return nil, err
	}
	defer clear(p)
	id, err := age.NewScryptIdentity(string(p))
	if err == nil {
		id.SetMaxWorkFactor(maxWork)
	}
	return id, err
}

// passphraseError turns "no identity fits" into what a person reads who mistyped.
func passphraseError(err error, what string) error {
	n, ok := errors.AsType[*notMine](err)
	switch {
	case !ok:
		return err
	case len(n.stanzas) != 1 || n.stanzas[0] != "scrypt":
		return fmt.Errorf("%w: this %s isn't under a passphrase", record.ErrWrongKey, what)
	}
	return errPassphrase(what)
}
