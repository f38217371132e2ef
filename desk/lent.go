// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
	"net/http"

	"chaperone/decision/request"
	"chaperone/decision/request/form"
)

// lend hands this device to the person asked: from here on the session opens their page and nothing else, until somebody who works here signs
// in anew. The lock is kept here, not in the page: a person who goes back, or types an address, sees their page again.
func (c *call) lend() error { return c.handOver(c.id()) }

func (c *call) handOver(id string) error {
	// Browsers keep pages that were left, to show them again on the way back without asking. They drop those that nobody may store when a cookie
	// changes, and all of them when told to: what the desk showed before must not be a tap away.
	cookie, err := c.doors.renew(c.r)
	if err != nil {
		return err
	}
	if cookie != nil {
		http.SetCookie(c.w, cookie)
	}
	if _, err := c.office.HandOver(c.ctx(), *c.me, id); err != nil {
		return c.decided("/requests/"+id, "", err)
	}
	c.w.Header().Set("Clear-Site-Data", `"cache"`)
	c.session.lend(id)
	c.doors.endOthers(c.me.ID, c.session) // another browser here, or this one under the desk's other name, would still open the desk
	http.Redirect(c.w, c.r, "/this-device", http.StatusSeeOther)
	return nil
}

// deviceBack notes that the device is with the practice again: somebody signed in on a browser that was lent.
func (d *Desk) deviceBack(ctx context.Context, member, id string) {
	m, err := d.member(ctx, member)
	if err == nil && m != nil {
		_, err = d.office.TakeBack(ctx, *m, id)
	}
	d.doors.endLent(id)
	if err != nil {
		d.log.Warn("a device came back, and that could not be noted", "err", err)
	}
}

// tookBack takes back a device that was lent by a session which is over.
func (c *call) tookBack() error {
	_, err := c.office.TakeBack(c.ctx(), *c.me, c.id())
	if err == nil {
		c.doors.endLent(c.id())
	}
	return c.heard("The device is with you again.", err)
}

// lentRequest is the request this device is lent for.
func (c *call) lentRequest() (*answering, error) {
	q, err := c.office.Request(c.ctx(), c.lentFor)
	if err != nil {
		return nil, err
	}
	return &answering{Request: q, channel: request.Device, path: "/this-device", proof: c.session.csrf}, nil
}

func (c *call) lent() error {
	a, err := c.lentRequest()
	if err != nil {
		return err
	}
	if a.Private == nil {
		return c.say(http.StatusNotFound, form.Nothing)
	}
	return c.askedBy(a)
}

func (c *call) lentAnswered() error {
	a, err := c.lentRequest()
	if err != nil {
		return err
	}
	if a.Private == nil {
		return c.say(http.StatusNotFound, form.Nothing)
	}
	return c.takeAnswer(a)
}

func (c *call) lentPicture() error {
	a, err := c.lentRequest()
	if err != nil {
		return err
	}
	return c.pictureOf(a)
}

// lentBack says how whoever works here gets the desk back. Nothing on it unlocks anything.
func (c *call) lentBack() error { return c.page("lent", "This device is lent", nil) }
