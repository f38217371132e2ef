// SPDX-License-Identifier: Apache-2.0
// A word about what was just done, with a way back. It stays long enough to be reached by keyboard, and goes when the next one comes.

const stay = 20000;

export function toast(words, button, act) {
  const box = document.getElementById("toasts");
  const t = document.createElement("div"), p = document.createElement("span");
  t.className = "toast";
  p.textContent = words;
  t.append(p);
  if (button) {
    const b = document.createElement("button");
    b.type = "button";
    b.textContent = button;
    b.addEventListener("click", () => { t.remove(); act(); });
    t.append(b);
  }
  box.replaceChildren(t);
  setTimeout(() => t.remove(), stay);
  return t;
}
