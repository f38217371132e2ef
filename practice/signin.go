// SPDX-License-Identifier: Apache-2.0

package practice

import "context"

// kindSignedIn says that a member came in, and by which means. It changes nothing but the log.
const kindSignedIn = "member.signed-in"

// SignedIn keeps that a member signed in at the desk: how is "link" or "passkey".
func (o *Office) SignedIn(ctx context.Context, by Member, how string) error {
	return o.update(ctx, by, func(w *work) error {
		body := struct {
			How string `json:"how"`
		}{how}
		return w.emit(kindSignedIn, "member/"+by.ID, w.at, w.by, body, nil, "")
	})
}
