from __future__ import annotations

import io
import random
import struct
import zlib

import pymupdf
import pytest
from PIL import Image

from documents.typesetting import A4, CM, Fonts, Metadata, Picture, Section, set_document
from documents.typesetting.images import MOST_BYTES, readable_image


def picture(mode: str = "RGB", size: tuple[int, int] = (40, 20), kind: str = "PNG") -> bytes:
    content = io.BytesIO()
    Image.new(mode, size).save(content, kind)
    return content.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in ((b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    )


@pytest.mark.parametrize(
    ("mode", "kind", "expected"),
    [
        ("RGB", "PNG", "RGB"),
        ("RGBA", "PNG", "RGBA"),
        ("L", "PNG", "L"),
        ("LA", "PNG", "LA"),
        ("1", "PNG", "RGB"),
        ("P", "PNG", "RGB"),
        ("I;16", "PNG", "L"),
        ("RGB", "JPEG", "RGB"),
        ("L", "JPEG", "L"),
        ("CMYK", "JPEG", "RGB"),
    ],
)
def test_png_and_jpeg_of_every_kind_become_grey_or_rgb(mode: str, kind: str, expected: str) -> None:
    content = picture(mode, kind=kind)
    assert readable_image(content, "ตรา").mode == expected
    assert set_document([Section(A4, [Picture(content, 2 * CM)])], Metadata("รูป")).page_count == 1


def test_sixteen_bits_of_grey_keep_their_shade() -> None:
    content = io.BytesIO()
    Image.new("I;16", (4, 4), 0x8000).save(content, "PNG")
    assert readable_image(content.getvalue(), "แผนที่").getpixel((0, 0)) == 128


def test_a_photograph_stands_upright() -> None:
    content = io.BytesIO()
    turned = Image.new("RGB", (40, 20))
    exif = turned.getexif()
    exif[0x0112] = 6
    turned.save(content, "JPEG", exif=exif)
    assert readable_image(content.getvalue(), "ภาพ").size == (20, 40)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "WEBP", "PPM", "ICO"])
def test_other_kinds_are_refused_by_the_name_of_the_picture(kind: str) -> None:
    with pytest.raises(ValueError, match=r"^ตราจังหวัด: not a readable picture; PNG and JPEG can be set"):
        readable_image(picture(kind=kind), "ตราจังหวัด")


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(ValueError, match=r"^ภาพปก: 8000 × 8000 pixels; a picture has at most 40,000,000"):
        readable_image(png_that_claims(8_000, 8_000), "ภาพปก")
    with pytest.raises(ValueError, match=r"^ภาพปก: not a readable picture|^ภาพปก: 100000 × 100000 pixels"):
        readable_image(png_that_claims(100_000, 100_000), "ภาพปก")


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    with pytest.raises(ValueError, match=r"^ภาพปก: 20,000,001 bytes; a picture has at most 20,000,000"):
        readable_image(b"\x89PNG" + bytes(MOST_BYTES - 3), "ภาพปก")


def test_a_damaged_picture_is_refused_and_never_breaks_anything_else() -> None:
    chance = random.Random(4)  # noqa: S311 - chosen, not secret
    refused = 0
    for content in (picture(size=(90, 90)), picture("L", (90, 90), "JPEG")):
        for _ in range(150):
            damaged = bytearray(content[: chance.randrange(len(content))])
            for _ in range(chance.randrange(4)):
                damaged[chance.randrange(len(damaged)) if damaged else 0 :] = b"\x00"
            try:
                readable_image(bytes(damaged), "ตรา")
            except ValueError as error:
                assert str(error).startswith("ตรา: ")  # noqa: PT017 - any damage may be harmless
                refused += 1
    assert refused > 250


def test_a_picture_wider_than_the_page_is_made_smaller() -> None:
    [strip] = Picture(picture(size=(400, 100)), 200).strips(Fonts(), 400)
    assert strip.height == 100
    [strip] = Picture(picture(size=(100, 100)), 200).strips(Fonts(), 400)
    assert strip.height == 200


def test_a_picture_higher_than_a_page_is_made_as_high_as_the_page() -> None:
    document = set_document([Section(A4, [Picture(picture(size=(10, 400)), 5_000)])], Metadata("รูป"))
    with pymupdf.open(stream=document.pdf) as opened:
        [image] = opened[0].get_image_info()
    left, top, right, bottom = image["bbox"]
    assert (bottom - top) == pytest.approx(A4.body_height, abs=0.1)
    assert (left + right) / 2 == pytest.approx(A4.margins.left + A4.body_width / 2, abs=0.1)
    assert document.page_count == 1
