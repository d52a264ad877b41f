"""Build the style sheet and fetch the script and fonts that pages are served with, and record where they came from.

Run by hand when a version changes, never at set-up: the files are kept in the repository.

    python tools/vendor_assets.py

Needs npm with access to its registry. Writes static/vendor/ anew: look.css, compiled from those parts of GOV.UK
Frontend and MOJ Frontend that pages use, with their own settings for another typeface; no crown, crest or GDS
Transport, which their licence keeps for the British government. static/vendor/VENDORED.json names the version and
licence of each package and the SHA-256 of each file; tests/pages/test_vendored_assets.py hashes them again.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
RECORD = "VENDORED.json"

GOVUK, MOJ, SARABUN, SASS = "govuk-frontend", "@ministryofjustice/frontend", "@fontsource/sarabun", "sass"
HTMX, LEAFLET = "htmx.org", "leaflet"
VERSIONS = {GOVUK: "6.6.0", MOJ: "11.1.0", HTMX: "2.0.10", LEAFLET: "1.9.4", SARABUN: "5.3.0", SASS: "1.108.2"}
LICENCES = {GOVUK: "MIT", MOJ: "MIT", HTMX: "0BSD", LEAFLET: "BSD-2-Clause", SARABUN: "OFL-1.1"}

GOVUK_PARTS = (
    "custom-properties",
    "core",
    "objects",
    *(
        f"components/{name}"
        for name in (
            "back-link",
            "button",
            "character-count",
            "checkboxes",
            "date-input",
            "details",
            "error-message",
            "error-summary",
            "fieldset",
            "file-upload",
            "hint",
            "input",
            "inset-text",
            "label",
            "notification-banner",
            "pagination",
            "panel",
            "password-input",
            "phase-banner",
            "radios",
            "select",
            "skip-link",
            "summary-list",
            "table",
            "tag",
            "task-list",
            "textarea",
            "warning-text",
        )
    ),
    "utilities",
    "overrides",
)
MOJ_PARTS = (
    *(
        f"components/{name}/{name}"
        for name in (
            "alert",
            "filter",
            "multi-select",
            "notification-badge",
            "side-navigation",
            "sortable-table",
            "sub-navigation",
            "timeline",
        )
    ),
)
GOVUK_SOURCE = "node_modules/govuk-frontend/dist/govuk"
MOJ_SOURCE = "node_modules/@ministryofjustice/frontend/moj"

# MOJ Frontend configures GOV.UK Frontend itself, so both are configured through it. Paper is set in Sarabun too: the
# default, a typeface of the system, has no Thai letters on every machine.
TYPEFACES = '(Sarabun, "Noto Sans Thai", sans-serif)'
SETTINGS = f"""@use "{MOJ_SOURCE}/base" with (
  $moj-font-family: {TYPEFACES},
  $govuk-font-family-print: {TYPEFACES},
  $moj-page-width: 1100px,
  $moj-images-path: "icons/"
);
"""

# Neither npm package carries its licence along.
MIT_HOLDERS = {
    "govuk-frontend/LICENSE.txt": (GOVUK, "Copyright (C) 2017 Crown Copyright (Government Digital Service)"),
    "moj-frontend/LICENSE.txt": (MOJ, "Copyright (c) 2019 Ministry of Justice"),
}
MIT = """MIT License

