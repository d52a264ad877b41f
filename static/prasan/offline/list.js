// The page of what is not yet sent.

import { seenBy, toldBy } from "./form.js";
import { everyone, flush, own, settle } from "./outbox.js";

const place = document.getElementById("unsent");
const say = place.dataset;
const why = new Map(); // what became of the last attempt, by key
const rebased = new Map(); // her fields, with the hidden ones of what is there now: she has seen both

const copyOf = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
const part = (root, name) => root.querySelector(`[data-${name}]`);
const show = (root, name, isShown) => (part(root, name).hidden = !isShown);

function write(root, texts) {
  for (const [name, text] of Object.entries(texts)) {
    part(root, name).textContent = text;
    show(root, name, text);
  }
  return root;
}

function link(address, text) {
  return Object.assign(document.createElement("a"), { href: address, textContent: text, className: "govuk-link" });
}

function reasonFor({ key, state, refused, as }) {
  if (state === "held") return refused.details.join(" ");
  const later = why.get(key)?.later ?? (navigator.onLine ? "" : "signal");
  if (state === "draft" || !later) return "";
  return later === "office" ? `${say.office}: ${as}` : say[later];
}

// Both texts, field by field, where they differ.
async function compare(entry, item) {
  const answer = await fetch(entry.url, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const form = page.querySelector("form[data-offline]");
  if (!answer.ok || !form) return;
  const mine = new Map(entry.told);
  const theirs = new Map(toldBy(form));
  for (const label of new Set([...mine.keys(), ...theirs.keys()])) {
    const [one, other] = [mine, theirs].map((texts) => texts.get(label) ?? `(${say.blank})`);
    if (one !== other) part(item, "differences").append(write(copyOf("difference"), { label, mine: one, theirs: other }));
  }
  show(item, "equal", !part(item, "differences").childElementCount);
  show(item, "compare", true);
  const seen = new Map(seenBy(form));
  rebased.set(entry.key, entry.pairs.map(([name, value]) => [name, seen.get(name) ?? value]));
}

function draw(entry) {
  const { key, url, page, title, state, refused } = entry;
  const saved = new Date(entry.saved).toLocaleDateString(document.documentElement.lang, { dateStyle: "medium" });
  const item = write(copyOf("entry"), { title: title || page, state: say[state], page, saved, why: reasonFor(entry) });
  const there = state === "held" && refused.there;
  show(item, "there", there);
  part(item, "there").firstElementChild.href = there;
  for (const words of entry.told) {
    const line = Object.assign(document.createElement("p"), { textContent: words.join(": ") });
    line.className = "govuk-body prasan-told";
    part(item, "told").append(line);
  }
  part(item, 'do="change"').href = `${url}#kept-${key}`;
  show(item, 'do="send"', state !== "draft");
  item.addEventListener("click", (event) => act(entry, item, event));
  if (entry.compares && state === "held" && refused.status === 409 && !there) compare(entry, item).catch(() => {});
  return item;
}

async function act(entry, item, event) {
  const what = event.target.dataset.do;
  const pairs = rebased.get(entry.key) ?? entry.pairs;
  if (what === "change" && rebased.has(entry.key)) {
    event.preventDefault(); // she goes on from her words, knowing theirs
    await settle(entry, { pairs });
    location.assign(event.target.href);
  }
  if (what === "ask") {
    event.target.hidden = true;
    show(item, "sure", true);
    part(item, "sure").focus();
  }
  if (what === "drop") await settle(entry);
  if (what === "send") await settle(entry, { state: "waiting" });
  if (what === "mine") await settle(entry, { state: "waiting", pairs });
  if (["drop", "send", "mine"].includes(what)) await flush(entry.key);
}

async function render() {
  const entries = await own();
  place.querySelector("ul").replaceChildren(...entries.map(draw));
  show(place, "none", !entries.length);
  show(place, "now", entries.some(({ state }) => state === "waiting"));
  show(place, "leaving", location.hash === "#leaving");
  place.hidden = false;
  part(place, "everyone").textContent = (await everyone()).length;
  if (location.hash) document.getElementById("leaving").focus();
}

async function told({ detail }) {
  for (const [key, { done, later, entry }] of detail) {
    why.set(key, { later });
    if (!done) continue;
    part(place, "done").lastElementChild.append(link(done, entry.title || entry.page), " ");
    show(place, "done", true);
  }
  await render();
}

part(place, "now").addEventListener("click", () => flush());
document.addEventListener("device:sent", told);
window.addEventListener("hashchange", render);
window.addEventListener("offline", render);
render();
