// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"chaperone/decision/request"
	"chaperone/decision/request/form"
	"chaperone/record"
	"chaperone/record/paper"
)

// page puts the words of a request's page on record: they are what the person is told.
func (w *work) page(x *request.Asking) error {
	p, err := form.For(&x.Asked, &x.Shown, x.Way.Channel, x.Expires)
	if err != nil {
		return fmt.Errorf("%w: %w", request.ErrAsking, err)
	}
	x.Version, x.Page = form.Version, p.Plain()
	return nil
}

// RequestPage gives the page of a request as it goes to the person: a self-contained web page with its answer codes, or a paper to sign (PDF).
// Codes and reference are known only when the request is made, so this belongs right behind Ask.
func (o *Office) RequestPage(ctx context.Context, a *Asked) ([]byte, error) {
	channel := a.Ways[len(a.Ways)-1].Channel
	p, err := form.Of(a.Request, channel)
	if err != nil {
		return nil, err
	}
	pictures, err := o.picturesOf(ctx, a.Post, p.Post.Pictures)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	switch channel {
	case request.Page:
		err = p.HTML(&b, form.Options{Codes: a.Codes, Pictures: pictures})
	case request.Paper:
		var blocks []form.Block
		if blocks, err = p.Paper(a.Ref); err == nil {
			err = sheet(p, blocks, a, pictures).PDF(&b)
		}
	default:
		return nil, fmt.Errorf("a request by %s has no page to hand out: %w", channel, record.ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// maxShown is how large the pictures of a page may be together: it is sent by mail.
const maxShown = 12 << 20

// picturesOf gives the pictures of a post that can be shown on a page. One that can't be (a film, a large file) is not in it, and the page says so.
func (o *Office) picturesOf(ctx context.Context, post string, list []request.Picture) (map[string][]byte, error) {
	out, left := map[string][]byte{}, int64(maxShown)
	for _, x := range list {
		err := o.view(ctx, func(r reading) error {
			f, err := r.openMedium(ctx, post, x.Digest)
			if err != nil {
				return err
			}
			defer f.Close()
			data, err := io.ReadAll(io.LimitReader(f, left+1))
			if err == nil && int64(len(data)) <= left {
				left -= int64(len(data))
				out[x.Digest] = data
			}
			return err
		})
		if err != nil && !errors.Is(err, record.ErrNotFound) {
			return nil, err
		}
	}
	return out, nil
}

// sheet sets a paper form.
func sheet(p *form.Page, blocks []form.Block, a *Asked, pictures map[string][]byte) paper.Doc {
	d := paper.Doc{Title: p.Title, Lang: p.Lang, At: a.At, Footer: "Reference " + a.Ref}
	var ticks paper.Ticks
	flush := func() {
		if len(ticks) > 0 {
			d.Blocks = append(d.Blocks, ticks)
			ticks = nil
		}
	}
	for _, b := range blocks {
		if b.Kind == form.Tick {
			ticks = append(ticks, paper.Words(b.Text))
			continue
		}
		flush()
		switch b.Kind {
		case form.Title:
			d.Title = b.Text
		case form.Head:
			d.Blocks = append(d.Blocks, paper.Heading{Level: 2, Words: b.Text})
		case form.Para:
			d.Blocks = append(d.Blocks, paper.Para{Text: paper.Words(b.Text)})
		case form.Keep:
			d.Blocks = append(d.Blocks, paper.Para{Text: paper.Styled(paper.Strong, b.Text)})
		case form.ThePost:
			post := paper.Post{Account: p.Post.Account, Place: p.Post.Where, Text: p.Post.Text}
			for _, x := range p.Post.Pictures {
				post.Pictures = append(post.Pictures, paper.Picture{Data: pictures[x.Digest], Alt: x.Alt})
			}
			d.Blocks = append(d.Blocks, post)
		case form.Line:
			d.Blocks = append(d.Blocks, paper.Signatures{b.Text})
		case form.Ref:
			d.Blocks = append(d.Blocks, paper.QR{Words: a.Ref, Caption: b.Text})
		}
	}
	flush()
	return d
}
