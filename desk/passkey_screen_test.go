// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// A real browser with a device of its own makes a passkey, signs in by it, and doesn't once it is removed.
func TestAPasskeyInABrowser(t *testing.T) {
	w := open(t, desktop, "m-author")
	w.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}})
		return err
	}))
	w.do(chromedp.Navigate(w.base + "/you/sign-in"))
	w.until(`document.querySelector('form[action$="/by-name"]')`)
	w.shotsOf("passkey-elsewhere")
	w.do(chromedp.Click(chromedp.CSS(`form[action$="/by-name"] button`)))
	w.until(`document.querySelector("main a.primary")?.href.startsWith("http://localhost:")`)
	w.do(chromedp.Click(chromedp.CSS("main a.primary")))
	byName := strings.Replace(w.base, "127.0.0.1", "localhost", 1)
	w.until(`location.origin === "` + byName + `" && document.querySelector("nav")`)
	w.do(chromedp.Navigate(byName + "/you/sign-in"))
	w.until(`document.querySelector("[data-passkey=new]")?.hidden === false`)
	w.axe("passkeys, none yet")
	w.shotsOf("passkey-none")
	w.do(chromedp.SendKeys(chromedp.CSS("#key-name"), "My phone"), chromedp.Click(chromedp.CSS("[data-passkey=new]")))
	w.until(`document.querySelector(".said.clear") && document.querySelector("main").innerText.includes("My phone")`)
	w.axe("passkeys, one")
	w.shotsOf("passkey-one")
	w.do(chromedp.Click(chromedp.CSS("[data-passkey=new]")))
	w.until(`document.querySelector("#passkey-fault")?.innerText.includes("has a passkey for you already")`)

	signOut := `document.querySelector("form.out button").click()`
	w.do(chromedp.Evaluate[chromedp.Void](signOut + ";void 0"))
	w.until(`document.querySelector("h1")?.innerText === "You’re signed out"`)
	w.do(chromedp.Navigate(byName + "/sign-in"))
	w.until(`document.querySelector("[data-passkey=in]")?.hidden === false`)
	w.axe("sign in")
	w.shotsOf("sign-in")
	w.do(chromedp.Click(chromedp.CSS("[data-passkey=in]")))
	w.until(`location.pathname === "/write" || location.pathname === "/welcome" || location.pathname === "/posts"`)

	w.do(chromedp.Navigate(byName + "/you/sign-in"))
	w.until(`document.querySelector("main").innerText.includes("by passkey")`)
	w.do(chromedp.Click(chromedp.CSS(`form[action$="/remove"] button`)))
	w.until(`document.querySelector(".said.clear")?.innerText.includes("Removed.")`)
	w.do(chromedp.Evaluate[chromedp.Void](signOut + ";void 0"))
	w.until(`document.querySelector("h1")?.innerText === "You’re signed out"`)
	w.do(chromedp.Navigate(byName + "/sign-in"))
	w.until(`document.querySelector("[data-passkey=in]")?.hidden === false`)
	w.do(chromedp.Click(chromedp.CSS("[data-passkey=in]")))
	w.until(`document.querySelector("#passkey-fault")?.innerText.includes("doesn't sign anybody in here")`)
}
