// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"fmt"
	"strings"

	"chaperone/record/ledger"
)

// Command is how a bundle is checked with Chaperone; the file's name goes behind it.
const Command = "chaperone record verify --bundle"

// readme is the first file: what the others are, and how to check them.
func readme(s Story, p proofs, c ledger.Checkpoint, signed bool) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("ONE POST'S STORY")
	line("")
	line("Post %s, from the record of %s.", s.Post.ID, s.Practice)
	line("Made on %s with Chaperone. Bundle format, version %d.", minute(s.Made), Version)
	line("")
	line("To read")
	line("  index.html      the story; opens in any browser, without a network")
	line("  story.pdf       the same, to print")
	line("  Both end with a page on what this proves and what it can't.")
	line("")
	line("To check")
	line("  story.json      the story for a machine; each part names the events it rests on")
	line("  events/         the very bytes of %d events of the practice's log", len(p.Events))
	line("  proofs.json     for each event the proof that the log holds it; the checkpoint; the practice's public key")
	line("  checkpoint.txt  the signed checkpoint of the log (%d entries) by itself", c.Size)
	line("  permits/        publish permits, where there were any")
	line("  media/          pictures and films as they went out, where they are included")
	line("  opened/         sealed parts that were opened for this bundle, and papers of entries")
	line("  SHA256SUMS      digests of all files above it in the zip")
	if signed {
		line("  signature.txt   the practice's signature over SHA256SUMS")
	}
	line("")
	line("With Chaperone:      %s FILE.zip", Command)
	line("With Python 3 only:  unpack, then: python3 check.py")
	line("With other tools:    unpack, then: sha256sum -c SHA256SUMS")
	line("                     the rest by hand, as follows")
	line("")
	line("By hand")
	line("  1. The key. In proofs.json, \"key\" is name+hash+base64: a byte 1, then an Ed25519 key of 32 bytes. Ask the practice for it by")
	line("     another way than this file and compare.")
	line("  2. The checkpoint is a signed note (c2sp.org/signed-note): text, an empty line, signature lines. The signature is over the text,")
	line("     its last line end included. The text: name, number of entries, root in base64.")
	line("  3. Each event. commitment = SHA-256(\"chaperone event commitment v1\\n\" + salt + bytes of the file), salt from proofs.json.")
	line("     leaf = SHA-256(byte 0 + commitment). With the path from proofs.json, leaf to root, reckon the root as RFC 6962, 2.1.1 says:")
	line("     node = SHA-256(byte 1 + left + right). It has to be the root of the checkpoint.")
	if signed {
		line("  4. signature.txt is a signed note, too. Its third line is the SHA-256 of the file SHA256SUMS.")
	}
	line("")
	line("A checkpoint of this practice that was kept elsewhere, with the same number of entries, has to have the same root. With another")
	line("number, ask the practice for the proof between the two.")
	return b.String()
}
