// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/record"
	"chaperone/rulebook"
)

type postCmd struct {
	List      postList      `cmd:"" default:"withargs" help:"Everything written, and what each post waits for."`
	New       postNew       `cmd:"" help:"Begin a post from a file; it is checked at once."`
	Revise    postRevise    `cmd:"" help:"Put other words in its place. A sign-off of the earlier ones ends."`
	Show      postShow      `cmd:"" help:"One post: its words, what was found, what is still open and the ways out."`
	Check     postCheck     `cmd:"" help:"Check it again, by today's rulebook and registers."`
	Answer    postAnswer    `cmd:"" help:"Answer a rule's question, for this post."`
	Justify   postJustify   `cmd:"" help:"Keep what a finding points at, with a reason in your own words."`
	Attach    postAttach    `cmd:"" help:"Attach a register entry as the way out of a finding."`
	Misread   postMisread   `cmd:"" help:"Say what the words of a finding mean instead."`
	Looked    postLooked    `cmd:"" help:"You looked yourself at what a check couldn't look at."`
	SignOff   postSignOff   `cmd:"" name:"sign-off" help:"Sign this wording off. Refused with a list while anything is open."`
	Unsign    postUnsign    `cmd:"" help:"Take a sign-off back before the post is out."`
	Published postPublished `cmd:"" help:"Note where it went out."`
	TakeDown  postTakeDown  `cmd:"" name:"take-down" help:"It has to come down."`
	TakenDown postTakenDown `cmd:"" name:"taken-down" help:"It came down: who looked, or an export that no longer holds it."`
	Throw     postThrow     `cmd:"" help:"Throw a draft away."`
	Recheck   postRecheck   `cmd:"" help:"Look at all published posts again: at the registers and the rulebook as they stand today."`
	Erase     postErase     `cmd:"" help:"Destroy the words of a post that isn't public. What happened, and when, stays."`
}

// revisionOf reads a post's file as a revision.
func revisionOf(e env, file string, platforms, alts []string) (signoff.Revision, []practice.Medium, error) {
	data, err := readText(e, file, post.MaxBytes)
	if err != nil {
		return signoff.Revision{}, nil, err
	}
	f, err := post.Parse(data)
	if err != nil {
		return signoff.Revision{}, nil, fmt.Errorf("%s: %w", file, err)
	}
	for _, n := range f.Notes {
		fmt.Fprintf(e.err, "chaperone: %s: %s.\n", file, harmless(n))
	}
	r := signoff.Revision{Text: f.Text, Account: f.Account, Audience: f.Audience, Kind: f.Kind, Paid: f.Paid, Series: f.Series, ReplyTo: f.Reply}
	if f.Platform != "" {
		r.Platforms = append(r.Platforms, f.Platform)
	}
	for _, name := range platforms {
		p, ok := post.ParsePlatform(name)
		if !ok {
			return r, nil, fmt.Errorf("--platform: nobody here knows %q; instagram, tiktok, youtube, facebook, x, threads, linkedin, bluesky, mastodon or other", name)
		}
		r.Platforms = append(r.Platforms, p)
	}
	if len(alts) > len(f.Media) {
		return r, nil, fmt.Errorf("--alt: %d alternative texts for %d pictures", len(alts), len(f.Media))
	}
	var media []practice.Medium
	for i, name := range f.Media {
		path := name
		if !filepath.IsAbs(path) && file != "-" {
			path = filepath.Join(filepath.Dir(file), name)
		}
		m := practice.Medium{Name: filepath.Base(name), Type: mediaType(name), Open: func() (io.ReadCloser, error) { return openFile(path) }}
		if i < len(alts) {
			m.Alt = alts[i]
		}
		media = append(media, m)
	}
	if len(media) > 0 {
		fmt.Fprintf(e.err, "chaperone: %s names pictures or films. They are kept with the post; nobody has looked at them, so look yourself.\n", file)
	}
	return r, media, nil
}

// mediaType goes by a file's name.
func mediaType(name string) string {
	t, _, err := mime.ParseMediaType(mime.TypeByExtension(filepath.Ext(name)))
	if err != nil {
		return "application/octet-stream"
	}
	return t
}

