// Working without a network, on every page of somebody in an office: forms that keep what is typed (form.js), a line
// that counts what is unsent (list.js shows it), and the service worker that keeps their pages (worker.js). Without
// scripts there is none of this, and everything works as ever while there is a network. The page that stands in for one
// that cannot be fetched has no office: it only lists what was kept.

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

// Signing out takes everything from this device; who has something unsent is asked first.
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

start().catch(() => {}); // a browser that keeps nothing: everything works as it does without scripts
