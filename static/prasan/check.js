// Compares a file with the papers of a check page, in the browser: the file is never sent anywhere.
//
// <div data-check-file data-hashes="SHA-256 in hex, separated by spaces" hidden
//      data-match="…" data-no-match="…" data-failed="…">
//   <label>… <input type="file"></label> <output></output>
// </div>
//
// The region stays hidden where a browser cannot hash (scripts off, or a page without TLS).

async function sha256(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function prepare(region) {
  const input = region.querySelector('input[type="file"]');
  if (!input) return;
  const expected = new Set((region.dataset.hashes ?? "").toLowerCase().split(/\s+/).filter(Boolean));
  const output = region.querySelector("output") ?? region.appendChild(document.createElement("output"));
  output.setAttribute("aria-live", "polite");
  let latest; // a large first file may be read more slowly than a small second one

  async function compare(file) {
    if (!file) return;
    latest = file;
    output.textContent = "";
    let outcome;
    try {
      outcome = expected.has(await sha256(file)) ? "match" : "no-match";
    } catch {
      outcome = "failed";
    }
    if (latest !== file) return;
    region.dataset.outcome = outcome;
    output.textContent = region.getAttribute(`data-${outcome}`) ?? "";
  }

  input.addEventListener("change", () => compare(input.files[0]));
  region.addEventListener("dragover", (event) => event.preventDefault());
  region.addEventListener("drop", (event) => {
    if (event.defaultPrevented) return; // the input took the file itself
    event.preventDefault();
    compare(event.dataTransfer.files[0]);
  });
  region.hidden = false;
}

if (globalThis.crypto?.subtle) {
  document.querySelectorAll("[data-check-file]").forEach(prepare);
}