type postNew struct {
	dataFlags
	File     string   `arg:"" help:"The post; - for standard input."`
	Platform []string `placeholder:"NAME" help:"Where it goes, besides what the file says."`
	Alt      []string `placeholder:"WORDS" help:"Alternative texts of its pictures, in order." sep:"none"`
}

// Run implements the command.
func (c *postNew) Run(e env) error {
	r, media, err := revisionOf(e, c.File, c.Platform, c.Alt)
	if err != nil {
		return err
	}
	return c.use(e, true, func(ctx context.Context, o *practice.Office) error {
		p, err := o.DraftPost(ctx, me, r, media...)
		return c.tell(e, p, err)
	})
}

// postFault puts a failure about a post as one would say it.
func postFault(err error) error {
	if errors.Is(err, record.ErrNotFound) {
		return fmt.Errorf("there is no such post. chaperone post list shows them (%w)", err)
	}
	var open *signoff.StillOpen
	if errors.As(err, &open) {
		return err
	}
	return err
}

// tell says where a post stands and what it waits for.
func (f *dataFlags) tell(e env, p *signoff.Post, err error) error {
	if err != nil {
		return postFault(err)
	}
	pt := newPainter(e.out, f.NoColor)
	fmt.Fprintf(e.out, "Post %s: %s\n", p.ID, standing(p))
	tellOpen(e.out, pt, p.StillOpen())
	for _, w := range p.WaitsFor() {
		if s := waiting(w); s != "" {
			fmt.Fprintf(e.out, "%s\n", pt.wrap(s, "  "))
		}
	}
	return nil
}

var statusWords = map[signoff.Status]string{signoff.Draft: "draft", signoff.Waiting: "waiting for an answer", signoff.SignedOff: "signed off", signoff.Published: "published",
	signoff.RecheckDue: "published, to be looked at again", signoff.TakeDownDue: "published, has to come down", signoff.TakenDown: "taken down", signoff.ThrownAway: "thrown away",
	signoff.NotPublished: "not to be published"}

// standing is a post in a line: status, revision, verdict.
func standing(p *signoff.Post) string {
	s := statusWords[p.Status]
	if p.Fault() {
		s += ", went out without sign-off"
	}
	s += fmt.Sprintf(" (wording %d, %s)", p.Revision.No, p.Revision.Short())
	if p.Closed != nil || p.Status == signoff.TakenDown {
		return s + "."
	}
	switch n := len(p.StillOpen()); {
	case p.Check == nil:
		s += ". Not checked yet."
	case slices.ContainsFunc(p.StillOpen(), func(o signoff.Open) bool { return o.Level == signoff.Stop }):
		s += fmt.Sprintf(". Not as it stands: %s to settle.", things(n))
	case n == 1:
		s += ". Nearly there: 1 thing needs a decision or a record from you."
	case n > 1:
		s += fmt.Sprintf(". Nearly there: %d things need a decision or a record from you.", n)
	case p.Signed() != nil:
		s += ". Any change opens it again."
	default:
		s += ". Nothing is open. The decision is yours."
	}
	return s
}

func things(n int) string {
	if n == 1 {
		return "1 thing"
	}
	return fmt.Sprintf("%d things", n)
}

// tellOpen lists what still needs a way out, with the ways that are allowed.
func tellOpen(w io.Writer, p *painter, open []signoff.Open) {
	for _, o := range open {
		fmt.Fprintf(w, "\n%s\n", p.hang(fmt.Sprintf("%d %s  %s", o.N, o.Level, harmless(o.Title)), " ", "   "))
		if o.Message != "" {
			fmt.Fprintln(w, p.wrap(harmless(o.Message), "   "))
		}
		var cites []string
		for _, c := range o.Citations {
			cites = append(cites, c.Label)
		}
		if len(cites) > 0 {
			fmt.Fprintln(w, p.style(p.wrap(strings.Join(cites, " · "), "   "), dim))
		}
		var ways []string
		for _, a := range o.Ways {
			s := outWords[a.Way]
			if len(a.With) > 0 {
				var with []string
				for _, x := range a.With {
					with = append(with, wayNouns[x])
				}
				s += " (counts with " + strings.Join(with, " or ") + ")"
			}
			if s != "" {
				ways = append(ways, s)
			}
		}
		fmt.Fprintln(w, p.wrap("→ "+strings.Join(ways, " · "), "   "))
	}
	if len(open) > 0 {
		fmt.Fprintln(w)
	}
}

