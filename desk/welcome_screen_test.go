// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// serve gives a desk an address of its own.
func (d *tested) serve(l net.Listener) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = d.Serve(ctx, l) }()
	return func() { cancel(); <-done }
}

// served is a sample practice in memory that a browser can reach.
type served struct {
	beside
	address string
}

func (s *served) Open(ctx context.Context) (string, error) {
	if s.desk == nil {
		l, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			return "", err
		}
		s.address = "http://" + l.Addr().String()
		s.desk = sampleDesk(s.t, l.Addr().String(), &SampleOf{Home: s.home, Remove: s.Remove})
		s.t.Cleanup(s.desk.serve(l))
	}
	path, err := s.desk.SignInPath("author")
	return s.address + path, err
}

// A first start: Welcome by keyboard and mouse, a look round the sample and back, then the first finding.
func TestAFirstStart(t *testing.T) {
	w := open(t, desktop, "author")
	s := &served{beside: beside{t: t, home: w.base}}
	w.sample = s
	w.do(chromedp.Navigate(w.base + "/"))
	w.until(`location.pathname === "/welcome" && document.querySelector(".hello h1")`)
	w.shotsOf("welcome")
	w.do(chromedp.SendKeys(chromedp.CSS("input[name=name]"), "Dr Ada Okafor"), chromedp.SendKeys(chromedp.CSS("input[name=role]"), "GP"), chromedp.Click(chromedp.CSS(".step button[name=do]")))
	for _, step := range steps[1:] {
		w.until(`location.pathname === "/welcome/` + step.Key + `"`)
		w.narrow("Welcome, " + step.Key)
		w.shotsOf("welcome-" + step.Key)
		w.shape(look{360, 740, false})
		w.narrow("Welcome on a phone, " + step.Key)
		w.shape(desktop)
		w.do(chromedp.Sleep(200 * time.Millisecond)) // colours have come to rest
		w.axe("Welcome, " + step.Key)
		w.do(chromedp.Click(chromedp.CSS(".step .acts-s a.quiet")))
	}
	w.until(`location.pathname === "/write"`)

	start := time.Now()
	w.do(chromedp.Navigate(w.base+"/welcome"), chromedp.Click(chromedp.CSS(`form[action="/sample"] button`)))
	w.until(`location.pathname === "/posts" && document.querySelector(".sample")`)
	t.Logf("from the click to the sample's posts: %v", time.Since(start).Round(time.Millisecond))
	w.narrow("the sample's posts")
	w.axe("the sample's posts")
	w.shotsOf("sample-posts")
	w.shape(desktop)
	w.do(chromedp.Click(chromedp.CSS(`.nav a[href="/write"]`)))
	w.until(`document.querySelector(".sample") && document.querySelector(".drafts a")`)
	w.do(chromedp.Click(chromedp.CSS(".drafts a")))
	w.until(`document.querySelector("#text")`)
	w.shot("sample-write")
	w.do(chromedp.Click(chromedp.CSS(".sample a.btn")))
	w.until(`location.origin === "` + w.base + `" && document.body?.innerText && !document.querySelector(".sample")`)
	w.do(chromedp.Navigate(s.address+"/posts"), chromedp.Click(chromedp.CSS(`.sample form button`)))
	w.until(`document.querySelector("h1")?.textContent.includes("is removed")`)
	w.shot("sample-removed")
	w.do(chromedp.Click(chromedp.CSS("main a.btn")))
	w.until(`location.origin === "` + w.base + `"`)
	if s.There() {
		t.Error("the sample is still there")
	}
}
