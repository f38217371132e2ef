// SPDX-License-Identifier: Apache-2.0

package model

import (
	_ "embed"
	"sync"
)

//go:embed stories.bin
var storiesData []byte

// Stories is the model that tells whether a text is the story of one real person under care. It has one class.
var Stories = sync.OnceValues(func() (*Linear, error) { return Load(storiesData) })

//go:embed stories.json
var storiesBlend []byte

// StoryBlend weighs it with the encoder: Linear is its score, Whole what the encoder says of confidentiality, Piece its highest of a word
// that bears on who a patient is.
var StoryBlend = sync.OnceValues(func() (*Blended, error) {
	b, err := ReadBlend(storiesBlend)
	if err != nil {
		return nil, err
	}
	return &b.Classes[0], nil
})
