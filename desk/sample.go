// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
)

// Sample is a practice of invented people beside somebody's own. It has a store of its own and a desk at an address of its own, so that no
// page, session or form of the one can reach the other.
type Sample interface {
	There() bool                                          // whether one was made and not removed
	Open(ctx context.Context) (address string, err error) // makes one where there is none; the address signs in, once
	Remove(ctx context.Context) error                     // with all that was done in it; nothing where there is none
}

// SampleOf says that a desk is that of a sample, and whose.
type SampleOf struct {
	Home   string                          // the address of the person's own desk
	Remove func(ctx context.Context) error // closes and removes the sample; the answer being made is still sent
}

// sampleScreen opens and removes the sample practice. It has no place in the navigation: Welcome and empty pages lead there.
var sampleScreen = screen{Routes: []route{
	{Pattern: "POST /sample", May: members, Do: (*call).sampleOpen},
	{Pattern: "POST /sample/remove", May: members, Do: (*call).sampleRemove},
}}

// sampleOpen leads to the sample. It answers with a page that leads on, since forms may not lead to other addresses.
func (c *call) sampleOpen() error {
	if c.sample == nil {
		return errNowhere
	}
	address, err := c.sample.Open(c.ctx())
	if err != nil {
		return err
	}
	return c.page("sample", "Sample practice", address)
}

// sampleRemove removes the sample: from its own pages, or from those of the practice it stands beside.
func (c *call) sampleRemove() error {
	switch {
	case c.sampleOf != nil:
		if err := c.sampleOf.Remove(c.ctx()); err != nil {
			return err
		}
		c.session = nil // nothing here can be called any more
		return c.page("sample-gone", "The sample is removed", c.sampleOf.Home)
	case c.sample != nil:
		if err := c.sample.Remove(c.ctx()); err != nil {
			return err
		}
		return c.next("/welcome", "The sample practice is removed.")
	}
	return errNowhere
}
