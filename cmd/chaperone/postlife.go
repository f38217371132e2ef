// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/rulebook"
)

type postSignOff struct {
	postID
	Digest string `placeholder:"DIGEST" help:"Only this wording, given by the whole of its digest."`
}

// Run implements the command.
func (c *postSignOff) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		p, err := o.Post(ctx, c.ID)
		if err != nil {
			return postFault(err)
		}
		digest := c.Digest
		if digest == "" {
			digest = p.Revision.Digest
		}
		signed, err := o.SignOff(ctx, me, c.ID, digest)
		var open *signoff.StillOpen
		if errors.As(err, &open) {
			if p, err := o.CheckPost(ctx, me, c.ID); err == nil { // what is open by today's registers, kept
				_ = c.tell(e, p, nil)
			}
			fmt.Fprintln(e.err, "chaperone: not signed off: "+stillOpen(open)+".")
			return errFound
		}
		return c.tell(e, signed, err)
	})
}

type postUnsign struct{ postID }

// Run implements the command.
func (c *postUnsign) Run(e env) error {
	return c.do(e, func(ctx context.Context, o *practice.Office) (*signoff.Post, error) { return o.Unsign(ctx, me, c.ID) })
}

type postPublished struct {
	postID
	Platform string `arg:"" help:"Where: instagram, x …"`
	Address  string `arg:"" help:"The address readers find it at."`
	Without  string `placeholder:"WHY" help:"It went out without a sign-off: say why. It stays visible as such."`
}

// Run implements the command.
func (c *postPublished) Run(e env) error {
	where, ok := post.ParsePlatform(c.Platform)
	if !ok {
		return unknownPlatform("", c.Platform)
	}
	return c.do(e, func(ctx context.Context, o *practice.Office) (*signoff.Post, error) {
		return o.Published(ctx, me, c.ID, where, c.Address, c.Without)
	})
}

type postTakeDown struct {
	postID
	Within span `default:"2d" help:"How long there is: 2d, 36h."`
}

// Run implements the command.
func (c *postTakeDown) Run(e env) error {
	return c.do(e, func(ctx context.Context, o *practice.Office) (*signoff.Post, error) {
		return o.TakeDown(ctx, me, c.ID, o.Now().Add(time.Duration(c.Within)))
	})
}

type postTakenDown struct {
	postID
	Address string `arg:"" help:"The address it was at."`
	Gone    bool   `help:"You opened the address and found nothing there."`
	Export  string `placeholder:"FILE" help:"An export of the account, taken since, that no longer holds the post."`
	Note    string `help:"What can't be called back."`
}

// Run implements the command.
func (c *postTakenDown) Run(e env) error {
	if c.Gone == (c.Export != "") {
		return errors.New("how do you know? --gone if you opened the address and found nothing, or --export FILE with an export taken since")
	}
	return c.do(e, func(ctx context.Context, o *practice.Office) (*signoff.Post, error) {
		digest := ""
		if c.Export != "" {
			var err error
			if digest, err = o.ScanExport(ctx, c.ID, c.Export); err != nil {
				return nil, err
			}
		}
		return o.TakenDown(ctx, me, c.ID, c.Address, digest, c.Note)
	})
}

type postThrow struct {
	postID
	Never string `placeholder:"WHY" help:"It was signed off or checked and will not go out: why."`
}

// Run implements the command.
func (c *postThrow) Run(e env) error {
	return c.do(e, func(ctx context.Context, o *practice.Office) (*signoff.Post, error) {
		if c.Never != "" {
			return o.NeverPublish(ctx, me, c.ID, c.Never)
		}
		return o.Throw(ctx, me, c.ID)
	})
}

// dueNow tells which published posts have something due because of something.
func dueNow(e env, ctx context.Context, o *practice.Office, kind, id string) error {
	all, err := o.Posts(ctx)
	if err != nil {
		return err
	}
	for _, p := range all {
		for _, d := range p.IsDue() {
			if d.Cause.Kind != kind || d.Cause.ID != id {
				continue
			}
			what := "look at it again"
			if d.Kind == signoff.DueTakeDown {
				what = "take it down"
			}
			fmt.Fprintf(e.out, "Post %s rests on it: %s by %s.\n", p.ID, what, d.Until.Local().Format("2 January 2006"))
		}
	}
	return nil
}

type postRecheck struct{ dataFlags }

// Run implements the command.
func (c *postRecheck) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		s, err := o.Recheck(ctx, me)
		if err != nil {
			return err
		}
		p := newPainter(e.out, c.NoColor)
		if len(s.Rules) > 0 {
			n := fmt.Sprintf("%d rules", len(s.Rules))
			if len(s.Rules) == 1 {
				n = "1 rule"
			}
			fmt.Fprintf(e.out, "The rulebook changed: %s.\n", n)
			for _, r := range s.Rules {
				fmt.Fprintf(e.out, "\n%s\n", p.hang(fmt.Sprintf("%s  %s (%s)", r.What, harmless(listTitle(r.Title)), r.Rule), " ", "   "))
				for _, g := range r.Guidance {
					if !g.Changed() {
						continue
					}
					fmt.Fprintln(e.out, p.wrap("was: "+guidanceWords(g.Old), "   "))
					fmt.Fprintln(e.out, p.wrap("now: "+guidanceWords(g.New), "   "))
				}
			}
			fmt.Fprintln(e.out)
		}
		for _, x := range s.Opened {
			what := "wants a second look"
			if x.Kind == signoff.DueTakeDown {
				what = "has to come down"
			}
			fmt.Fprintln(e.out, p.hang(fmt.Sprintf("Post %s %s by %s. %s", x.Post, what, x.Until.Local().Format("2 January 2006"), harmless(x.Why)), "", "  "))
		}
		if len(s.Opened) == 0 {
			fmt.Fprintf(e.out, "%d published posts looked at; nothing new is due.\n", s.Posts)
			return nil
		}
		return errFound
	})
}

type postErase struct{ postID }

// Run implements the command.
func (c *postErase) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		if err := o.ErasePost(ctx, me, c.ID); err != nil {
			return postFault(err)
		}
		fmt.Fprintf(e.out, "The words of post %s are gone, here and in every backup made from now on. What happened, and when, stays.\n", c.ID)
		return nil
	})
}

func guidanceWords(t *rulebook.Text) string {
	if t == nil {
		return "not cited"
	}
	return harmless(t.Label + ": " + t.Says)
}
