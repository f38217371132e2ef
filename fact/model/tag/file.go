// SPDX-License-Identifier: Apache-2.0

package tag

import (
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"os"
	"slices"
	"sync"
)

// ErrFormat: the bytes are not a file of this package and version.
var ErrFormat = errors.New("not a tagger file of this version")

// version is that of both files: of their layout, and of the meaning and order of what goes into the network.
const version = 1

// Header says where a file comes from. It stands at its beginning, readable.
type Header struct {
	What    string            `json:"what"`
	Licence string            `json:"licence"`
	Command string            `json:"command"`          // what makes this file
	Sources map[string]string `json:"sources"`          // what it was made from, with its SHA-256
	Labels  []string          `json:"labels,omitempty"` // of tagger.bin
	Hidden  int               `json:"hidden,omitempty"`
	Words   int               `json:"words,omitempty"` // of words.bin
}

// pack gives magic, version, header and body as a file, with a checksum at the end: little endian.
func pack(magic string, h Header, body []byte) ([]byte, error) {
	head, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	b := append([]byte(magic), version, 0)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(head)))
	b = append(append(b, head...), body...)
	return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b)), nil
}

// unpack is the way back; whatever the bytes are, it gives an error and never panics.
func unpack(magic string, b []byte) (h Header, body []byte, err error) {
	n := len(magic)
	if len(b) < n+10 || string(b[:n]) != magic {
		return h, nil, ErrFormat
	}
	if v := binary.LittleEndian.Uint16(b[n:]); v != version {
		return h, nil, fmt.Errorf("%w: version %d, this program reads %d", ErrFormat, v, version)
	}
	end := len(b) - 4
	if crc32.ChecksumIEEE(b[:end]) != binary.LittleEndian.Uint32(b[end:]) {
		return h, nil, fmt.Errorf("%w: the checksum differs, the file is damaged", ErrFormat)
	}
	head := uint64(binary.LittleEndian.Uint32(b[n+2:]))
	rest := b[n+6 : end]
	if head > uint64(len(rest)) {
		return h, nil, fmt.Errorf("%w: cut short", ErrFormat)
	}
	if err := json.Unmarshal(rest[:head], &h); err != nil {
		return h, nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return h, rest[head:], nil
}

// Model is a trained tagger. It does not change and may be shared.
type Model struct {
	header Header
	net    *Net
	words  *Vocabulary
	chars  []float32
	trans  *transitions
}

const netMagic = "CHAPTAGR"

// maxHidden keeps a forged file from asking for much memory.
const maxHidden = 512

// Bytes gives a network as a file.
func Bytes(h Header, n *Net) ([]byte, error) {
	h.Labels, h.Hidden = labelNames, n.Hidden
	var body []byte
	for _, p := range n.parts() {
		for _, v := range *p.to {
			body = binary.LittleEndian.AppendUint32(body, math.Float32bits(v))
		}
	}
	return pack(netMagic, h, body)
}

// Read reads the file Bytes gives, to work with a vocabulary.
func Read(data []byte, words *Vocabulary) (*Model, error) {
	h, body, err := unpack(netMagic, data)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(h.Labels, labelNames) {
		return nil, fmt.Errorf("%w: labels %q", ErrFormat, h.Labels)
	}
	if h.Hidden < 4 || h.Hidden > maxHidden || h.Hidden%4 != 0 {
		return nil, fmt.Errorf("%w: %d features in a layer", ErrFormat, h.Hidden)
	}
	net, all := NewNet(h.Hidden)
	if len(body) != 4*len(all) {
		return nil, fmt.Errorf("%w: %d bytes of weights, want %d", ErrFormat, len(body), 4*len(all))
	}
	for i := range all {
		all[i] = math.Float32frombits(binary.LittleEndian.Uint32(body[4*i:]))
		if !(all[i] > -1e6 && all[i] < 1e6) {
			return nil, fmt.Errorf("%w: a weight is %g", ErrFormat, all[i])
		}
	}
	return New(h, net, words), nil
}

// ReadFile is Read of a file on disk: to measure a model before it ships.
func ReadFile(path string, words *Vocabulary) (*Model, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("tagger: %w", err)
	}
	return Read(data, words)
}

// New makes a model of a network in memory: what training looks at between passes.
func New(h Header, net *Net, words *Vocabulary) *Model {
	return &Model{header: h, net: net, words: words, chars: net.CharTable(nil), trans: newTransitions(net.Trans)}
}

// Header says where the model comes from.
func (m *Model) Header() Header { return m.header }

//go:embed words.bin
var shippedWords []byte

//go:embed tagger.bin
var shippedNet []byte

// Words gives the vocabulary that ships, read once.
var Words = sync.OnceValues(func() (*Vocabulary, error) { return ReadVocabulary(shippedWords) })

// Shipped gives the model that ships, read once, when it is first asked for. An error is a fault of this build.
var Shipped = sync.OnceValues(func() (*Model, error) {
	w, err := Words()
	if err != nil {
		return nil, err
	}
	return Read(shippedNet, w)
})
