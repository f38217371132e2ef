// SPDX-License-Identifier: Apache-2.0
// The editor: reads along while somebody types, shows what was found, makes changes in one tap, and keeps the text at every pause.

import { at, draw, moved } from "./marks.js";
import { Keeper } from "./keep.js";
import { toast } from "./toast.js";
import { Tray } from "./tray.js";

const form = document.getElementById("draft");
const text = document.getElementById("text");
const under = document.getElementById("under");
const parts = ["verdict", "notes", "questions", "areas", "seen", "gauge", "dock"];

const quickly = 40; // ms after a key: a check that takes a few
const deeply = 450; // ms after the last key: the check that holds

const state = { marks: [], fold: -1, fixes: {}, of: text.value, drawn: text.value, on: 0, answers: {}, says: "", folds: {} };
const keeper = new Keeper(form, snapshot);
const tray = new Tray(form, keeper, () => { keeper.changed(); check(true); });

for (const i of form.querySelectorAll('input[type=hidden][name^="answer."]')) {
  state.answers[i.name.slice(7)] = i.value;
  i.remove();
}

// snapshot is what the server is told of the draft.
function snapshot() {
  const f = new FormData(form);
  return { text: text.value, platforms: f.getAll("platform"), audience: f.get("audience"), paid: f.get("paid"), answers: state.answers, media: tray.media() };
}

// Checking. One request at a time: what is typed meanwhile is checked when it is back.
let timer = 0, later = 0, running = null, again = null;

function soon() {
  clearTimeout(timer);
  clearTimeout(later);
  timer = setTimeout(() => check(false), quickly);
  later = setTimeout(() => check(true), deeply);
}

async function check(deep) {
  if (running) {
    if (!deep && running.deep) running.abort.abort(); // it is about older words
    else { again = { deep: deep || (again && again.deep) }; return running.done; }
  }
  const abort = new AbortController();
  const me = { deep, abort };
  running = me;
  me.done = (async () => {
    const asked = text.value;
    try {
      const r = await keeper.post("/check", { ...snapshot(), deep }, abort.signal);
      if (running === me) show(r, asked);
    } catch (e) {
      if (e.name !== "AbortError") keeper.trouble(e);
    } finally {
      if (running === me) running = null;
      if (again && !running) {
        const next = again;
        again = null;
        check(next.deep);
      }
    }
  })();
  return me.done;
}

// show puts a check in place. The text may have gone on meanwhile: the marks go along with it.
function show(r, asked) {
  state.fixes = r.fixes;
  state.of = asked;
  state.folds = r.folds;
  state.marks = moved(r.marks, asked, text.value);
  state.drawn = text.value;
  state.fold = asked === text.value ? r.fold : -1;
  render();
  for (const [p, c] of Object.entries(r.chips)) {
    const el = form.querySelector(`[data-count="${p}"]`);
    if (el) {
      el.textContent = c.count;
      el.classList.toggle("over", !!c.over);
    }
  }
  for (const name of parts) put(name, r.parts[name]);
  if (r.says !== state.says) {
    state.says = r.says;
    clearTimeout(show.speak);
    show.speak = setTimeout(() => { document.getElementById("announce").textContent = r.says; }, 1200);
  }
  if (performance.mark) performance.mark("chaperone-shown");
}

function render() {
  draw(under, text.value, state.marks, state.fold, state.on);
}

// put replaces a part of the page where it changed, and leaves open what was open and focused what was focused.
function put(name, html) {
  const el = document.getElementById(name);
  if (!el || el.dataset.is === html) return;
  const open = new Map([...el.querySelectorAll("details[data-key]")].map((d) => [d.dataset.key, d.open]));
  const focus = el.contains(document.activeElement) ? handle(document.activeElement) : "";
  const typed = new Map([...el.querySelectorAll("input[type=text]")].map((i) => [i.name, i.value]));
  const more = el.querySelector("details.more[open]") !== null;
  el.innerHTML = html;
  el.dataset.is = html;
  for (const d of el.querySelectorAll("details[data-key]")) {
    if (open.has(d.dataset.key)) d.open = open.get(d.dataset.key);
    else if (open.size > 0) d.open = false; // what comes while somebody types doesn't open by itself
  }
  for (const i of el.querySelectorAll("input[type=text]")) i.value = typed.get(i.name) || i.value;
  if (more && el.querySelector("details.more")) el.querySelector("details.more").open = true;
  if (focus) [...el.querySelectorAll("a,button,summary,input")].find((x) => handle(x) === focus)?.focus();
}

function handle(el) {
  const note = el.closest("details[data-key]");
  return [el.tagName, el.name || "", el.name === "fix" ? "" : el.value || "", note ? note.dataset.key : ""].join("|");
}

// Typing.
text.addEventListener("input", () => {
  state.marks = moved(state.marks, state.drawn, text.value);
  state.drawn = text.value;
  state.fold = -1;
  render();
  keeper.changed();
  soon();
});

form.addEventListener("change", (e) => {
  if (e.target === text || e.target.type === "text") return;
  if (e.target.name === "platform" && e.target.checked) {
    const chip = e.target.closest(".chip"), add = form.querySelector("details.add");
    if (add.contains(chip)) {
      add.before(chip);
      add.open = false;
      e.target.focus();
    }
  }
  keeper.changed();
  check(true);
});

// One tap makes a change; one tap takes it back.
document.addEventListener("click", async (e) => {
  const b = e.target.closest("button[name=fix], button[name=answer], button[name=unanswer]");
  if (!b || b.form !== form) return;
  e.preventDefault();
  if (b.name === "fix") await fix(b.value);
  if (b.name === "answer") answer(b.value);
  if (b.name === "unanswer") { delete state.answers[b.value]; keeper.changed(); check(true); }
  sheet.close?.();
});

