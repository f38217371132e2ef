// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"bytes"
	"context"
	"fmt"
	"maps"

	"chaperone/decision/request"
	"chaperone/decision/request/form"
	"chaperone/record"
	"chaperone/record/paper"
)

// mostServed is how many bytes a page of somebody who is asked may have, its style and small pictures included: it is meant for old phones and thin
// lines. A post so long that its words alone take more is shown whole, without pictures in small.
const mostServed = 58_000

// AskedPage gives the page of a request as the desk serves it: to somebody with its link, or on this device. Options name where its answers go.
// Pictures stand in it in small, as large as there is room for; form.Served.Large names where each is shown in full size.
func (o *Office) AskedPage(ctx context.Context, q *request.Request, channel request.Channel, opts form.Options) ([]byte, error) {
	p, err := form.Of(q, channel)
	if err != nil {
		return nil, err
	}
	if last := q.Last(); last != nil {
		opts.Now = last.Reply
	}
	var full map[string][]byte
	if !opts.First && len(p.Post.Pictures) > 0 {
		if full, err = o.picturesOf(ctx, q.Post, p.Post.Pictures); err != nil {
			return nil, err
		}
		maps.DeleteFunc(full, func(_ string, data []byte) bool { return form.ImageType(data) == "" })
		opts.Whole = map[string]bool{}
		for digest := range full {
			opts.Whole[digest] = true
		}
	}
	var b bytes.Buffer
	if err := p.HTML(&b, opts); err != nil {
		return nil, err
	}
	if len(full) == 0 {
		return b.Bytes(), nil
	}
	opts.Pictures = map[string][]byte{}
	each := (mostServed - b.Len()) / len(full) * 3 / 4 // base64 takes four letters for three bytes
	for digest, data := range full {
		if small, err := paper.Preview(data, each); err == nil {
			opts.Pictures[digest] = small
		} // else the page leads to it, or says that it isn't shown
	}
	b.Reset()
	if err := p.HTML(&b, opts); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// AskedPicture gives one of the pictures a person is asked about, as it goes out, with its type; n counts from 1. record.ErrNotFound where there is no
// such picture, or none that browsers show.
func (o *Office) AskedPicture(ctx context.Context, q *request.Request, n int) (data []byte, kind string, err error) {
	if q.Private == nil {
		return nil, "", request.ErrErased
	}
	list := q.Private.Asked.Shown.Pictures
	if n < 1 || n > len(list) {
		return nil, "", fmt.Errorf("picture %d of request %s: %w", n, q.ID, record.ErrNotFound)
	}
	one := list[n-1]
	all, err := o.picturesOf(ctx, q.Post, []request.Picture{one})
	if err != nil {
		return nil, "", err
	}
	if kind = form.ImageType(all[one.Digest]); kind == "" {
		return nil, "", fmt.Errorf("picture %d of request %s: %w", n, q.ID, record.ErrNotFound)
	}
	return all[one.Digest], kind, nil
}
