// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"chaperone/record"
	"chaperone/record/store/storetest"
)

// childVar makes the test binary a program that writes to a store until it is killed; its value is the folder.
const childVar = "CHAPERONE_TEST_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childVar); dir != "" {
		if err := child(dir); err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if raceOn {
		flag.Set("rapid.checks", "15")
	}
	os.Exit(m.Run())
}

// child writes rounds and says each number once it is told that it is durable. Meanwhile it reads, and copies, and destroys keys.
func child(dir string) error {
	s, err := Open(dir, testKey)
	if err != nil {
		return err
	}
	w := <-s.writing
	w.WALAutoCheckpoint(50) // often, to be killed in the middle of one
	s.writing <- w
	n, err := rounds(s)
	if err != nil {
		return err
	}
	fmt.Println("begin", n)
	failed := make(chan error, 3)
	go func() {
		for {
			time.Sleep(2 * time.Millisecond)
			if err := s.View(context.Background(), func(v record.View) error { _, err := storetest.CheckHashes(v); return err }); err != nil {
				failed <- fmt.Errorf("view: %w", err)
			}
		}
	}()
	go func() {
		for {
			time.Sleep(20 * time.Millisecond)
			null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
			if err == nil {
				err = s.Copy(context.Background(), null)
				null.Close()
			}
			if err != nil {
				failed <- fmt.Errorf("copy: %w", err)
			}
		}
	}()
	go func() {
		for ; ; n++ {
			if err := s.Update(context.Background(), addRound(int(n))); err != nil {
				failed <- fmt.Errorf("update: %w", err)
				return
			}
			fmt.Println(n + 1)
		}
	}()
	return <-failed
}

// killRounds is the number of kills; make slow does 300.
func killRounds() int {
	switch {
	case slow:
		return 300
	case raceOn || testing.Short():
		return 5
	}
	return 30
}

func TestAcknowledgedEventsSurviveAKill(t *testing.T) {
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	told, unsettled := int64(0), 0
	for round := range killRounds() {
		last := killed(t, dir, time.Duration(r.IntN(250))*time.Millisecond)
		if last > 0 {
			told = last
		}
		s, err := Open(dir, testKey)
		if err != nil {
			t.Fatalf("round %d: can't be opened: %v", round, err)
		}
		n, err := rounds(s)
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		s.Close()
		if n < told || n > told+1 {
			t.Fatalf("round %d: %d are there, %d were acknowledged", round, n, told)
		}
		if n == told+1 {
			unsettled++
		}
		told = n
	}
	t.Logf("%d kills, %d rounds of events acknowledged, none lost; %d were on disk before anybody was told", killRounds(), told, unsettled)
	if told < int64(killRounds()) {
		t.Error("hardly anything was written: the kills came too early to show anything")
	}
}

// killed lets a child write for a while after it has begun, kills it, and gives the last number it acknowledged, 0 for none.
func killed(t *testing.T, dir string, after time.Duration) (last int64) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), childVar+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Kill()
	in := bufio.NewScanner(out)
	for in.Scan() {
		line := in.Text()
		if strings.HasPrefix(line, "begin ") {
			time.AfterFunc(after, func() { cmd.Process.Kill() })
			continue
		}
		n, err := strconv.ParseInt(line, 10, 64)
		if err != nil {
			t.Fatalf("the child says: %s", line)
		}
		last = n
	}
	return last
}

// Two processes write to one folder at once: neither loses anything, and each sees what the other wrote.
func TestTwoProcessesShareAFolder(t *testing.T) {
	dir := t.TempDir()
	s := openAt(t, dir, testKey)
	done := make(chan int64)
	go func() { done <- killed(t, dir, 300*time.Millisecond) }()
	mine, least := 0, int64(0)
	for {
		select {
		case told := <-done:
			n := int64(0)
			err := s.View(t.Context(), func(v record.View) error {
				var err error
				n, err = storetest.CheckHashes(v)
				return err
			})
			if err != nil || mine == 0 || told == 0 {
				t.Fatalf("%d of mine, %d of the other's, %v", mine, told, err)
			}
			if n < 2*told+int64(mine) || n > 2*told+int64(mine)+2 {
				t.Errorf("%d events: %d of mine, twice %d of the other's", n, mine, told)
			}
			return
		default:
		}
		err := s.Update(t.Context(), func(tx record.Tx) error {
			n, err := tx.Size()
			if n < least {
				return fmt.Errorf("%d events where there were %d", n, least)
			}
			least = n
			if err != nil || n == 0 { // the other counts rounds when it begins
				return err
			}
			return storetest.Append(tx, "k", "mine", fmt.Append(nil, mine))
		})
		if err != nil {
			t.Fatal(err)
		}
		if least > 0 {
			mine++
		}
		time.Sleep(time.Millisecond)
	}
}
