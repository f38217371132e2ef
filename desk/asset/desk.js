// SPDX-License-Identifier: Apache-2.0
// What every page of the desk may use. Everything here only makes quicker what works without it.

// A menu closes when something else is clicked, or with Escape.
document.addEventListener("click", (e) => {
  for (const d of document.querySelectorAll("details.menu[open], details.add[open]")) {
    if (!d.contains(e.target)) d.open = false;
  }
});
document.addEventListener("keydown", (e) => {
  if (e.key !== "Escape") return;
  for (const d of document.querySelectorAll("details.menu[open], details.add[open]")) {
    d.open = false;
    d.querySelector("summary").focus();
  }
});

// Tabs that don't fit stand where the one that is open is seen.
const seen = () => {
  for (const t of document.querySelectorAll(".tabs [aria-current]")) {
    const row = t.parentElement.getBoundingClientRect(), at = t.getBoundingClientRect();
    if (at.right > row.right || at.left < row.left) t.parentElement.scrollLeft += at.left - row.left - (row.width - at.width) / 2;
  }
};
seen();
addEventListener("resize", seen);

// Buttons that copy the words of a field.
for (const b of document.querySelectorAll("button[data-copy]")) {
  const from = document.getElementById(b.dataset.copy);
  const words = b.textContent;
  b.hidden = false;
  b.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(from.value);
    } catch {
      from.select();
      document.execCommand("copy");
    }
    b.textContent = "Copied";
    setTimeout(() => { b.textContent = words; }, 3000);
  });
}

for (const b of document.querySelectorAll("[data-close]")) {
  b.addEventListener("click", () => b.closest("dialog").close());
}
