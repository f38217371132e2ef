// SPDX-License-Identifier: Apache-2.0
// Pictures and films of a draft: added by button, drop or paste, one at a time, with a bar that tells how far it is and a way to stop.

import { toast } from "./toast.js";

const fields = ["seen.who", "seen.behind", "seen.readable", "seen.at_work", "seen.results", "seen.agreed"];

export class Tray {
  constructor(form, keeper, changed) {
    this.form = form;
    this.keeper = keeper;
    this.changed = changed;
    this.list = document.getElementById("media-list");
    this.files = document.getElementById("files");
    this.uploads = document.getElementById("uploads");
    this.queue = Promise.resolve();
    this.files.addEventListener("change", () => {
      this.add([...this.files.files]);
      this.files.value = "";
    });
    this.list.addEventListener("click", (e) => {
      const b = e.target.closest("button[name=unattach]");
      if (!b) return;
      e.preventDefault();
      this.takeOut(b.closest("[data-medium]"));
    });
    let later = 0;
    this.list.addEventListener("input", (e) => {
      if (e.target.type !== "text") return;
      clearTimeout(later);
      later = setTimeout(changed, 300);
      this.keeper.changed();
    });
    this.list.addEventListener("change", (e) => {
      const card = e.target.closest(".card-q");
      if (card) this.tell(card);
    });
    const place = form.querySelector(".w-text");
    const brings = (e) => e.dataTransfer && [...e.dataTransfer.types].includes("Files");
    for (const kind of ["dragenter", "dragover"]) {
      form.addEventListener(kind, (e) => {
        if (!brings(e)) return;
        e.preventDefault();
        place.classList.add("dropping");
      });
    }
    form.addEventListener("dragleave", (e) => { if (!form.contains(e.relatedTarget)) place.classList.remove("dropping"); });
    form.addEventListener("drop", (e) => {
      if (!brings(e)) return;
      e.preventDefault();
      place.classList.remove("dropping");
      this.add([...e.dataTransfer.files]);
    });
    document.addEventListener("paste", (e) => {
      const files = [...(e.clipboardData?.files || [])];
      if (!files.length || e.clipboardData.types.includes("text/plain")) return;
      e.preventDefault();
      this.add(files);
    });
  }

  // media is what the desk is told of them, in their order.
  media() {
    return [...this.list.querySelectorAll("[data-medium]")].map((li) => {
      const value = (name) => li.querySelector(`[name="${name}"]`).value;
      const seen = Object.fromEntries(fields.map((f) => [f.slice(5), value(f)]).filter(([, v]) => v));
      return { digest: li.dataset.medium, name: value("medium-name"), alt: value("alt"), caption: value("caption"), seen };
    });
  }

  // shown gives them as the preview shows them.
  shown() {
    return [...this.list.querySelectorAll("[data-medium]")].map((li) => {
      const box = document.createElement("figure"), pic = li.querySelector("img, video").cloneNode();
      box.className = "shown";
      const alt = li.querySelector("[name=alt]").value, caption = li.querySelector("[name=caption]").value;
      if (pic.tagName === "IMG") pic.alt = alt;
      box.append(pic);
      for (const [label, words] of [["", caption], ["Alternative text: ", alt || "none yet"]]) {
        if (!words) continue;
        const p = document.createElement("p");
        p.className = label ? "small soft" : "small";
        p.textContent = label + words;
        box.append(p);
      }
      return box;
    });
  }

  // tell says how much of a card is open.
  tell(card) {
    const value = (name) => card.querySelector(`[name="${name}"]`).value;
    const people = ["colleague", "patient", "other"].includes(value("seen.who")) || value("seen.behind") === "yes";
    const open = fields.filter((f) => !value(f) && (f !== "seen.agreed" || people)).length;
    card.querySelector("summary small").textContent = open === 0 ? "Answered" : open === 1 ? "1 question open" : open + " questions open";
  }

  takeOut(li) {
    const next = li.nextElementSibling;
    li.remove();
    this.changed();
    toast("Taken out of this post.", "Undo", () => {
      this.list.insertBefore(li, next && next.isConnected ? next : null);
      this.changed();
    });
    this.files.focus();
  }

  add(files) {
    for (const f of files) this.queue = this.queue.then(() => this.send(f)).catch(() => {});
  }

  // send brings one file: the draft first, so that there is something it belongs to.
  async send(file) {
    const row = document.createElement("p"), name = document.createElement("span"), bar = document.createElement("progress"), stop = document.createElement("button");
    row.className = "upload";
    name.textContent = file.name || "A picture";
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", "How far it is");
    stop.type = "button";
    stop.className = "btn quiet";
    stop.textContent = "Stop";
    row.append(name, bar, stop);
    this.uploads.append(row);
    const fail = (words) => {
      bar.remove();
      stop.textContent = "Close";
      stop.onclick = () => row.remove();
      name.textContent = words;
      row.classList.add("failed");
    };
    if (!(await this.keeper.now())) {
      fail("Not added: the draft couldn’t be saved. Your text is still on this screen.");
      return;
    }
    const x = new XMLHttpRequest();
    stop.onclick = () => x.abort();
    const got = await new Promise((done) => {
      x.upload.onprogress = (e) => { if (e.lengthComputable) bar.value = (100 * e.loaded) / e.total; };
      x.onload = () => {
        try {
          done(JSON.parse(x.responseText));
        } catch {
          done({});
        }
      };
      x.onerror = () => done({ fault: { title: "Not added: Chaperone doesn’t answer.", words: "Nothing of that file was kept; your text is still on this screen." } });
      x.onabort = () => done(null);
      x.open("POST", "/medium/" + this.keeper.id);
      const body = new FormData();
      body.append("token", this.keeper.token);
      body.append("file", file, file.name || "picture");
      x.send(body);
    });
    if (got === null) {
      row.remove();
      toast("Stopped. Nothing of that file was kept.");
      return;
    }
    if (!got.digest) {
      fail(got.fault ? got.fault.title + " " + got.fault.words : "Something broke. Nothing of that file was kept.");
      return;
    }
    row.remove();
    if (this.list.querySelector(`[data-medium="${got.digest}"]`)) {
      toast("That one is there already.");
      return;
    }
    this.list.insertAdjacentHTML("beforeend", got.html);
    document.getElementById("tray-says").textContent = "We don’t look into them yet. Say what is in each: your answers are what gets checked.";
    this.changed();
  }
}
