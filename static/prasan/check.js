// Compares a file with the papers of a check page, in the browser: the file is never sent anywhere.
//
// <div data-check-file data-hashes="SHA-256 in hex, separated by spaces" hidden
//      data-match="…" data-no-match="…" data-failed="…">
//   <label>… <input type="file"></label> <output></output>
// </div>
// <tr data-sha256="one of them" data-meaning="what that file is">…</tr>
//
// A match names the file and marks its row. The region stays hidden where a browser cannot hash (scripts off, or a page
// without TLS).

async function sha256(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Mark the row of a file, unmark the others, and return what that file is; "" where there is none.
function mark(hash) {
  let meaning = "";
  document.querySelectorAll("[data-sha256]").forEach((row) => {
    const found = row.dataset.sha256.toLowerCase() === hash;
    row.toggleAttribute("data-found", found);
    if (found) meaning = row.dataset.meaning ?? "";
  });
  return meaning;
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
    let hash = "";
    try {
      hash = await sha256(file);
      outcome = expected.has(hash) ? "match" : "no-match";
    } catch {
      outcome = "failed";
    }
    if (latest !== file) return;
    region.dataset.outcome = outcome;
    const meaning = mark(hash);
    output.textContent = [region.getAttribute(`data-${outcome}`) ?? "", meaning].filter(Boolean).join(" · ");
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
