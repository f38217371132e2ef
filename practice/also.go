// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"fmt"
	"time"

	"chaperone/decision/signoff"
	"chaperone/fact"
	"chaperone/post"
	"chaperone/register"
)

// Also is what readers see of a post besides its text: the alternative text or the caption of a picture or film. It is checked like the text.
type Also struct {
	Medium  int    // its number, from 1
	Caption bool   // else the alternative text
	Digest  string // of the picture or film
	Text    string
	Report  *Report // its spans are places in Text
}

// Place names it as the record of a check does.
func (a Also) Place() string {
	if a.Caption {
		return fmt.Sprintf("caption %d", a.Medium)
	}
	return fmt.Sprintf("alt %d", a.Medium)
}

// alsoIn checks what stands beside a post's text.
func alsoIn(c Checker, whole *post.Post, r signoff.Revision, profile *register.Practice) (out []Also, err error) {
	for i, m := range r.Media {
		for _, a := range []Also{{Medium: i + 1, Digest: m.Digest, Text: m.Alt}, {Medium: i + 1, Digest: m.Digest, Caption: true, Text: m.Caption}} {
			if a.Text == "" {
				continue
			}
			y := *whole
			y.Kind, y.Text, y.Media, y.Seen = post.KindCaption, a.Text, nil, nil // what is in the picture is asked once, of the post
			if a.Report, err = c.CheckDraft(&y, profile); err != nil {
				return nil, err
			}
			out = append(out, a)
		}
	}
	return out, nil
}

// LookAtAlso checks what stands beside the text that is being written, as LookAtWorking checks the text.
func (o *Office) LookAtAlso(ctx context.Context, c Working, depth fact.Depth) (out []Also, err error) {
	if len(c.Revision.Media) == 0 {
		return nil, nil
	}
	err = o.view(ctx, func(r reading) error {
		rs, err := r.registers()
		if err != nil {
			return err
		}
		p := &signoff.Post{ID: c.ID, Private: &signoff.Private{}}
		if c.OnRecord {
			if p, err = r.post(c.ID); err != nil {
				return err
			}
		}
		checker := r.books.checker
		checker.Depth = depth
		out, err = alsoIn(checker, PostOf(c.ID, c.Revision, time.Time{}), c.Revision, r.profileOf(rs, p, c.Revision))
		return err
	})
	return out, err
}
