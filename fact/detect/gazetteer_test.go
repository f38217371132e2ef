// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"io/fs"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	headSource = regexp.MustCompile(`(?m)^# source: \S.*`)
	headRows   = regexp.MustCompile(`rows: (\d+)`)
	headDate   = regexp.MustCompile(`date: \d{4}(-\d\d)?(-\d\d)?\b`)
	headMade   = regexp.MustCompile(`(?m)^# rebuild: (by hand|go run ./cmd/train gazetteer ([a-z-]+) --from .+)$`)
)

// Each gazetteer says where it is from. A list whose rows changed by hand must be counted again, one made from data be made again.
func TestEveryGazetteerSaysWhereItIsFrom(t *testing.T) {
	paths, err := fs.Glob(lexiconFiles, "lexicon/gazetteer/*.txt")
	if err != nil || len(paths) < 30 {
		t.Fatalf("%d gazetteers, %v", len(paths), err)
	}
	for _, p := range append(paths, "lexicon/build/common.txt", "lexicon/build/story-common.txt") {
		data, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		head, rows, sections := "", 0, 0
		for line := range strings.SplitSeq(string(data), "\n") {
			switch {
			case strings.HasPrefix(line, "# ") && rows+sections == 0:
				head += line + "\n"
			case strings.HasPrefix(line, "["):
				sections++
			case line != "" && !strings.HasPrefix(line, "# "):
				rows++
			}
		}
		name := strings.TrimSuffix(p[strings.LastIndexByte(p, '/')+1:], ".txt")
		if n := headRows.FindStringSubmatch(head); n == nil || n[1] != strconv.Itoa(rows) {
			t.Errorf("%s: the header gives %v, and there are %d rows", name, n, rows)
		}
		made := headMade.FindStringSubmatch(head)
		if made == nil {
			t.Errorf("%s: the header has no line \"# rebuild: by hand\" or \"# rebuild: go run ./cmd/train gazetteer …\"", name)
		} else if made[2] != "" && made[2] != name && name != "common" && name != "story-common" {
			t.Errorf("%s is rebuilt as %s", name, made[2])
		}
		if !headSource.MatchString(head) || !strings.Contains(head, "licence: ") || !headDate.MatchString(head) {
			t.Errorf("%s: the header lacks source, licence or date:\n%s", name, head)
		}
		if sections != 1 && name != "common" && name != "story-common" {
			t.Errorf("%s holds %d sections: one list, one file", name, sections)
		}
	}
}
