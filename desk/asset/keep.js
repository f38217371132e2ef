// SPDX-License-Identifier: Apache-2.0
// Keeps a draft at every pause, and says so when it can't: then the text stays on the screen and is kept as soon as it can be.

import { toast } from "./toast.js";

const pause = 900; // ms after the last change
const longest = 5000; // ms: somebody who types without a pause is kept all the same
const retry = 3000;

export class Keeper {
  constructor(form, snapshot) {
    this.form = form;
    this.snapshot = snapshot;
    this.id = form.dataset.id;
    this.version = Number(form.elements.version.value);
    this.token = form.elements.token.value;
    this.line = document.getElementById("saved");
    this.dirty = false;
    this.since = 0;
    this.running = null;
    this.troubled = false;
    addEventListener("beforeunload", (e) => { if (this.dirty && !this.left) { this.send(true); e.preventDefault(); } });
    addEventListener("pagehide", () => { if (this.dirty && !this.left) this.send(true); });
    document.addEventListener("visibilitychange", () => { if (document.hidden && this.dirty) this.send(true); });
  }

  // post sends JSON and gives the answer; what it throws has the server's own words.
  async post(path, body, signal, keepalive) {
    const r = await fetch(path, { method: "POST", signal, keepalive, headers: { "Content-Type": "application/json", "X-Chaperone-Token": this.token },
      body: JSON.stringify({ id: this.id, version: this.version, ...body }) });
    const data = await r.json();
    if (!r.ok) throw Object.assign(new Error(data.fault?.title || "Something broke"), { fault: data.fault, status: r.status });
    if (this.troubled) this.well();
    return data;
  }

  changed() {
    this.dirty = true;
    this.line.textContent = this.line.textContent.replace(/ · .*/, "") + " · not saved yet";
    this.since ||= Date.now();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), Math.max(0, Math.min(pause, this.since + longest - Date.now())));
  }

  // now keeps what there is and says whether it is kept.
  async now() {
    clearTimeout(this.timer);
    while (this.running) await this.running;
    if (this.dirty || !this.id) await this.send();
    return !this.dirty;
  }

  send(leaving, force) {
    if (this.running) return this.running.then(() => (this.dirty ? this.send(leaving, force) : undefined));
    const body = { ...this.snapshot(), force: !!force };
    this.dirty = false;
    this.since = 0;
    this.running = (async () => {
      try {
        const small = leaving && JSON.stringify(body).length < 60000; // browsers send no more behind a page that is gone
        const r = await this.post("/save", body, undefined, small);
        if (!this.id) {
          this.id = r.id;
          this.form.action = "/write/" + r.id;
          history.replaceState(null, "", "/write/" + r.id);
        }
        this.version = r.version;
        this.form.elements.version.value = r.version;
        if (!this.dirty) this.line.textContent = this.line.textContent.replace(/ · .*/, "") + " · saved " + r.saved;
      } catch (e) {
        this.dirty = true;
        if (!leaving) this.trouble(e);
      } finally {
        this.running = null;
      }
    })();
    return this.running;
  }

  leave() { this.left = true; }

  // trouble says what is wrong, once, and tries again until it isn't.
  trouble(e) {
    const code = e.fault?.code;
    if (code === "conflict") {
      clearTimeout(this.timer);
      if (!this.conflict) {
        this.conflict = true;
        this.say("This draft was changed elsewhere. Both wordings are safe.", "Keep this one", () => { this.conflict = false; this.send(false, true); },
          { words: "Open the other", to: "/write/" + this.id });
      }
      return;
    }
    if (!this.troubled) {
      this.troubled = true;
      const words = code === "signed-out" || code === "forged" ? "You’re signed out. Your text is still on this screen. In the window where Chaperone runs, press Enter and open that address in another tab; this page then goes on."
        : e.fault ? e.fault.title + " " + e.fault.words + " Your text is still on this screen."
          : "Not saved: Chaperone doesn’t answer. Your text is still on this screen. Start it again; this page then saves by itself.";
      this.say(words);
    }
    clearTimeout(this.again);
    this.again = setTimeout(() => this.mend(), retry);
  }

  // mend finds out whether the desk answers again, and whether somebody is signed in.
  async mend() {
    try {
      const r = await fetch("/session");
      if (r.ok) {
        this.token = (await r.json()).token;
        this.form.elements.token.value = this.token;
        await this.send();
        return;
      }
    } catch { /* it doesn't answer yet */ }
    this.again = setTimeout(() => this.mend(), retry);
  }

  well() {
    this.troubled = false;
    this.banner?.remove();
    this.banner = null;
    if (!this.conflict) toast("Saved. All is well again.");
  }

  say(words, button, act, link) {
    this.banner?.remove();
    const b = document.createElement("div");
    b.className = "said stop";
    b.setAttribute("role", "alert");
    const shape = document.createElement("i"), p = document.createElement("p");
    shape.className = "lv lv-decide";
    p.textContent = words + " ";
    b.append(shape, p);
    if (link) {
      const a = document.createElement("a");
      a.href = link.to;
      a.target = "_blank";
      a.textContent = link.words;
      p.append(a);
    }
    if (button) {
      const x = document.createElement("button");
      x.type = "button";
      x.className = "btn";
      x.textContent = button;
      x.addEventListener("click", () => { b.remove(); act(); });
      b.append(x);
    }
    document.querySelector("main").prepend(b);
    this.banner = b;
  }
}
