// Keeps the files of this release, and the pages with a marked form of the one person who uses this device.
/* global FACTS */

const FILES = `files:${FACTS.release}`;
const PAGES = "pages:";
const MOST_PAGES = 40;
const HASHED = /\.[0-9a-f]{12}\.[a-z0-9]+$/;
const ANY = { ignoreVary: true };

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const files = await caches.open(FILES);
      await files.addAll(FACTS.assets);
      await files.add(new Request(FACTS.offline, { credentials: "omit" })); // as a passer-by sees it
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => event.waitUntil(tidy(event.data).catch(() => {})));

async function tidy({ person, keep }) {
  const pages = await caches.open(PAGES + person);
  for (const address of keep) {
    if (!(await pages.match(address, ANY))) await keepPage(address, await fetch(address));
  }
  const old = (await caches.keys()).filter((name) => name.startsWith("files:") && name !== FILES);
  if (!old.length) return;
  // A new release: pages drawn with the old files are kept anew; while one cannot be, its files stay.
  for (const { url } of await pages.keys()) {
    if (!(await keepPage(url, await fetch(url)))) return;
  }
  for (const name of old) await caches.delete(name);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (address.pathname.startsWith(FACTS.root)) event.respondWith(file(request));
});

async function file(request) {
  const kept = await caches.match(request, ANY);
  if (kept && HASHED.test(new URL(request.url).pathname)) return kept;
  try {
    const fresh = await fetch(request);
    if (fresh.status === 200) await (await caches.open(FILES)).put(request, fresh.clone());
    return fresh;
  } catch (lost) {
    if (kept) return kept;
    throw lost;
  }
}

async function page(event) {
  try {
    const fresh = await fetch(event.request);
    event.waitUntil(keepPage(event.request.url, fresh.clone()).catch(() => {}));
    return fresh;
  } catch {
    return (await keptPage(event.request.url)) ?? (await caches.match(FACTS.offline, ANY)) ?? Response.error();
  }
}

async function keptPage(address) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(PAGES)) continue;
    const kept = await (await caches.open(name)).match(address, ANY);
    if (kept) return kept;
  }
}

// Keep a page with a marked form, without its tokens; other people's pages go. Answers whether it was one.
async function keepPage(address, answer) {
  if (answer.status !== 200 || answer.redirected || !answer.headers.get("Content-Type")?.includes("text/html")) return;
  const text = await answer.text();
  const person = / data-person="([0-9a-f]+)"/.exec(text)?.[1];
  if (!person || !text.includes(' data-offline="')) return;
  for (const name of await caches.keys()) {
    if (name.startsWith(PAGES) && name !== PAGES + person) await caches.delete(name);
  }
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  headers.set("Kept", address.replace(/#.*/, ""));
  const marked = text
    .replace("<body", "<body data-kept")
    .replace(/(name="(?:csrfmiddlewaretoken|once|idempotency_key)" value=")[^"]*/g, "$1");
  const pages = await caches.open(PAGES + person);
  const kept = await pages.keys();
  for (const old of kept.slice(0, Math.max(0, kept.length + 1 - MOST_PAGES))) await pages.delete(old);
  await pages.put(address, new Response(marked, { headers }));
  return true;
}
