// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// outside measures the built command as a user runs it.
type outside struct {
	Posts     int           `json:"posts"`
	Seconds   float64       `json:"seconds"`
	PerSecond float64       `json:"posts_per_second"`
	Cores     int           `json:"cores"`
	EarlyKiB  int           `json:"resident_kib_after_a_tenth"` // against PeakKiB: does memory grow with the posts?
	PeakKiB   int           `json:"resident_kib_peak"`
	First     time.Duration `json:"start_to_first_result_ns"` // median
	FirstMax  time.Duration `json:"start_to_first_result_max_ns"`
	CPU       time.Duration `json:"cpu_ns_per_post"` // of all cores together, start included; says more than the clock on a busy machine
	FirstCPU  time.Duration `json:"cpu_ns_start"`    // median
	Binary    int64         `json:"binary_bytes"`
}

// starts is how many starts the median is taken of.
const starts = 20

// build makes the command as it is released.
func build(dir string) (string, error) {
	bin := filepath.Join(dir, "chaperone")
	if runtime.GOOS == "windows" {
		bin += ".exe"
	}
	c := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", bin, "./cmd/chaperone")
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return bin, nil
}

func measureOutside(bin string, posts [][]byte, n, cores int) (outside, error) {
	o := outside{Posts: n, Cores: cores}
	info, err := os.Stat(bin)
	if err != nil {
		return o, err
	}
	o.Binary = info.Size()
	if err := o.starts(bin, posts); err != nil {
		return o, err
	}
	return o, o.stream(bin, posts)
}

func (o *outside) starts(bin string, posts [][]byte) error {
	var took, cpu []time.Duration
	for i := range starts {
		c := command(bin, o.Cores)
		c.Stdin = bytes.NewReader(append(bytes.Clone(posts[i%len(posts)]), '\n'))
		begin := time.Now()
		out, err := c.StdoutPipe()
		if err != nil {
			return err
		}
		if err := c.Start(); err != nil {
			return err
		}
		if _, err := bufio.NewReader(out).ReadSlice('\n'); err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return fmt.Errorf("the command gave no result: %w", err)
		}
		took = append(took, time.Since(begin))
		if _, err := io.Copy(io.Discard, out); err != nil {
			return err
		}
		if err := ended(c.Wait()); err != nil {
			return err
		}
		cpu = append(cpu, c.ProcessState.UserTime()+c.ProcessState.SystemTime())
	}
	slices.Sort(took)
	slices.Sort(cpu)
	o.FirstCPU = cpu[len(cpu)/2]
	o.First, o.FirstMax = took[len(took)/2], took[len(took)-1]
	return nil
}

func (o *outside) stream(bin string, posts [][]byte) error {
	c := command(bin, o.Cores)
	in, err := c.StdinPipe()
	if err != nil {
		return err
	}
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	begin := time.Now()
	if err := c.Start(); err != nil {
		return err
	}
	fed := make(chan error, 1)
	go func() {
		w := bufio.NewWriterSize(in, 1<<16)
		for i := range o.Posts {
			w.Write(posts[i%len(posts)]) // an error is kept by w until Flush
			w.WriteByte('\n')
		}
		fed <- errors.Join(w.Flush(), in.Close())
	}()
	lines := bufio.NewReaderSize(out, 1<<16)
	got := 0
	for {
		_, err := lines.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			break
		}
		if got++; got == max(1, o.Posts/10) {
			o.EarlyKiB = resident(c.Process.Pid, "VmHWM")
		}
		if got%1000 == 0 || got == o.Posts {
			o.PeakKiB = max(o.PeakKiB, resident(c.Process.Pid, "VmHWM"))
		}
	}
	o.Seconds = time.Since(begin).Seconds()
	o.PerSecond = float64(got) / o.Seconds
	if err := errors.Join(<-fed, ended(c.Wait())); err != nil {
		return err
	}
	o.CPU = (c.ProcessState.UserTime() + c.ProcessState.SystemTime()) / time.Duration(max(1, got))
	if got != o.Posts {
		return fmt.Errorf("%d posts went in, %d results came out", o.Posts, got)
	}
	return nil
}

func command(bin string, cores int) *exec.Cmd {
	c := exec.Command(bin, "check", "--format", "jsonl", "-")
	c.Env = append(os.Environ(), "GOMAXPROCS="+strconv.Itoa(cores))
	c.Stderr = os.Stderr
	return c
}

// ended takes exit status 1 (something was found) for the success it is.
func ended(err error) error {
	var e *exec.ExitError
	if errors.As(err, &e) && e.ExitCode() == 1 {
		return nil
	}
	return err
}

// resident reads a figure of a process where the system tells; 0 elsewhere. It is not taken from the exit status, whose figure can be
// the parent's.
func resident(pid int, field string) int {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(data)) {
		if v, ok := strings.CutPrefix(line, field+":"); ok {
			n, _ := strconv.Atoi(strings.Fields(v)[0])
			return n
		}
	}
	return 0
}
