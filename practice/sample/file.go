// SPDX-License-Identifier: Apache-2.0

package sample

import (
	"errors"
	"strings"

	"chaperone/practice"
	"chaperone/register"
)

// profile says who publishes, and who else works here.
func (f *filler) profile() {
	f.to(69, 19)
	f.do(func() error { return f.ChangeMember(f.ctx, Me, Me) })
	for _, m := range []practice.Member{{Name: "Dr Priya Venn (invented)", Roles: []string{practice.RoleReviewer}}, {Name: "Sam Orchard (invented)", Roles: []string{practice.RoleKeeper}}} {
		f.do(func() error {
			_, err := f.AddMember(f.ctx, Me, m)
			return err
		})
	}
	f.do(func() error {
		return f.SetAuthor(f.ctx, Me, register.Author{Name: "Dr Ines Calloway", Role: "Emergency medicine registrar", Body: "GMC", Number: "0000000", Status: "registered",
			Specialty: "emergency medicine", Scope: []string{"intensive care"}, Workplaces: []string{"Larkmoor General Hospital, Whitby"}, Hours: "Mon-Thu 08:00-18:30",
			TimeZone: "Europe/London", Country: "GB", Platforms: []string{"instagram: @dr.calloway.example", "x: @calloway_example"}, OwnNames: []string{"The First Ten Minutes"},
			Bio: "Emergency doctor. I teach first aid. Views mine, no advice in messages."})
	})
}

// registers puts something into each register but consents, which come from people who were asked.
func (f *filler) registers() {
	f.to(68, 20)
	f.add(register.Value{Credential: &register.Credential{Title: "MRCEM", Also: []string{"emergency doctor", "emergency medicine registrar"}, Body: "RCEM", Number: "00000", Country: "GB",
		Fields: []string{"emergency medicine"}, ShownAs: []string{"instagram: emergency doctor"}, From: f.day(2100)}}, "")
	f.add(register.Value{Credential: &register.Credential{Title: "Advanced life support instructor", Body: "Resuscitation Council UK", Country: "GB", Fields: []string{"resuscitation"},
		From: f.day(700), Until: f.day(-25)}}, "Runs out next month; the course is booked.")
	policy := f.add(register.Value{Cover: &register.Cover{Provider: "A defence body (invented)", Policy: "0000/26", Covers: []string{"clinical", "online education"}, Excludes: []string{"advertising"},
		Countries: []string{"GB"}, From: f.day(325), Until: f.day(-40)}}, "")
	f.do(func() error {
		_, err := f.AttachFile(f.ctx, Me, policy, "what-it-covers.txt", "text/plain", strings.NewReader("An invented letter.\n\nYour membership includes online education in your own field. It doesn't include advertising.\n"))
		return err
	})
	f.add(register.Value{Interest: &register.Interest{Party: "Quenchmate", Also: []string{"QM Hydrate"}, Kind: "paid", Value: "£100 to £1,000", Details: "Two talks on drinking enough in hot weather.",
		From: f.day(200), Assessed: "colleague", Declared: f.day(198), Where: "the hospital's register of interests"}}, "")
	f.add(register.Value{Interest: &register.Interest{Party: "Loftwell Publishing", Kind: "past", Value: "under £100", Details: "A chapter in a handbook.", From: f.day(900), Until: f.day(300), Assessed: "colleague",
		Declared: f.day(890)}}, "")
	f.add(register.Value{Permission: &register.Permission{From: "Larkmoor General Hospital, communications", For: []string{"premises", "filming"}, Platforms: []string{"instagram"}, Since: f.day(120),
		Until: f.day(-60), Conditions: "Empty rooms only, nobody else in the picture.", Details: "E-mail of the communications team."}}, "")
	f.add(register.Value{Evidence: &register.Evidence{Claim: "Cool running water for 20 minutes within three hours eases a burn", Words: []string{"cool running water", "20 minutes under the tap"},
		Title: "First aid for burns, an invented review", Source: "doi:10.0000/sample-1", Grade: "review", Checked: f.day(150), Review: f.day(-215)}}, "")
	f.add(register.Value{Evidence: &register.Evidence{Claim: "Most people who learn chest compressions at school remember them a year later", Title: "What pupils keep, an invented study", Source: "doi:10.0000/sample-2",
		Grade: "observational", Checked: f.day(400), Review: f.day(12)}}, "Due for another look.")
	f.do(func() error {
		p, err := f.Profile(f.ctx)
		if err == nil && p.Author.Name == "" {
			err = errors.New("the profile isn't there")
		}
		return err
	})
}