var outWords = map[signoff.WayKind]string{signoff.WayFixed: "change the words", signoff.WayRecord: "attach a record", signoff.WayConsent: "attach consent", signoff.WayOpinion: "ask a colleague", signoff.WayJustified: "keep it, say why",
	signoff.WayMisread: "say it was misread", signoff.WayLooked: "look yourself", signoff.WayAnswered: "answer the question"}
var wayNouns = map[signoff.WayKind]string{signoff.WayFixed: "a change", signoff.WayRecord: "a record", signoff.WayConsent: "the person's consent", signoff.WayOpinion: "a colleague's opinion", signoff.WayJustified: "a reason",
	signoff.WayMisread: "what the words mean", signoff.WayLooked: "your own look", signoff.WayAnswered: "an answer"}

// waiting says what a post waits for.
func waiting(w signoff.Wait) string {
	by := ""
	if w.Until != nil {
		by = " by " + w.Until.Local().Format("2 January")
	}
	switch w.For {
	case "check":
		return "Next: check it (chaperone post check)."
	case "request":
		return "Waiting for an answer to request " + w.Request + "."
	case "publication":
		return "Next: publish it, then say where (chaperone post published)."
	case "wording":
		return "Older words still stand where it was published."
	case "re-check":
		return "Look at it again" + by + ": chaperone post check, then sign-off."
	case "proof":
		return fmt.Sprintf("Take it down from %s%s, then say so (chaperone post taken-down).", w.Where, by)
	}
	return ""
}

type postList struct {
	dataFlags
	Status string `placeholder:"STATUS" help:"Only these: draft, waiting, signed-off, published, re-check-due, take-down-due, taken-down."`
}

// Run implements the command.
func (c *postList) Run(e env) error {
	if _, ok := statusWords[signoff.Status(c.Status)]; c.Status != "" && !ok {
		return fmt.Errorf("no post has the status %q. There are draft, waiting, signed-off, published, re-check-due, take-down-due, taken-down, thrown-away and not-published", c.Status)
	}
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		all, err := o.Posts(ctx)
		if err != nil {
			return err
		}
		shown := 0
		for _, p := range all {
			if c.Status != "" && string(p.Status) != c.Status {
				continue
			}
			shown++
			title := "(erased)"
			if r, ok := p.Text(); ok {
				title = short(r.Text, 44)
			}
			fmt.Fprintf(e.out, "%s  %s  %-32s %s\n", p.ID, p.Begun.Local().Format("2006-01-02"), statusWords[p.Status], harmless(title))
		}
		if shown == 0 {
			fmt.Fprintln(e.out, "Drafts and published posts live here, with what each one waits for. chaperone post new FILE begins one.")
		}
		return nil
	})
}

// postID is a command about one post.
type postID struct {
	dataFlags
	ID string `arg:"" help:"The post; chaperone post list shows them."`
}

func (c *postID) do(e env, f func(ctx context.Context, o *practice.Office) (*signoff.Post, error)) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		p, err := f(ctx, o)
		return c.tell(e, p, err)
	})
}

// postFinding is a command about one finding of a post.
type postFinding struct {
	postID
	N int `arg:"" help:"The finding's number; chaperone post show shows them."`
}

type postRevise struct {
	postID
	File     string   `arg:"" help:"The new words; - for standard input."`
	Platform []string `placeholder:"NAME" help:"Where it goes, besides what the file says."`
	Alt      []string `placeholder:"WORDS" help:"Alternative texts of its pictures, in order." sep:"none"`
}

// Run implements the command.
func (c *postRevise) Run(e env) error {
	r, media, err := revisionOf(e, c.File, c.Platform, c.Alt)
	if err != nil {
		return err
	}
	return c.do(e, func(ctx context.Context, o *practice.Office) (*signoff.Post, error) {
		return o.RevisePost(ctx, me, c.ID, r, media...)
	})
}

