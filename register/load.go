// SPDX-License-Identifier: Apache-2.0

package register

import (
	"errors"
	"fmt"

	"chaperone/post"
)

// MaxBytes is the largest author's file that is read: 4 MiB, thousands of register entries.
const MaxBytes = 4 << 20

// ErrInvalid marks an author's file that can't be used; the error says line, field and way out.
var ErrInvalid = errors.New("the author's file can't be used")

// permitted is what a permission may be for. A misspelt word would never cover anything, and its owner would not learn why.
var permitted = []string{"premises", "filming", "equipment", "hours", "uniform", "case", "speaking"}

// Load reads an author's file (practice.yaml). Misspelt fields are errors: a register entry that is silently not read could let a
// post pass for covered.
func Load(data []byte) (*Practice, error) {
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("%w: it is longer than 4 MiB", ErrInvalid)
	}
	var p Practice
	if err := post.DecodeYAML(data, &p, true); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	if _, err := ParseHours(p.Author.Hours); err != nil {
		return nil, fmt.Errorf("%w: author.hours: %w", ErrInvalid, err)
	}
	if tz := p.Author.TimeZone; tz != "" {
		if _, err := zone(tz); err != nil {
			return nil, fmt.Errorf("%w: author.time_zone: %q is no zone name; write it as Europe/London", ErrInvalid, tz)
		}
	}
	for i, x := range p.Permissions {
		if err := checkFor(x.For); err != nil {
			return nil, fmt.Errorf("%w: permissions, entry %d: %w", ErrInvalid, i+1, err)
		}
	}
	return &p, nil
}
