// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"chaperone/api"
	"chaperone/practice"
)

// abuseClasses says in plain words what each functional class of HateCheck tests. The group is what the class is to us: words that must
// stay free, harsh words that are no hate, and hate.
var abuseClasses = map[string]struct{ group, about string }{
	"profanity_nh":       {abuseFree, "swearing at nobody"},
	"slur_reclaimed_nh":  {abuseFree, "slurs people use of themselves"},
	"counter_quote_nh":   {abuseFree, "counter-speech that quotes hate"},
	"counter_ref_nh":     {abuseFree, "counter-speech that tells of hate"},
	"slur_homonym_nh":    {abuseOther, "a slur's harmless namesake"},
	"negate_neg_nh":      {abuseOther, "negated hate"},
	"ident_neutral_nh":   {abuseOther, "neutral words of a group"},
	"ident_pos_nh":       {abuseOther, "praise of a group"},
	"target_obj_nh":      {abuseOther, "abuse of a thing"},
	"target_indiv_nh":    {abuseOther, "abuse of one person, for no group"},
	"target_group_nh":    {abuseOther, "abuse of a group by trade or view"},
	"derog_neg_emote_h":  {abuseHate, "hatred told as a feeling"},
	"derog_neg_attrib_h": {abuseHate, "a bad trait laid on a group"},
	"derog_dehum_h":      {abuseHate, "a group likened to vermin"},
	"derog_impl_h":       {abuseHate, "hate by implication"},
	"threat_dir_h":       {abuseHate, "direct threat"},
	"threat_norm_h":      {abuseHate, "threat as what ought to be"},
	"slur_h":             {abuseHate, "slur"},
	"profanity_h":        {abuseHate, "hate with swearing"},
	"ref_subs_clause_h":  {abuseHate, "group named a clause before"},
	"ref_subs_sent_h":    {abuseHate, "group named a sentence before"},
	"negate_pos_h":       {abuseHate, "negated praise"},
	"phrase_question_h":  {abuseHate, "hate as a question"},
	"phrase_opinion_h":   {abuseHate, "hate as an opinion"},
	"spell_char_swap_h":  {abuseHate, "letters swapped"},
	"spell_char_del_h":   {abuseHate, "letters left out"},
	"spell_space_del_h":  {abuseHate, "spaces left out"},
	"spell_space_add_h":  {abuseHate, "spaces put in"},
	"spell_leet_h":       {abuseHate, "letters spelt with digits"},
}

const (
	abuseFree  = "must stay free: swearing, reclaimed words, counter-speech"
	abuseOther = "other words that are no hate"
	abuseHate  = "hate"
)

var _ = command("hatecheck", "how often each functional class of HateCheck is raised", evaluateHateCheck)

// abuseText is one record of hatecheck/dev.jsonl.
type abuseText struct {
	Text   string `json:"text"`
	Labels struct {
		Hateful bool   `json:"hateful"`
		Class   string `json:"functionality"`
	} `json:"labels"`
}

func evaluateHateCheck(w io.Writer, args []string) error {
	fs := flag.NewFlagSet("hatecheck", flag.ContinueOnError)
	dir := fs.String("corpora", "", "folder that holds hatecheck/dev.jsonl")
	kind := fs.String("kind", "post", "check the texts as a post or as a comment")
	if err := fs.Parse(args); err != nil {
		return err
	}
	texts, err := readAbuse(filepath.Join(*dir, "hatecheck", "dev.jsonl"))
	if err != nil {
		return fmt.Errorf("name the folder of corpora with --corpora: %w", err)
	}
	c, err := checker()
	if err != nil {
		return err
	}
	raised, all := map[string]int{}, map[string]int{}
	for _, t := range texts {
		class, ok := abuseClasses[t.Labels.Class]
		if !ok || t.Labels.Hateful != (class.group == abuseHate) {
			return fmt.Errorf("hatecheck: class %q (hateful: %v) isn't known here", t.Labels.Class, t.Labels.Hateful)
		}
		up, err := raisedText(c, t.Text, *kind)
		if err != nil {
			return err
		}
		for _, k := range []string{t.Labels.Class, class.group} {
			all[k]++
			if up {
				raised[k]++
			}
		}
	}
	fmt.Fprintf(w, "HateCheck, development part: %d texts as %ss, raised to decide or stop\n", len(texts), *kind)
	for _, g := range []string{abuseFree, abuseOther, abuseHate} {
		fmt.Fprintf(w, "\n%-58s %s\n", g, ratio(raised[g], all[g]))
		var names []string
		for n, c := range abuseClasses {
			if c.group == g && all[n] > 0 {
				names = append(names, n)
			}
		}
		slices.Sort(names)
		for _, n := range names {
			fmt.Fprintf(w, "  %-20s %-35s %s\n", n, abuseClasses[n].about, ratio(raised[n], all[n]))
		}
	}
	return nil
}

func readAbuse(path string) ([]abuseText, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open corpus: %w", err)
	}
	defer f.Close()
	var out []abuseText
	in := bufio.NewScanner(f)
	for in.Scan() {
		var t abuseText
		if err := json.Unmarshal(in.Bytes(), &t); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		out = append(out, t)
	}
	return out, in.Err()
}

// raisedText tells whether a bare text of that kind, by an author of whom nothing is known, is raised to decide or stop.
func raisedText(c *practice.Checker, text, kind string) (bool, error) {
	line, err := json.Marshal(map[string]string{"text": text, "kind": kind})
	if err != nil {
		return false, err
	}
	p, author, err := api.Decode(line, nil)
	if err != nil {
		return false, err
	}
	r, err := c.CheckDraft(p, author)
	if err != nil {
		return false, err
	}
	return high(api.FromReport(r).Verdict), nil
}
