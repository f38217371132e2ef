// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// processor is what a machine's processors did since it was started, in ticks.
type processor struct{ used, stolen int }

// stealField is the number of the column of proc(5)'s stat that holds the time other machines on the same host had, counted from the name
// of the line. The columns before it, but for idle and waiting, are work.
const stealField = 8

// processorTime reads the machine's account; zero where there is none.
func processorTime() processor {
	data, err := os.ReadFile("/proc/stat")
	if err != nil {
		return processor{}
	}
	return readProcessor(string(data))
}

func readProcessor(stat string) processor {
	first, _, _ := strings.Cut(stat, "\n")
	fields := strings.Fields(first)
	if len(fields) <= stealField || fields[0] != "cpu" {
		return processor{}
	}
	var p processor
	for i, f := range fields[1 : stealField+1] {
		n, err := strconv.Atoi(f)
		if err != nil {
			return processor{}
		}
		switch i + 1 {
		case 4, 5: // idle, waiting for the disk
		case stealField:
			p.stolen = n
		default:
			p.used += n
		}
	}
	return p
}

// since says how much of the processor time that was asked for meanwhile went to other machines on the same host; "" where nobody can tell.
// Times of a run from which much was taken say little.
func (p processor) since(before processor) string {
	used, stolen := p.used-before.used, p.stolen-before.stolen
	if p == (processor{}) || used+stolen <= 0 {
		return ""
	}
	return fmt.Sprintf("; other machines took %d %% of the processor time asked for", 100*stolen/(used+stolen))
}
