// SPDX-License-Identifier: Apache-2.0
// The pack is tried out at each pause; a line that is named is gone to. Without this, the button does the same.

const form = document.getElementById("pack");
const text = document.getElementById("text");
const tried = document.getElementById("tried");
const token = form.elements.token.value;
const begun = text.value;
let timer, asked = 0, saving = false;

async function attempt() {
  const n = ++asked;
  try {
    const r = await fetch("/rulebook/own/try", { method: "POST", headers: { "Content-Type": "application/json", "X-Chaperone-Token": token }, body: JSON.stringify({ text: text.value }) });
    const said = await r.json();
    if (n !== asked) return; // something newer was typed meanwhile
    if (r.ok) tried.innerHTML = said.html; // made by the desk, every word of it escaped
  } catch {
    // the desk doesn't answer: the button will say so
  }
}

text.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(attempt, 700);
});
if (!tried.querySelector(".tries")) attempt();

tried.addEventListener("click", (e) => {
  const b = e.target.closest("[data-line]");
  if (!b) return;
  const lines = text.value.split("\n");
  const n = Math.min(Number(b.dataset.line), lines.length);
  const from = lines.slice(0, n - 1).reduce((sum, l) => sum + l.length + 1, 0);
  text.focus();
  text.setSelectionRange(from, from + lines[n - 1].length);
  const height = parseFloat(getComputedStyle(text).lineHeight) || 20;
  text.scrollTop = Math.max(0, (n - 4) * height);
});

// Unsaved words aren't left by a slip.
form.addEventListener("submit", () => { saving = true; });
addEventListener("beforeunload", (e) => {
  if (!saving && ("unsaved" in form.dataset || text.value !== begun)) e.preventDefault();
});
