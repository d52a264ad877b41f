// Forms marked data-offline="KIND" keep on this device what is typed into them, and send it under a key of their own.
//
// data-offline-compare: the form changes something that is there; where others changed it too, both are shown.
// A page that the service worker kept (<body data-kept>) is never sent as it is: its token is old.

import { addRow, fill, pairsOf, titleOf, toldBy } from "./fields.js";
import { device, flush, keep, newKey, own, post, settle } from "./outbox.js";

const PAUSE = 300; // milliseconds after the last letter
const isKept = document.body.hasAttribute("data-kept");
const here = location.pathname + location.search;

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
    saved = await keep({
      ...{ key: field.value, person, office, as, state },
      ...{ url: here, page: document.querySelector("h1")?.textContent.trim() ?? "" },
      compares: "offlineCompare" in form.dataset,
      ...{ pairs: pairsOf(form), told: toldBy(form), title: titleOf(form) },
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
