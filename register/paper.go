// SPDX-License-Identifier: Apache-2.0

package register

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

var (
	doiShape  = regexp.MustCompile(`(?i)(?:^|[^0-9a-z.])(10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s"]+)`)
	pmidShape = regexp.MustCompile(`(?i)(?:\bpmid\s*:?\s*|pubmed(?:\.ncbi\.nlm\.nih\.gov)?/(?:\?term=)?)([0-9]{1,9})\b`)
	numShape  = regexp.MustCompile(`^[0-9]{1,9}$`)
)

// Papers finds the papers a source names: DOIs in lower case without a prefix, PMIDs as digits without leading noughts. It reads
// "doi:10.1000/X", links to doi.org and to publishers, "PMID 123", links to PubMed, and a bare PMID. Handbook of the DOI system: DOIs are
// compared without regard to the case of ASCII letters.
func Papers(source string) (dois, pmids []string) {
	source = strings.TrimSpace(source)
	if numShape.MatchString(source) {
		return nil, addOnce(nil, strings.TrimLeft(source, "0"))
	}
	if strings.Contains(source, "%") {
		if s, err := url.PathUnescape(source); err == nil {
			source = s
		}
	}
	for _, m := range doiShape.FindAllStringSubmatchIndex(source, -1) {
		dois = addOnce(dois, tidyDOI(source[m[2]:m[3]], atPublisher(source[:m[2]])))
	}
	for _, m := range pmidShape.FindAllStringSubmatch(source, -1) {
		pmids = addOnce(pmids, strings.TrimLeft(m[1], "0"))
	}
	return dois, pmids
}

func addOnce(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// atPublisher tells whether what stands before a DOI is a link to a page other than the resolver's, so that words may follow the DOI.
func atPublisher(before string) bool {
	before = strings.ToLower(before[strings.LastIndexAny(before, " \t\n")+1:])
	return strings.Contains(before, "://") && !strings.Contains(before, "doi.org/")
}

var pageWords = []string{"/full", "/abstract", "/pdf", "/epdf", "/epub", "/fulltext", "/full-text", "/summary", "/html", "/meta", ".full", ".pdf", ".abstract", ".html"}

// tidyDOI takes off what a sentence or link adds after a DOI.
func tidyDOI(s string, page bool) string {
	s = strings.ToLower(s)
	if i := strings.IndexAny(s, "?#"); i >= 0 {
		s = s[:i]
	}
	for {
		before := s
		s = strings.TrimRight(s, ".,;:'’”…/")
		for _, p := range []string{"()", "[]", "{}", "<>"} {
			if strings.HasSuffix(s, p[1:]) && strings.Count(s, p[:1]) < strings.Count(s, p[1:]) {
				s = s[:len(s)-1]
			}
		}
		if page {
			for _, w := range pageWords {
				s = strings.TrimSuffix(s, w)
			}
		}
		if s == before {
			break
		}
	}
	if i := strings.IndexByte(s, '/'); i < 0 || i == len(s)-1 {
		return ""
	}
	return s
}
