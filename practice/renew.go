// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"time"

	"chaperone/decision/request"
)

// RenewRequest gives another way to answer, and those who haven't answered more time: within (0: AnswerWithin), counted from now. What opened it
// before by the same channel opens nothing any more; codes and papers stay known as stale. What opens it now is given once, here.
func (o *Office) RenewRequest(ctx context.Context, by Member, id string, channel request.Channel, within time.Duration) (out *Asked, err error) {
	if within == 0 {
		within = AnswerWithin
	}
	out = &Asked{}
	out.Request, err = o.changeRequest(ctx, by, id, func(w *work, q *request.Request) (request.Event, error) {
		x := request.Asking{Asked: q.Asked, Way: request.Way{Channel: channel}}
		way, err := w.way(id, &x, out)
		if err != nil {
			return request.Event{}, err
		}
		expires := q.Expires
		if later := w.at.Add(within); len(q.Answers) == 0 && later.After(expires) {
			expires = later
		}
		return q.Renew(w.at, w.by, way, expires)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
