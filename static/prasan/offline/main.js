// Working without a network, for somebody in an office: form.js keeps what is typed, outbox.js sends it, list.js shows it,
// worker.js keeps the pages. The page in place of one that cannot be fetched has no office: it only lists what was kept.

import { prepare } from "./form.js";
import { device, everyone, flush, own, wipe } from "./outbox.js";

const here = location.pathname + location.search;

async function count() {
  const left = (await own()).filter((entry) => entry.state !== "draft" || entry.url !== here);
  const line = document.getElementById("device");
  line.querySelector("[data-count]").textContent = left.length;
  line.hidden = !left.length;
}

async function forgetOthersPages() {
  for (const name of await caches.keys()) {
    if (name.startsWith("pages:") && name !== `pages:${device.person}`) await caches.delete(name);
  }
}

async function listPages() {
  const place = document.getElementById("kept");
  if (!place) return;
  for (const name of (await caches.keys()).filter((each) => each.startsWith("pages:"))) {
    for (const answer of await (await caches.open(name)).matchAll()) {
      const { title } = new DOMParser().parseFromString(await answer.text(), "text/html");
      const words = { href: answer.headers.get("Kept"), textContent: title.replace(/ – [^–]*$/, "") };
      const link = Object.assign(document.createElement("a"), words);
      link.className = "govuk-link";
      place.querySelector("ul").appendChild(document.createElement("li")).append(link);
      place.hidden = false;
    }
  }
}

async function keepPages() {
  const links = Array.from(document.querySelectorAll("a[data-keep]"), (link) => link.href);
  await navigator.serviceWorker.register(device.worker, { scope: "/" });
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ person: device.person, keep: [new URL(device.list, location.href).href, ...links] });
}

// Signing out takes everything along; who has something unsent is asked first.
async function leave(event) {
  event.preventDefault();
  const form = event.target;
  try {
    if (form.dataset.signOut === "ask" && (await everyone()).length) return location.assign(`${device.list}#leaving`);
    await wipe();
  } catch {
    // A browser that keeps nothing.
  }
  form.submit();
}

for (const form of document.querySelectorAll("form[data-sign-out]")) form.addEventListener("submit", leave);

async function start() {
  if (!device.person) return listPages();
  for (const form of document.querySelectorAll("form[data-offline]")) await prepare(form);
  document.addEventListener("device:changed", count);
  window.addEventListener("online", () => flush());
  await flush();
  await count();
  await forgetOthersPages();
  await keepPages();
}

start().catch(() => {}); // a browser that keeps nothing: all works as without scripts
