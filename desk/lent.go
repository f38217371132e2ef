// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"net/http"

	"chaperone/decision/request"
	"chaperone/decision/request/form"
	"chaperone/practice"
)

// lend hands this device to the person asked: from here on the session opens their page and nothing else, until somebody who works here signs
// in anew. The lock is kept here, not in the page: a person who goes back, or types an address, sees their page again.
func (c *call) lend() error { return c.handOver(c.id()) }

func (c *call) handOver(id string) error {
	if _, err := c.office.HandOver(c.ctx(), *c.me, id); err != nil {
		return c.decided("/requests/"+id, "", err)
	}
	c.session.lend(id)
	http.Redirect(c.w, c.r, "/this-device", http.StatusSeeOther)
	return nil
}

// begin opens a session for a member who has just signed in. Where this browser was lent, it is with the practice again.
func (c *call) begin(member string) (*http.Cookie, error) {
	if c.session != nil {
		if lent := c.session.lentTo(); lent != "" {
			c.takeBack(lent)
		}
	}
	return c.doors.begin(c.r, member)
}

// takeBack notes that the device is with the practice again.
func (c *call) takeBack(id string) {
	if _, err := c.office.TakeBack(c.ctx(), *c.me, id); err != nil {
		c.log.Warn("a device came back, and that could not be noted", "err", err)
	}
}

// tookBack takes back a device that was lent by a session which is over.
func (c *call) tookBack() error {
	_, err := c.office.TakeBack(c.ctx(), *c.me, c.id())
	return c.heard("The device is with you again.", err)
}

func (c *call) lent() error {
	q, err := c.lentRequest()
	if err != nil {
		return err
	}
	if q, err = c.office.Seen(c.ctx(), q.ID, request.Device); err != nil {
		return err
	}
	return c.askedPage(q, request.Device, "/this-device", []form.Hidden{{Name: "token", Value: c.session.csrf}})
}

func (c *call) lentAnswered() error {
	q, err := c.lentRequest()
	if err != nil {
		return err
	}
	return c.takeAnswer(q, practice.Member{}, request.Given{Channel: request.Device}, "/this-device", []form.Hidden{{Name: "token", Value: c.session.csrf}})
}

func (c *call) lentRequest() (*request.Request, error) {
	id := c.session.lentTo()
	if id == "" {
		return nil, errNowhere
	}
	return c.office.Request(c.ctx(), id)
}
