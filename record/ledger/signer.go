// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// newSigner makes a signer of notes by way of the text form the note package reads: it gives no other.
func newSigner(name string, private ed25519.PrivateKey) (note.Signer, error) {
	public, err := note.NewEd25519VerifierKey(name, private.Public().(ed25519.PublicKey))
	if err != nil {
		return nil, err
	}
	rest, ok := strings.CutPrefix(public, name+"+")
	if !ok {
		return nil, fmt.Errorf("a name with a plus or a space")
	}
	hash, _, _ := strings.Cut(rest, "+")
	seed := append([]byte{1}, private.Seed()...) // 1: Ed25519
	return note.NewSigner("PRIVATE+KEY+" + name + "+" + hash + "+" + base64.StdEncoding.EncodeToString(seed))
}
