// SPDX-License-Identifier: Apache-2.0

package register

import (
	"slices"
	"strings"
)

// inWords writes a day as people read it: 3 May 2026.
func inWords(d Date) string {
	if d.IsZero() {
		return "a day nobody noted"
	}
	return d.Format("2 January 2006")
}

var platformNames = map[string]string{"instagram": "Instagram", "tiktok": "TikTok", "youtube": "YouTube", "facebook": "Facebook", "x": "X",
	"threads": "Threads", "linkedin": "LinkedIn", "bluesky": "Bluesky", "mastodon": "Mastodon"}

func platformName(s string) string {
	if n, ok := platformNames[platform(s)]; ok {
		return n
	}
	return s
}

func hasPlatform(list []string, s string) bool {
	return slices.ContainsFunc(list, func(p string) bool { return platform(p) == platform(s) })
}

func listPlatforms(list []string) string {
	var out []string
	for _, p := range list {
		out = append(out, platformName(p))
	}
	return strings.Join(out, " and ")
}
