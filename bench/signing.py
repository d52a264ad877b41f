"""Signing a letter with P-256, PAdES baseline B, the key opened once as for a pile of letters; and checking it again.

Nothing stands below to compare with: most of the time goes into building the CMS structures, twice, since their size is
found by making one. The time does not grow with the file.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bench.harness import Figure, figure
from documents.layouts import render
from documents.signing import Act, KeyEntry, SigningKey, opened, sign, signatures_of
from documents.signing.demonstration import new_authority

__all__ = ["GOALS", "letter", "measure", "signed_letter"]

GOALS: Final = {"sign_p256": "≤ 80 ms", "verify_p256": "≤ 80 ms"}
ROUNDS: Final = 40
AT: Final = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
OFFICE: Final = "council/chair"
PASSWORD: Final = "measured"  # noqa: S105  # opens a key that lives for one measurement
ACT: Final = Act("นางบุญมี ใจดี", "ประธานสภาองค์กรชุมชนตำบล", "สภาองค์กรชุมชนตำบลบุ่ง", AT)


def letter() -> bytes:
    """A letter of one page."""
    return render(
        {
            "layout": "external_letter",
            "title": "นำส่งแผนพัฒนาตำบล",
            "letterhead": {"kind": "civic", "name": "สภาองค์กรชุมชนตำบลบุ่ง", "address_lines": []},
            "subject": "นำส่งแผนพัฒนาตำบล",
            "salutation_to": "นายอำเภอเมืองอำนาจเจริญ",
            "paragraphs": [{"text": "ด้วยสภาองค์กรชุมชนตำบลบุ่ง ได้จัดทำแผนพัฒนาตำบลเสร็จเรียบร้อยแล้ว จึงขอนำส่งแผนดังกล่าว"}],
            "signature": {"name": "นางบุญมี ใจดี", "position": "ประธานสภาองค์กรชุมชนตำบล", "acting_lines": []},
        },
        number="๑/๒๕๖๙",
        dated="๒ พฤศจิกายน ๒๕๖๙",
    )


def signed_letter(act: Callable[[SigningKey, bytes], object]) -> None:
    """Call an act with an opened key and a letter."""
    with tempfile.TemporaryDirectory() as folder:
        issued = new_authority(AT).issue(office=OFFICE, title="ประธาน", body="สภา", at=AT, password=PASSWORD)
        path = Path(folder) / "key.p12"
        path.touch(mode=0o600)
        path.write_bytes(issued.pkcs12)
        entry = KeyEntry(OFFICE, path.parent, issued.sha256, pkcs12=path.name)
        with opened(entry, PASSWORD, at=AT, may_be_demonstration=True) as key:
            act(key, letter())


def measure() -> dict[str, Figure]:
    """Sign and verify the same letter over and over; medians."""
    times: dict[str, list[float]] = {"sign_p256": [], "verify_p256": []}

    def rounds(key: SigningKey, pdf: bytes) -> None:
        sign(pdf, key, ACT)
        for _round in range(ROUNDS):
            begun = time.perf_counter()
            signed = sign(pdf, key, ACT)
            between = time.perf_counter()
            found = signatures_of(signed)
            ended = time.perf_counter()
            assert [each.is_good for each in found] == [True]
            times["sign_p256"].append(between - begun)
            times["verify_p256"].append(ended - between)

    signed_letter(rounds)
    return {name: figure(statistics.median(taken) * 1000) for name, taken in times.items()}
