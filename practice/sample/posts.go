// SPDX-License-Identifier: Apache-2.0

package sample

import (
	"fmt"
	"time"

	"chaperone/decision/request"
	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/register"
)

// draft begins a post on one place.
func (f *filler) draft(on post.Platform, text string) *signoff.Post {
	return f.post(func() (*signoff.Post, error) { return f.DraftPost(f.ctx, Me, revision(on, text)) })
}

func revision(on post.Platform, text string) signoff.Revision {
	account := "@dr.calloway.example"
	if on == post.X {
		account = "@calloway_example"
	}
	return signoff.Revision{Kind: post.KindPost, Text: text, Platforms: []post.Platform{on}, Account: account, Audience: post.Public, Paid: post.NotPaid}
}

// signed gives each finding its way out, by a record where one covers it and by a reason elsewhere, and signs the post off.
func (f *filler) signed(p *signoff.Post, reason string) *signoff.Post {
	for range 30 {
		open := p.StillOpen()
		if f.err != nil || len(open) == 0 {
			break
		}
		n := open[0].N
		p = f.post(func() (*signoff.Post, error) {
			covering, err := f.Covering(f.ctx, p.ID)
			if err != nil {
				return nil, err
			}
			for _, c := range covering {
				if q, err := f.AttachRecord(f.ctx, Me, p.ID, n, c.Entry); err == nil {
					return q, nil
				}
			}
			q, err := f.Justify(f.ctx, Me, p.ID, n, reason)
			if err != nil {
				err = fmt.Errorf("%w: %s: %w", errNoWay, open[0].Rule, err)
			}
			return q, err
		})
	}
	return f.post(func() (*signoff.Post, error) { return f.SignOff(f.ctx, Me, p.ID, p.Revision.Digest) })
}

// out signs a post off and notes where it stands.
func (f *filler) out(p *signoff.Post, on post.Platform, address string) *signoff.Post {
	p = f.signed(p, "The same advice stands on the hospital's own page.")
	return f.post(func() (*signoff.Post, error) { return f.Published(f.ctx, Me, p.ID, on, address, "") })
}

// past is what was written and published in the first weeks.
func (f *filler) past() {
	f.to(63, 19)
	f.out(f.draft(post.Instagram, "Three things to have at home before winter: a thermometer, plasters, and the number of your pharmacy on the fridge."), post.Instagram, "https://instagram.example/p/winter")
	f.to(58, 20)
	burns := f.out(f.draft(post.Instagram, "A burn at home? Hold it under cool running water for 20 minutes. Rings off, no butter, cover it loosely. If it is bigger than your palm, ring 111."), post.Instagram, "https://instagram.example/p/burns")
	f.do(func() error {
		_, err := f.IssuePermit(f.ctx, Me, burns.ID, Me.Name)
		return err
	})
	f.to(52, 21)
	f.out(f.draft(post.X, "Thank you to everybody who came to the first aid evening at the village hall. Next one in spring."), post.X, "https://x.example/calloway/1")

	f.to(50, 20)
	f.out(f.draft(post.X, "Picked up a first aid book for children at The Harbour Bookshop. Good pictures, plain words."), post.X, "https://x.example/calloway/3")

	f.to(47, 20) // it went out before anybody looked: a fault, for ever
	f.post(func() (*signoff.Post, error) {
		p := f.draft(post.X, "Our walking group meets on Friday evenings by the pier. Everybody is welcome.")
		return f.Published(f.ctx, Me, p.ID, post.X, "https://x.example/calloway/2", "I posted it from the bus and only then remembered the desk.")
	})

	f.to(44, 19) // taken down by her own decision
	old := f.out(f.draft(post.Instagram, "Our first aid evening is on Thursday at seven in the village hall. Bring a friend."), post.Instagram, "https://instagram.example/p/evening")
	f.to(39, 8)
	f.post(func() (*signoff.Post, error) { return f.TakeDown(f.ctx, Me, old.ID, f.Clock.Now().Add(48*time.Hour)) })
	f.post(func() (*signoff.Post, error) {
		return f.TakenDown(f.ctx, Me, old.ID, "https://instagram.example/p/evening", "", "The evening is over; two people had shared it.")
	})

	f.to(36, 21)
	f.post(func() (*signoff.Post, error) {
		p := f.draft(post.X, "Some shifts you go home and stare at the wall. Tonight is one of them.")
		return f.Throw(f.ctx, Me, p.ID)
	})
	f.to(34, 20)
	f.post(func() (*signoff.Post, error) {
		p := f.draft(post.Instagram, "Last night a retired fisherman from Staithes told me about the storm of 1953 while we fixed his shoulder. I could have listened for hours.")
		return f.NeverPublish(f.ctx, Me, p.ID, "It is his story. He would be known by it at once, and I don't want to ask him for it.")
	})
}

// present is what is being worked on.
func (f *filler) present() {
	f.to(5, 20)
	f.draft(post.Instagram, "Powered by my new BrewBuddy flask on every night shift. Code INES15 gets you 15% off.")
	f.to(3, 21)
	f.signed(f.draft(post.Instagram, "If somebody collapses: shake, shout, ring 999, push hard and fast in the middle of the chest. The call handler stays with you."), "The same advice stands on the hospital's own page.")

	f.to(2, 21) // a tie comes on file, and an old post speaks of it
	f.add(register.Value{Interest: &register.Interest{Party: "The Harbour Bookshop", Kind: "family", Details: "My sister's shop.", From: f.day(400), Assessed: "self"}}, "")
	f.to(1, 9) // he changed his mind by the link he had
	f.answers(f.mind, request.No, "Joost Achterberg", "My family would rather not.")

	f.to(1, 22)
	for _, x := range []struct {
		on   []post.Platform
		text string
	}{
		{[]post.Platform{post.X}, "What would you like to know about our emergency department? I answer the ten questions that come up most."},
		{[]post.Platform{post.Instagram, post.Threads}, "Long night on ICU.\n\nA 43-year-old teacher from Whitby came in last night after falling off his own shed roof. Sleep well, sir.\n\nHalf of heart attacks in women are missed the first time."},
	} {
		f.do(func() error {
			r := revision(x.on[0], x.text)
			r.Platforms = x.on
			_, err := f.KeepWorking(f.ctx, Me, practice.Working{Revision: r})
			return err
		})
	}
}