type postShow struct{ postID }

// Run implements the command.
func (c *postShow) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		p, err := o.Post(ctx, c.ID)
		if err != nil {
			return postFault(err)
		}
		if r, ok := p.Text(); ok {
			for line := range strings.Lines(r.Text) {
				fmt.Fprintf(e.out, "  │ %s", harmless(line))
			}
			fmt.Fprint(e.out, "\n\n")
		}
		for _, w := range p.Ways {
			if w.Ended == nil {
				fmt.Fprintf(e.out, "  %s  %s: %s, by %s\n", day(w.At), w.Rule, wayNouns[w.Kind], w.By)
			}
		}
		for _, s := range p.SignOffs {
			void := ""
			if s.Void != nil {
				void = ", void since " + day(s.Void.At)
			}
			fmt.Fprintf(e.out, "  %s  signed off by %s, wording %s%s\n", day(s.At), s.By, signoff.Short(s.Revision), void)
		}
		for _, a := range p.Addresses {
			down := ""
			if a.Down != nil {
				down = ", down since " + day(a.Down.At)
			}
			fmt.Fprintf(e.out, "  %s  published on %s%s\n", day(a.At), a.Platform, down)
		}
		return c.tell(e, p, nil)
	})
}

type postCheck struct{ postID }

// Run implements the command.
func (c *postCheck) Run(e env) error {
	return c.do(e, func(ctx context.Context, o *practice.Office) (*signoff.Post, error) {
		return o.CheckPost(ctx, me, c.ID)
	})
}

type postAnswer struct {
	postID
	Rule  string `arg:"" help:"The rule that asks."`
	Value string `arg:"" help:"Your answer."`
}

// Run implements the command.
func (c *postAnswer) Run(e env) error {
	return c.do(e, func(ctx context.Context, o *practice.Office) (*signoff.Post, error) {
		return o.AnswerQuestion(ctx, me, c.ID, c.Rule, c.Value)
	})
}

type postJustify struct {
	postFinding
	Why string `arg:"" help:"Why it stays."`
}

// Run implements the command.
func (c *postJustify) Run(e env) error {
	return c.do(e, func(ctx context.Context, o *practice.Office) (*signoff.Post, error) {
		return o.Justify(ctx, me, c.ID, c.N, c.Why)
	})
}

type postAttach struct {
	postFinding
	Entry string `arg:"" help:"The register entry."`
}

// Run implements the command.
func (c *postAttach) Run(e env) error {
	return c.do(e, func(ctx context.Context, o *practice.Office) (*signoff.Post, error) {
		return o.AttachRecord(ctx, me, c.ID, c.N, c.Entry)
	})
}

type postMisread struct {
	postFinding
	Means string `arg:"" help:"What the words mean."`
}

// Run implements the command.
func (c *postMisread) Run(e env) error {
	return c.do(e, func(ctx context.Context, o *practice.Office) (*signoff.Post, error) {
		return o.Misread(ctx, me, c.ID, c.N, c.Means)
	})
}

type postLooked struct {
	postFinding
	Note string `help:"What you saw."`
}

// Run implements the command.
func (c *postLooked) Run(e env) error {
	return c.do(e, func(ctx context.Context, o *practice.Office) (*signoff.Post, error) {
		return o.Looked(ctx, me, c.ID, c.N, c.Note)
	})
}

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
			fmt.Fprintln(e.err, "chaperone: not signed off: "+err.Error()+".")
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
		return fmt.Errorf("nobody here knows a platform %q", c.Platform)
	}
	return c.do(e, func(ctx context.Context, o *practice.Office) (*signoff.Post, error) {
		return o.Published(ctx, me, c.ID, where, c.Address, c.Without)
	})
}

type postTakeDown struct {
	postID
	Within time.Duration `default:"48h" help:"How long there is."`
}

// Run implements the command.
func (c *postTakeDown) Run(e env) error {
	return c.do(e, func(ctx context.Context, o *practice.Office) (*signoff.Post, error) {
		return o.TakeDown(ctx, me, c.ID, o.Now().Add(c.Within))
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
			fmt.Fprintf(e.out, "The rulebook changed: %d rules.\n", len(s.Rules))
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
