// SPDX-License-Identifier: Apache-2.0
// Underlines below a text field: the same words once more, unseen, with the marks on them. The field itself stays an ordinary one: spelling,
// undo, dictation, screen readers and phone keyboards work as everywhere.

// moved carries marks over a change of the text: those before it stay, those behind it move along, those it touches go.
export function moved(marks, from, to) {
  if (from === to) return marks;
  const most = Math.min(from.length, to.length);
  let head = 0;
  while (head < most && from.charCodeAt(head) === to.charCodeAt(head)) head++;
  let tail = 0;
  while (tail < most - head && from.charCodeAt(from.length - 1 - tail) === to.charCodeAt(to.length - 1 - tail)) tail++;
  const by = to.length - from.length;
  const out = [];
  for (const m of marks) {
    if (m.e <= head) out.push(m);
    else if (m.s >= from.length - tail) out.push({ ...m, s: m.s + by, e: m.e + by });
  }
  return out;
}

// draw puts the words with their marks into an element.
export function draw(under, text, marks, fold, on) {
  const out = document.createDocumentFragment();
  let folded = fold < 0 || fold >= text.length;
  const put = (into, from, to) => {
    if (!folded && fold >= from && fold < to) {
      folded = true;
      put(into, from, fold);
      const f = document.createElement("span");
      f.className = "foldmark";
      into.append(f);
      from = fold;
    }
    if (from < to) into.append(text.slice(from, to));
  };
  let at = 0;
  for (const m of marks) {
    put(out, at, m.s);
    const u = document.createElement("span");
    u.className = "u u-" + m.l + (m.n === on ? " on" : "");
    put(u, m.s, m.e);
    if (m.last) {
      const r = document.createElement("span");
      r.className = "ref " + m.l;
      r.textContent = m.n;
      u.append(r);
    }
    out.append(u);
    at = m.e;
  }
  put(out, at, text.length);
  under.replaceChildren(out);
}

// at gives the mark a place in the text belongs to.
export function at(marks, place) {
  return marks.find((m) => place >= m.s && place <= m.e);
}
