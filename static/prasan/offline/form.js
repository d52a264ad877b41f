// Forms marked data-offline="KIND" keep here what is typed into them, and send it under a key of their own.
// data-offline-compare: where others changed the same thing, both are shown. <body data-kept>: its token is old.

import { device, flush, keep, newKey, own, post, settle } from "./outbox.js";

const OF_THE_PAGE = new Set(["csrfmiddlewaretoken", "once", "idempotency_key"]);
const ROWS = "-TOTAL_FORMS";

const PAUSE = 300; // milliseconds after the last letter
const isKept = document.body.hasAttribute("data-kept");
const here = location.pathname + location.search;

const isPicked = (field) => field.type === "radio" || field.type === "checkbox";
const isTyped = (field) =>
  field.name && !OF_THE_PAGE.has(field.name) && !["submit", "button", "file", "reset", "fieldset"].includes(field.type);

function pairsOf(form) {
  const pairs = [];
  for (const field of form.elements) {
    if (!isTyped(field) || field.disabled || (isPicked(field) && !field.checked)) continue;
    pairs.push([field.name, field.value]);
  }
  return pairs;
}

function words(node) {
  const copy = node?.cloneNode(true);
  copy?.querySelectorAll(".prasan-optional, .govuk-visually-hidden").forEach((part) => part.remove());
  return copy?.textContent.replace(/\s+/g, " ").trim() ?? "";
}

// What a person would read there: [[label, text], …].
export function toldBy(form) {
  const told = [];
  for (const field of form.elements) {
    if (!isTyped(field) || field.type === "hidden" || (isPicked(field) && !field.checked)) continue;
    const label = words(field.labels?.[0]);
    let text = field.value;
    if (field.tagName === "SELECT") text = text && words(field.selectedOptions[0]);
    if (isPicked(field)) text = label;
    const group = field.closest("fieldset")?.querySelector("legend");
    const name = isPicked(field) ? words(group) || label : [words(group), label].filter(Boolean).join(" · ");
    if (text) told.push([name, text]);
  }
  return told;
}

// The hidden fields that say which state of a record was on the screen.
export const seenBy = (form) =>
  [...form.elements]
    .filter((field) => field.type === "hidden" && isTyped(field) && !/_FORMS$/.test(field.name))
    .map((field) => [field.name, field.value]);

function addRow(form, prefix) {
  const count = form.elements[prefix + ROWS];
  const number = Number(count?.value);
  const model = form.querySelector(`#${CSS.escape(`${prefix}-0`)}`);
  if (!model || number >= Number(form.elements[`${prefix}-MAX_NUM_FORMS`]?.value ?? 1000)) return;
  const row = model.cloneNode(true);
  for (const node of [row, ...row.querySelectorAll("*")]) {
    for (const attribute of node.attributes) {
      attribute.value = attribute.value.replaceAll(`${prefix}-0`, `${prefix}-${number}`);
    }
    if (isPicked(node)) node.checked = false;
    else if (node.matches("input, select, textarea")) node.value = "";
  }
  const legend = row.querySelector("legend");
  if (legend) legend.textContent = legend.textContent.trim().replace(/\d+$/, number + 1);
  form.querySelector(`#${CSS.escape(`${prefix}-${number - 1}`)}`).after(row);
  count.value = number + 1;
  return row;
}

function fill(form, pairs) {
  const values = new Map();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  for (const [name, [wanted]] of values) {
    if (!name.endsWith(ROWS)) continue;
    const prefix = name.slice(0, -ROWS.length);
    while (Number(form.elements[name]?.value) < Number(wanted) && addRow(form, prefix));
  }
  for (const field of form.elements) {
    if (!isTyped(field)) continue;
    const given = values.get(field.name);
    if (isPicked(field)) field.checked = given?.includes(field.value) ?? false;
    else if (given) field.value = given.shift() ?? "";
  }
}

function shown(id, before) {
  const part = document.getElementById(id).content.firstElementChild.cloneNode(true);
  before.before(part);
  return part;
}

async function found(drawn) {
  const asked = location.hash.match(/^#kept-([0-9a-f-]{36})$/)?.[1];
  if (asked) history.replaceState(null, "", here);
  const mine = await own();
  if (drawn) return mine.find((entry) => entry.key === drawn);
  return mine.find((entry) => entry.key === asked) ?? mine.find((entry) => entry.url === here && entry.state === "draft");
}

export async function prepare(form) {
  const field = form.elements.idempotency_key ?? form.appendChild(document.createElement("input"));
  const drawn = field.value;
  const entry = await found(drawn);
  let saved; // the entry as it was last written
  let timer;
  let busy = false;
  Object.assign(field, { type: "hidden", name: "idempotency_key", value: drawn || entry?.key || newKey() });

  async function save(state) {
    clearTimeout(timer);
    const { person, office, as } = device;
    const told = toldBy(form);
    saved = await keep({
      ...{ key: field.value, person, office, as, state },
      ...{ url: here, page: document.querySelector("h1")?.textContent.trim() ?? "" },
      compares: "offlineCompare" in form.dataset,
      ...{ pairs: pairsOf(form), told, title: told[0]?.[1].slice(0, 120) },
    });
  }

  async function saveNow() {
    if (busy) return;
    try {
      await save("draft");
      const button = form.querySelector(".govuk-button-group");
      if (button && !form.querySelector(".prasan-saved")) shown("device-saved", button);
    } catch {
      // No room, or a browser that keeps nothing: the form works as it does without scripts.
    }
  }

  function saveSoon() {
    clearTimeout(timer);
    timer = setTimeout(saveNow, PAUSE);
  }

  function native() {
    clearTimeout(timer);
    HTMLFormElement.prototype.submit.call(form);
  }

  async function send() {
    try {
      await save("waiting");
    } catch {
      return native();
    }
    // Somebody sits before a fresh page: it is sent with its own token, and mistakes are shown as ever.
    const outcome = isKept ? (await flush(field.value)).get(field.value) : await post(here, new FormData(form), {});
    if (outcome.done) {
      await settle(saved);
      return location.assign(outcome.done);
    }
    if (!isKept && (outcome.later === "person" || outcome.refused?.status === 422)) {
      await save("draft");
      return native();
    }
    if (outcome.refused) await settle(saved, { state: "held", refused: outcome.refused });
    busy = false;
    if (outcome.refused || navigator.serviceWorker?.controller) location.assign(device.list);
  }

  form.addEventListener("input", saveSoon);
  form.addEventListener("change", saveSoon);
  document.addEventListener("visibilitychange", () => timer && document.hidden && saveNow());
  form.addEventListener("submit", (event) => {
    const { name, value } = event.submitter ?? {};
    if (name) {
      if (name !== "more" || (!isKept && navigator.onLine)) return;
      event.preventDefault();
      addRow(form, value)?.querySelector("input, select, textarea")?.focus();
      saveSoon();
      return;
    }
    if ([...form.elements].some((each) => each.files?.length)) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    send();
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    busy = false; // back from where it led: what is typed now is another thing
    field.value = newKey();
  });

  if (!entry) return;
  if (drawn) return save("draft");
  fill(form, entry.pairs);
  await save("draft");
  shown("device-restored", form).querySelector("[data-anew]").addEventListener("click", async () => {
    busy = true;
    clearTimeout(timer);
    await settle(saved);
    location.reload();
  });
}
