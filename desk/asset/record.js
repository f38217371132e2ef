// SPDX-License-Identifier: Apache-2.0
// Says how far the record has been verified, and shows what was found when it has ended. Without it the page loads itself again every two seconds.

const bar = document.getElementById("far"), words = document.getElementById("how-far");
const number = new Intl.NumberFormat("en-GB");
let said = -1; // which quarter was told last

async function look() {
  try {
    const r = await fetch("/record/verify", { headers: { Accept: "application/json" } });
    if (r.status === 401) return location.reload();
    const now = await r.json();
    if (!now.running) return location.reload();
    if (now.of) {
      bar.max = now.of;
      bar.value = now.done;
      const part = Math.floor((4 * now.done) / now.of); // told at each quarter, not at each step: somebody may be listening
      if (part > said) {
        said = part;
        words.textContent = `${number.format(now.done)} of ${number.format(now.of)} entries computed anew. You can go on working.`;
      }
    }
  } catch { /* the server may come back */ }
  setTimeout(look, 400);
}

if (bar) setTimeout(look, 400);
