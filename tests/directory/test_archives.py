"""Archives from outside: what they would unpack to is known before anything is unpacked."""

import io
import zipfile

import pytest

from directory.archives import Limits, UnsafeArchiveError, entries_of, macros_in

LIMITS = Limits(bytes=1_000_000, times=100, entries=5)


def packed(*parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts:
            archive.writestr(name, part)
    return content.getvalue()


def names(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [entry.filename for entry in entries_of(archive, size=len(content), limits=LIMITS)]


def with_entry(content, offset, value):
    """The archive whose first entry says something else at an offset of its directory."""
    at = content.find(b"PK\x01\x02") + offset
    return content[:at] + value + content[at + len(value) :]


ONE = packed(("a.xml", b"<a/>" * 50))


def test_the_parts_of_an_archive_are_named():
    assert names(ONE) == ["a.xml"]
    assert names(packed()) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (packed(("zeros", b"\0" * 999_999)), "ใหญ่เกินไปเมื่อคลายออก"),
        (packed(*((f"{number}", bytes(range(256)) * 900) for number in range(5))), "ใหญ่เกินไปเมื่อคลายออก"),
        (packed(*((f"{number}", b"") for number in range(6))), "ใหญ่เกินไปเมื่อคลายออก"),
        (with_entry(ONE, 20, (10_000).to_bytes(4, "little")), "ใหญ่เกินไปเมื่อคลายออก"),
        (packed(("../a", b"x")), "ผิดปกติ"),
        (packed(("/etc/passwd", b"x")), "ผิดปกติ"),
        (packed(("a\\b", b"x")), "ผิดปกติ"),
        (with_entry(ONE, 8, b"\x01\x00"), "ใส่รหัสไว้"),
    ],
)
def test_what_is_not_to_be_unpacked_is_refused_with_the_reason(content, said):
    with pytest.raises(UnsafeArchiveError, match=said):
        names(content)


def test_two_parts_of_one_name_are_refused():
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = packed(("a", b"x"), ("a", b"y"))
    with pytest.raises(UnsafeArchiveError, match="ผิดปกติ"):
        names(twice)


def test_macros_are_found_wherever_they_lie():
    with zipfile.ZipFile(
        io.BytesIO(packed(("xl/vbaProject.bin", b""), ("xl/a", b""), ("xl/macrosheets/s.xml", b"")))
    ) as a:
        assert macros_in(a.infolist()) == ["xl/vbaProject.bin", "xl/macrosheets/s.xml"]