{holder}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def main() -> int:
    """Install the packages in a temporary folder, build and copy what pages need, and write the record."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        install(work)
        files = {**style_sheet(work), **script(work), **htmx(work), **leaflet(work), **fonts(work), **licences()}
    shutil.rmtree(VENDOR, ignore_errors=True)
    entries = [store(name, packages, content) for name, (packages, content) in sorted(files.items())]
    packages = [
        {"name": name, "version": VERSIONS[name], "licence": licence} for name, licence in sorted(LICENCES.items())
    ]
    record = json.dumps({"packages": packages, "files": entries}, indent=2, ensure_ascii=False)
    (VENDOR / RECORD).write_text(record + "\n", encoding="utf-8")
    print(f"{len(entries)} files written to {VENDOR}")
    return 0


Files = dict[str, tuple[tuple[str, ...], bytes]]  # by name: the packages that it is made of, and its content


def install(work: Path) -> None:
    """Install the packages with npm; none of their scripts is run."""
    (work / "package.json").write_text("{}", encoding="utf-8")
    wanted = [f"{name}@{version}" for name, version in VERSIONS.items()]
    options = ["--silent", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(["npm", "install", *options, *wanted], cwd=work, check=True)


def style_sheet(work: Path) -> Files:
    """Compile the parts into one style sheet; the icons that it names come along."""
    parts = [f"{GOVUK_SOURCE}/{part}" for part in GOVUK_PARTS] + [f"{MOJ_SOURCE}/{part}" for part in MOJ_PARTS]
    entry = SETTINGS + "".join(f'@use "{part}";\n' for part in parts)
    (work / "look.scss").write_text(entry, encoding="utf-8")
    command = ["npx", "sass", "--style=compressed", "--no-source-map", "--no-charset", "--load-path=.", "look.scss"]
    compiled = subprocess.run(command, cwd=work, check=True, stdout=subprocess.PIPE).stdout
    files: Files = {"look.css": ((GOVUK, MOJ), compiled)}
    for icon in set(re.findall(r"url\(icons/([^)]+)\)", compiled.decode())):
        files[f"icons/{icon}"] = ((MOJ,), (work / MOJ_SOURCE / "assets" / "images" / icon).read_bytes())
    return files


def script(work: Path) -> Files:
    """The script of GOV.UK Frontend, without the link to a map that is not served."""
    content = (work / GOVUK_SOURCE / "govuk-frontend.min.js").read_bytes()
    content = re.sub(rb"\n?//# sourceMappingURL=\S*\s*$", b"\n", content)
    return {"govuk-frontend/govuk-frontend.min.js": ((GOVUK,), content)}


def htmx(work: Path) -> Files:
    """The script of htmx as it comes: filters swap a table without a reload."""
    package = work / "node_modules" / HTMX
    return {
        "htmx/htmx.min.js": ((HTMX,), (package / "dist" / "htmx.min.js").read_bytes()),
        "htmx/LICENSE.txt": ((HTMX,), (package / "LICENSE").read_bytes()),
    }


def leaflet(work: Path) -> Files:
    """The script of Leaflet and the rules of its style sheet that draw panes and controls, in our own typeface.

    Left out are the map of the script's sources, its pictures, since places are drawn as circles, and what only
    Internet Explorer reads: a rule without its picture would stop the collecting of static files.
    """
    dist = work / "node_modules" / LEAFLET / "dist"
    content = re.sub(rb"\n?//# sourceMappingURL=\S*\s*$", b"\n", (dist / "leaflet.js").read_bytes())
    rules = re.sub(rb"[^{}]*\{[^{}]*url\([^{}]*\}", b"", (dist / "leaflet.css").read_bytes())
    rules = re.sub(rb"\n\s*font(?:-family)?:[^;}]*;", b"", rules)
    return {
        "leaflet/leaflet.js": ((LEAFLET,), content),
        "leaflet/leaflet.css": ((LEAFLET,), rules),
        "leaflet/LICENSE.txt": ((LEAFLET,), (work / "node_modules" / LEAFLET / "LICENSE").read_bytes()),
    }


def fonts(work: Path) -> Files:
    """Sarabun in two weights, Thai and Latin letters apart, and its licence."""
    package = work / "node_modules" / SARABUN
    names = [f"sarabun-{letters}-{weight}-normal.woff2" for letters in ("thai", "latin") for weight in (400, 700)]
    files: Files = {f"sarabun/{name}": ((SARABUN,), (package / "files" / name).read_bytes()) for name in names}
    return {**files, "sarabun/OFL.txt": ((SARABUN,), (package / "LICENSE").read_bytes())}


def licences() -> Files:
    """The licences of the packages that carry none."""
    return {name: ((package,), MIT.format(holder=holder).encode()) for name, (package, holder) in MIT_HOLDERS.items()}


def store(name: str, packages: tuple[str, ...], content: bytes) -> dict[str, object]:
    """Write one file below static/vendor/ and return its entry for the record."""
    target = VENDOR / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return {"name": name, "packages": list(packages), "sha256": hashlib.sha256(content).hexdigest()}


if __name__ == "__main__":
    sys.exit(main())
