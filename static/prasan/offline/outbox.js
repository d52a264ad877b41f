// What was typed here and not yet carried out, for each person apart. An entry is a "draft" (being typed), "waiting" (sent
// by its person; goes by itself) or "held" (refused: its person must look).

const MOST_ENTRIES = 200;
const MOST_LETTERS = 200_000;
const PATIENCE = 30_000; // milliseconds

export const device = document.getElementById("device")?.dataset ?? {};

export const newKey = () => crypto.randomUUID();

// Act in one transaction; answers what `act` asked for, once everything is really written.
function within(mode, act) {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("prasan", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("entries", { keyPath: "key" });
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      const database = asked.result;
      const transaction = database.transaction("entries", mode);
      const request = act(transaction.objectStore("entries"));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
      database.close(); // once the transaction has ended
    };
  });
}

export const everyone = () => within("readonly", (entries) => entries.getAll());

export async function own() {
  const mine = (await everyone()).filter((entry) => entry.person === device.person);
  return mine.sort((one, other) => other.saved - one.saved);
}

async function written(act) {
  await within("readwrite", act);
  document.dispatchEvent(new Event("device:changed"));
}

export async function keep(entry) {
  const others = (await everyone()).filter((other) => other.key !== entry.key);
  const hasRoom = others.length < MOST_ENTRIES && JSON.stringify(entry.pairs).length <= MOST_LETTERS;
  if (!hasRoom) throw new Error("no room");
  const kept = { ...entry, saved: Date.now(), stamp: newKey() };
  await written((entries) => entries.put(kept));
  return kept;
}

// Change an entry, or drop it (no changes), unless somebody wrote on it after it was read.
export function settle(read, changes) {
  return written((entries) => {
    const now = entries.get(read.key);
    now.onsuccess = () => {
      if (now.result?.stamp !== read.stamp) return;
      if (changes) entries.put({ ...read, ...changes });
      else entries.delete(read.key);
    };
    return now;
  });
}

export async function wipe() {
  await new Promise((resolve) => {
    const asked = indexedDB.deleteDatabase("prasan");
    asked.onsuccess = asked.onerror = asked.onblocked = resolve;
  });
  for (const name of (await globalThis.caches?.keys()) ?? []) await caches.delete(name);
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) await worker.unregister();
}

// Only what is ours counts as an answer: a page of a hotel's network does not.
async function asked(url, request, headers) {
  try {
    const signal = AbortSignal.timeout?.(PATIENCE);
    const answer = await fetch(url, { ...request, headers: { Accept: "application/json", ...headers }, signal });
    if (!answer.headers.get("Content-Type")?.includes("json")) return { later: "signal" };
    if (answer.status === 401) return { later: "person" };
    const said = await answer.json();
    return answer.ok ? { ...said, done: said.location } : { refused: said };
  } catch {
    return { later: "signal" };
  }
}

// One attempt. Answers {done: address}, {refused: {status, details, there}} or {later: "signal" | "person" | "office"}.
export const post = (url, pairs, headers) => asked(url, { method: "POST", body: new URLSearchParams(pairs) }, headers);

async function sent(entry, pass) {
  if (pass.later || pass.refused) return { later: pass.later ?? "signal" };
  if (pass.person !== entry.person) return { later: "person" };
  if (String(pass.office) !== entry.office) return { later: "office" };
  return post(entry.url, entry.pairs, { "X-CSRFToken": pass.token, "Idempotency-Key": entry.key });
}

async function round(only) {
  const outcomes = new Map();
  const waiting = (await own()).filter((entry) => entry.state === "waiting" && (!only || entry.key === only));
  const pass = waiting.length && (await asked(device.pass));
  for (const entry of waiting.reverse()) {
    const outcome = await sent(entry, pass);
    outcomes.set(entry.key, { ...outcome, entry });
    if (outcome.done) await settle(entry);
    if (outcome.refused) await settle(entry, { state: "held", refused: outcome.refused });
  }
  document.dispatchEvent(new CustomEvent("device:sent", { detail: outcomes }));
  return outcomes;
}

// Send what waits, one round after the other.
let last = Promise.resolve();
export function flush(only) {
  last = last.catch(() => {}).then(() => round(only));
  return last;
}
