// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chaperone/fact"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// shots is where screenshots are put, for people to look at; nowhere if not given.
var shots = os.Getenv("CHAPERONE_SHOTS")

// window is a real browser with a desk open in it.
type window struct {
	*tested
	ctx  context.Context
	base string
	stop func() // stops the desk, not the browser
}

// look is how a window is shaped: width, height and theme.
type look struct {
	Width, Height int64
	Dark          bool
}

var (
	desktop = look{1280, 900, false}
	phone   = look{390, 844, false}
)

func chromium(t *testing.T) string {
	if os.Getenv("CHAPERONE_BROWSER") == "no" {
		t.Skip("CHAPERONE_BROWSER=no: the browser tests were not run")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CHAPERONE_BROWSER") == "must" {
		t.Fatal("there is no Chromium on this machine, and the tests were told that there must be")
	}
	t.Skip("no Chromium on this machine: the browser tests were not run. ./test.sh installs one (Debian: apt-get install chromium)")
	return ""
}

// open starts a desk with its own clock running, and a browser signed in as a member.
func open(t *testing.T, l look, member string) *window {
	t.Helper()
	return openAt(t, l, member, time.Now)
}

// openAt is open with a clock of its own.
func openAt(t *testing.T, l look, member string, now func() time.Time) *window {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: the browser tests were not run")
	}
	path := chromium(t)
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &window{tested: deskAt(t, now, fact.Deep, listener.Addr().String()), base: "http://" + listener.Addr().String()}
	served, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = w.Serve(served, listener) }()
	w.stop = func() { stop(); <-done }
	b := browse(t, path, l)
	w.ctx = b.ctx
	t.Cleanup(w.stop)
	link, err := w.SignInPath(member)
	if err != nil {
		t.Fatal(err)
	}
	w.do(chromedp.Navigate(w.base + link))
	if js[string](w, "location.pathname") == "/welcome" { // a first start; its own test looks at it
		w.do(chromedp.Navigate(w.base + "/write"))
	}
	return w
}

// browse opens a browser with nothing in it.
func browse(t *testing.T, path string, l look) *window {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	alloc, closeAlloc := chromedp.NewExecAllocator(ctx, append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("force-color-profile", "srgb"), chromedp.Flag("font-render-hinting", "none"))...)
	tab, closeTab := chromedp.NewContext(alloc)
	t.Cleanup(func() { closeTab(); closeAlloc(); cancel() })
	w := &window{tested: &tested{t: t}, ctx: tab}
	w.shape(l)
	return w
}

// do takes steps, one after the other. A node that has just gone, with the page it was on, is looked for again.
func (w *window) do(steps ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	for _, step := range steps {
		err := chromedp.Do(w.ctx, step)
		for range 10 {
			if err == nil || !strings.Contains(err.Error(), "-32000") {
				break
			}
			time.Sleep(100 * time.Millisecond)
			err = chromedp.Do(w.ctx, step)
		}
		if err != nil {
			w.shot("failed")
			w.t.Fatal(err)
		}
	}
}

// shape gives the window its size and theme.
func (w *window) shape(l look) {
	w.t.Helper()
	theme := "light"
	if l.Dark {
		theme = "dark"
	}
	opts := []chromedp.EmulateViewportOption{chromedp.EmulateScale(1)}
	if l.Width < 720 {
		opts = []chromedp.EmulateViewportOption{chromedp.EmulateScale(2), chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulatePortrait}
	}
	w.do(chromedp.EmulateViewport(l.Width, l.Height, opts...), chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}})
		return err
	}))
}

// js evaluates an expression on the page.
func js[T any](w *window, expression string) T {
	w.t.Helper()
	v, err := chromedp.Run(w.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		w.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// until waits for an expression to become true.
func (w *window) until(expression string) {
	w.t.Helper()
	for range 400 {
		if is, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool]("!!("+expression+")", chromedp.EvalAwaitPromise)); err == nil && is {
			return // an error: the page was just left for another
		}
		time.Sleep(25 * time.Millisecond)
	}
	w.shot("failed")
	w.t.Fatalf("never came true: %s\nthe page reads:\n%s", expression, js[string](w, "document.body.innerText"))
}

// shot keeps a picture of the whole page, where somebody wants one.
func (w *window) shot(name string) {
	if shots == "" {
		return
	}
	data, err := chromedp.Run(w.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		w.t.Logf("no picture of %s: %v", name, err)
		return
	}
	ext := ".jpg"
	if strings.HasPrefix(string(data), "\x89PNG") {
		ext = ".png"
	}
	_ = os.MkdirAll(shots, 0o755)
	if err := os.WriteFile(filepath.Join(shots, name+ext), data, 0o644); err != nil {
		w.t.Log(err)
	}
}

// shotsOf takes the page in all its looks.
func (w *window) shotsOf(name string) {
	if shots == "" {
		return
	}
	for suffix, l := range map[string]look{"desktop-light": {1280, 900, false}, "desktop-dark": {1280, 900, true}, "phone-light": {390, 844, false}, "phone-dark": {390, 844, true}} {
		w.shape(l)
		w.do(chromedp.Sleep(150 * time.Millisecond))
		w.shot(name + "-" + suffix)
	}
	w.shape(desktop)
}
