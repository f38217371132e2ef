// SPDX-License-Identifier: Apache-2.0

package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// visitor is a browser at the sample's desk.
func visitor(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar}
}

func read(t *testing.T, r *http.Response, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestTheSampleHasAFolderAndADeskOfItsOwnAndLeavesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("-short")
	}
	dir := t.TempDir()
	s := &samples{dir: filepath.Join(dir, sampleDir), home: "http://127.0.0.1:1", log: slog.New(slog.DiscardHandler)}
	if s.There() {
		t.Fatal("there is a sample before anybody asked")
	}
	if err := s.Remove(t.Context()); err != nil {
		t.Errorf("removing none: %v", err)
	}
	// what a crash left half made is no sample, and doesn't stand in the way
	for _, d := range []string{sampleDir, sampleDir + ".new/files"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if s.There() {
		t.Fatal("half a sample is taken for one")
	}
	address, err := s.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := visitor(t)
	r, err := c.Get(address)
	page := read(t, r, err)
	for _, words := range []string{"This is a sample practice", "Everybody in it is invented", "http://127.0.0.1:1/", "Posts"} {
		if !strings.Contains(page, words) {
			t.Errorf("the sample doesn't say %q", words)
		}
	}
	if info, err := os.Stat(s.dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the sample's folder: %v, %v", info, err)
	}

	// closed and opened again it is the same one
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Get(address); err == nil {
		t.Error("a closed sample answers")
	}
	key, err := os.ReadFile(filepath.Join(s.dir, "practice.key"))
	if err != nil {
		t.Fatal(err)
	}
	if address, err = s.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	if again, _ := os.ReadFile(filepath.Join(s.dir, "practice.key")); string(again) != string(key) {
		t.Error("opened again, another sample was made")
	}

	// removed by its own button: the answer comes, and nothing is left
	c = visitor(t)
	r, err = c.Get(address)
	page = read(t, r, err)
	token := regexp.MustCompile(`name="token" value="([^"]+)"`).FindStringSubmatch(page)
	if token == nil {
		t.Fatal("the sample's pages have no token")
	}
	base := address[:strings.Index(address, "/sign-in")]
	r, err = c.PostForm(base+"/sample/remove", map[string][]string{"token": {token[1]}})
	if page = read(t, r, err); !strings.Contains(page, "The sample is removed") {
		t.Errorf("removing says %.300s", page)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 0 || s.There() {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("closing what is removed: %v", err)
	}
}

func TestAFolderThatIsNoSampleIsNotRemoved(t *testing.T) {
	dir := t.TempDir()
	own := filepath.Join(dir, sampleDir, "mine.txt")
	if err := os.MkdirAll(filepath.Dir(own), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(own, []byte("my own notes"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &samples{dir: filepath.Dir(own), log: slog.New(slog.DiscardHandler)}
	if err := s.Remove(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Open(t.Context()); err == nil {
		t.Error("a sample was made over somebody's folder")
	}
	if data, err := os.ReadFile(own); err != nil || string(data) != "my own notes" {
		t.Errorf("somebody's file is gone: %v", err)
	}
}
