// SPDX-License-Identifier: Apache-2.0

package practice_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/record"
)

func TestAPracticeBeginsWithItsAuthorAndTakesPeopleIn(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	all, err := o.People(ctx)
	if err != nil || len(all) != 1 || all[0].ID != practice.Author || !all[0].Has(practice.RoleAdministrator) || all[0].Name == "" {
		t.Fatalf("it begins with %+v, %v", all, err)
	}
	if err := o.SignedIn(ctx, ada, "link"); err != nil {
		t.Fatal(err)
	}
	o.verifies()
	id, err := o.AddMember(ctx, ada, practice.Member{Name: "  Bo   Lund ", Roles: []string{"administrator", "reviewer", "reviewer"}})
	if err != nil {
		t.Fatal(err)
	}
	o.verifies()
	bo, err := o.Member(ctx, id)
	if err != nil || bo.Name != "Bo Lund" || strings.Join(bo.Roles, " ") != "reviewer administrator" || bo.AddedBy != ada.ID {
		t.Errorf("on record as %+v, %v", bo, err)
	}
	for name, m := range map[string]practice.Member{
		"no name":             {Roles: []string{"author"}},
		"a name twice":        {Name: "bo lund", Roles: []string{"author"}},
		"a role nobody knows": {Name: "Cy", Roles: []string{"owner"}},
		"a name too long":     {Name: strings.Repeat("x", 101)},
		"signs nobody sees":   {Name: "Cy\u202eyC"},
		"the author's id":     {ID: practice.Author, Name: "Cy"},
		"an id twice":         {ID: id, Name: "Cy"},
	} {
		if _, err := o.AddMember(ctx, ada, m); !errors.Is(err, practice.ErrMember) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := o.ChangeMember(ctx, ada, practice.Member{ID: id, Name: "Bo Lund", Roles: []string{"reviewer", "administrator"}}); !errors.Is(err, practice.ErrMember) {
		t.Errorf("nothing would change: %v", err)
	}
	if err := o.RemoveMember(ctx, bo.Member, practice.Author); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Member(ctx, practice.Author); !errors.Is(err, record.ErrNotFound) {
		t.Errorf("the author left and is still here: %v", err)
	}
	if err := o.RemoveMember(ctx, bo.Member, id); !errors.Is(err, practice.ErrMember) {
		t.Errorf("the last administrator leaves: %v", err)
	}
	if err := o.ChangeMember(ctx, bo.Member, practice.Member{ID: id, Name: "Bo Lund", Roles: []string{"reviewer"}}); !errors.Is(err, practice.ErrMember) {
		t.Errorf("the last administrator stops being one: %v", err)
	}
	if h, err := o.Host(ctx); err != nil || h.ID != id {
		t.Errorf("it is run by %+v, %v", h, err)
	}
	if err := o.ChangeMember(ctx, bo.Member, practice.Member{ID: practice.Author, Name: "Ada"}); !errors.Is(err, record.ErrNotFound) {
		t.Errorf("somebody who left is changed: %v", err)
	}
	all, err = o.People(ctx)
	if err != nil || len(all) != 2 || all[0].ID != id || all[1].Removed.IsZero() || all[1].Name == "" {
		t.Errorf("in the end there are %+v, %v", all, err)
	}
	o.verifies()
}

func TestNamesOfMembersAreSealed(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	id, err := o.AddMember(ctx, ada, practice.Member{Name: "Zebedee Quill", Roles: []string{"author"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.AddPasskey(ctx, ada, id, practice.Passkey{Name: "Zebedee's phone", Credential: []byte("c"), Key: []byte("k")}); err != nil {
		t.Fatal(err)
	}
	err = o.store.View(ctx, func(v record.View) error {
		n, _ := v.Size()
		if err := v.Rows(0, n, func(r record.Row) error {
			if bytes.Contains(r.Data, []byte("Zebedee")) {
				t.Errorf("in clear in the log: %s", r.Data)
			}
			return nil
		}); err != nil {
			return err
		}
		return v.States("member", func(_ string, b []byte) error {
			if bytes.Contains(b, []byte("Zebedee")) {
				t.Errorf("in clear in the state: %s", b)
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPasskeysComeAndGoAndSignInsAreSeen(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	k, err := o.AddPasskey(ctx, ada, ada.ID, practice.Passkey{Name: "My phone", Credential: []byte{1, 2}, Key: []byte{3}, Transports: []string{"internal"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.AddPasskey(ctx, ada, ada.ID, practice.Passkey{Name: "Again", Credential: []byte{1, 2}, Key: []byte{3}}); !errors.Is(err, practice.ErrMember) {
		t.Errorf("the same twice: %v", err)
	}
	if _, err := o.AddPasskey(ctx, ada, ada.ID, practice.Passkey{Name: " ", Credential: []byte{9}}); !errors.Is(err, practice.ErrMember) {
		t.Errorf("without a name: %v", err)
	}
	if err := o.SignedInBy(ctx, ada, k, 7); err != nil {
		t.Fatal(err)
	}
	p, err := o.Member(ctx, ada.ID)
	if err != nil || len(p.Passkeys) != 1 || p.Passkeys[0].Name != "My phone" || p.Passkeys[0].Count != 7 || p.Passkeys[0].Used.IsZero() {
		t.Fatalf("on record: %+v, %v", p, err)
	}
	if err := o.SignedInBy(ctx, ada, "made-up", 1); !errors.Is(err, record.ErrNotFound) {
		t.Errorf("by a key nobody has: %v", err)
	}
	if err := o.LinkMade(ctx, ada, ada.ID); err != nil {
		t.Fatal(err)
	}
	if err := o.SignedIn(ctx, ada, "link"); err != nil {
		t.Fatal(err)
	}
	in, err := o.SignIns(ctx, 10)
	if err != nil || len(in) != 3 || in[0].How != "link" || in[1].How != "made" || in[2].How != "passkey" {
		t.Errorf("seen: %+v, %v", in, err)
	}
	if in, err := o.SignIns(ctx, 1); err != nil || len(in) != 1 {
		t.Errorf("one was asked for: %+v, %v", in, err)
	}
	o.verifies()
	if err := o.RemovePasskey(ctx, ada, ada.ID, k); err != nil {
		t.Fatal(err)
	}
	if err := o.RemovePasskey(ctx, ada, ada.ID, k); !errors.Is(err, record.ErrNotFound) {
		t.Errorf("taken away twice: %v", err)
	}
	o.verifies()
}

func TestABundleNamesWhoDidWhat(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	id, err := o.AddMember(ctx, ada, practice.Member{Name: "Bo Lund", Roles: []string{"author"}})
	if err != nil {
		t.Fatal(err)
	}
	bo, err := o.Member(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	p := o.must(o.DraftPost(ctx, bo.Member, signoff.Revision{Kind: post.KindPost, Text: "Drink water.", Platforms: []post.Platform{post.X}, Audience: post.Public, Paid: post.NotPaid}))
	var b bytes.Buffer
	if err := o.Bundle(ctx, bo.Member, p.ID, true, &b); err != nil {
		t.Fatal(err)
	}
	if words := inBundle(t, b.Bytes()); !strings.Contains(words, "Bo Lund") {
		t.Error("the story doesn't say who wrote it")
	}
}

// inBundle gives all that can be read in a bundle's files.
func inBundle(t *testing.T, data []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&out, r); err != nil {
			t.Fatal(err)
		}
		r.Close()
	}
	return out.String()
}
