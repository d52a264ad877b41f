// Keys for a desk's table, where a script may run: j and k go from row to row, x ticks a row, t asks what taking in would
// do (Enter then confirms), / goes to the search and ? opens their explanation. Everything is there without them, and who is disturbed by them switches them off.

const OFF = "prasan-keys-off";
const rows = () => Array.from(document.querySelectorAll("[data-desk] [data-row]"));
const here = () => document.activeElement?.closest?.("[data-row]");

function isOff() {
  try {
    return localStorage.getItem(OFF) === "yes";
  } catch {
    return false; // storage is forbidden here: the keys work, and the switch holds for this page
  }
}

let off = isOff();

function go(step) {
  const all = rows(), at = all.indexOf(here());
  const next = at < 0 ? (step > 0 ? all[0] : all.at(-1)) : all[at + step];
  next?.querySelector("th a")?.focus();
}

const DEEDS = {
  j: () => go(1),
  k: () => go(-1),
  ArrowDown: () => here() && go(1),
  ArrowUp: () => here() && go(-1),
  x: () => here()?.querySelector('input[type="checkbox"]')?.click(),
  t: () => document.querySelector('[data-desk] button[value="take"]')?.click(),
  "/": () => document.getElementById("q")?.focus(),
  "?": () => document.querySelector("[data-keys]")?.toggleAttribute("open"),
};

function isTyping(target) {
  return target.closest?.('input:not([type="checkbox"]), textarea, select, [contenteditable]');
}

document.addEventListener("keydown", (event) => {
  if (off || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
  const deed = DEEDS[event.key];
  if (!deed || (event.key.startsWith("Arrow") && !here())) return;
  event.preventDefault();
  deed();
});

function show() {
  document.querySelectorAll("[data-keys-switch]").forEach((button) => {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(!off));
  });
}

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-keys-switch]")) return;
  off = !off;
  try {
    localStorage.setItem(OFF, off ? "yes" : "no");
  } catch {
    // as above
  }
  show();
});

show();
document.body.addEventListener("htmx:afterSettle", show);