async function fix(value) {
  if (state.of !== text.value) await check(true);
  const edits = state.fixes[value];
  if (!edits || state.of !== text.value) {
    toast("The text has changed since. Look at the notes again.");
    return;
  }
  const before = text.value;
  let after = before;
  for (const x of [...edits].sort((a, b) => b.s - a.s)) after = after.slice(0, x.s) + x.t + after.slice(x.e);
  write(after);
  toast("Changed.", "Undo", () => { write(before); });
}

// write puts other words in place so that the browser's own undo knows of it.
function write(words) {
  const now = text.value;
  let s = 0;
  while (s < now.length && s < words.length && now[s] === words[s]) s++;
  let t = 0;
  while (t < Math.min(now.length, words.length) - s && now[now.length - 1 - t] === words[words.length - 1 - t]) t++;
  text.focus();
  text.setSelectionRange(s, now.length - t);
  const put = words.slice(s, words.length - t);
  const done = put === "" ? document.execCommand("delete") : document.execCommand("insertText", false, put);
  if (!done || text.value !== words) {
    text.value = words;
    text.dispatchEvent(new Event("input"));
  }
  text.setSelectionRange(s, s + put.length);
  check(true);
}

function answer(value) {
  const cut = value.indexOf("=");
  const rule = value.slice(0, cut);
  let said = value.slice(cut + 1);
  if (said === "other") said = document.getElementById("other-" + rule).value.trim();
  if (!said) return;
  state.answers[rule] = said;
  keeper.changed();
  check(true);
}

// Notes: a tap on underlined words opens theirs. On a narrow screen the list is far below, so the note comes up from the foot.
const narrow = matchMedia("(max-width: 980px)");
const sheet = document.getElementById("sheet");

function look(n, move) {
  const note = document.getElementById("n" + n);
  state.on = n;
  render();
  if (!note) return;
  if (narrow.matches && !move) {
    document.getElementById("sheet-body").innerHTML = note.outerHTML.replace(` id="n${n}"`, "");
    const d = document.querySelector("#sheet-body details");
    d.open = true;
    if (!sheet.open) sheet.show();
    return;
  }
  for (const d of document.querySelectorAll("#notes details")) d.open = d === note;
  note.scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  if (move) note.querySelector("summary").focus();
}

text.addEventListener("click", () => {
  if (text.selectionStart !== text.selectionEnd) return;
  const m = at(state.marks, text.selectionStart);
  if (m) look(m.n, false);
  else if (state.on) { state.on = 0; render(); if (sheet.open) sheet.close(); }
});

text.addEventListener("keydown", (e) => {
  if (e.key === "F8") { // from note to note without leaving the text
    e.preventDefault();
    const list = state.marks;
    if (!list.length) return;
    const place = text.selectionStart;
    const next = e.shiftKey ? [...list].reverse().find((m) => m.e < place) || list[list.length - 1] : list.find((m) => m.s > place) || list[0];
    text.setSelectionRange(next.s, next.s);
    look(next.n, false);
  }
});

document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.target.matches("input,textarea,select") || !e.target.closest("#margin")) return; // a single letter is a command only where it can mean nothing else
  if (e.key >= "1" && e.key <= "9") {
    const n = Number(e.key);
    if (document.getElementById("n" + n)) { e.preventDefault(); look(n, true); }
  }
});

document.getElementById("notes").addEventListener("toggle", (e) => {
  const d = e.target.closest("details.note");
  if (!d || !d.open || e.target !== d) return;
  state.on = Number(d.dataset.n);
  render();
}, true);

// Preview: the post as each chosen place shows it.
const preview = document.getElementById("preview");
const openPreview = document.getElementById("preview-open");
openPreview.hidden = false;
openPreview.addEventListener("click", () => {
  const body = document.getElementById("preview-body");
  body.replaceChildren();
  const chosen = [...form.querySelectorAll("input[name=platform]:checked")];
  for (const c of chosen.length ? chosen : [null]) body.append(card(c));
  preview.showModal();
});

function card(c) {
  const box = document.createElement("div"), who = document.createElement("p"), words = document.createElement("p");
  box.className = "post";
  who.className = "word small";
  who.textContent = c ? c.closest(".chip").querySelector("b").textContent : "Choose a place to see where it folds";
  words.className = "pre";
  const fold = c ? state.folds[c.value] ?? -1 : -1;
  words.textContent = fold >= 0 && fold < text.value.length ? text.value.slice(0, fold) : text.value;
  box.append(who, words);
  if (fold >= 0 && fold < text.value.length) {
    const d = document.createElement("details"), s = document.createElement("summary"), rest = document.createElement("p");
    s.textContent = "… more";
    rest.className = "pre";
    rest.textContent = text.value.slice(fold);
    d.append(s, rest);
    box.append(d);
  }
  box.append(...tray.shown());
  return box;
}

document.getElementById("sheet-close").addEventListener("click", () => { sheet.close(); state.on = 0; render(); text.focus(); });

// Leaving the page by a button takes the newest words along, after what is being kept has been kept.
form.addEventListener("submit", async (e) => {
  const by = e.submitter;
  if (!by || !["do", "beside"].includes(by.name)) return;
  e.preventDefault();
  clearTimeout(timer);
  clearTimeout(later);
  if (by.value !== "throw" && !(await keeper.now())) return;
  keeper.leave();
  for (const [rule, said] of Object.entries(state.answers)) hidden("answer." + rule, said);
  hidden(by.name, by.value);
  form.submit();
});

function hidden(name, value) {
  const i = document.createElement("input");
  i.type = "hidden";
  i.name = name;
  i.value = value;
  form.append(i);
}

if (text.value === "" && !narrow.matches) text.focus();
check(true);
