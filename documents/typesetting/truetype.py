"""Write the smallest TrueType font that a PDF needs: outlines and widths, nothing to shape with."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final

from documents.typesetting.faces import Face, Outline

__all__ = ["glyph_record", "merged_outline", "write_font"]

_ON_CURVE: Final = 0x01
_X_IS_BYTE: Final = 0x02
_Y_IS_BYTE: Final = 0x04
_X_SAME_OR_POSITIVE: Final = 0x10
_Y_SAME_OR_POSITIVE: Final = 0x20
_LARGEST_BYTE: Final = 255

_CHECKSUM_OF_A_WHOLE_FONT: Final = 0xB1B0AFBA


def merged_outline(face: Face, parts: Sequence[tuple[int, int, int]]) -> Outline:
    """Return the outline of a baked glyph: the outlines of its parts, each moved by its offset."""
    points: list[tuple[int, int]] = []
    ends: list[int] = []
    on_curve = b""
    for glyph, shift_x, shift_y in parts:
        outline = face.outline_of(glyph)
        ends += [len(points) + end for end in outline.contour_ends]
        points += [(x + shift_x, y + shift_y) for x, y in outline.points]
        on_curve += outline.on_curve
    return Outline(points, on_curve, ends)


def glyph_record(outline: Outline) -> bytes:
    """Return the `glyf` record of an outline, padded to four bytes; a blank glyph has an empty one."""
    if not outline.points:
        return b""
    xs = [x for x, _ in outline.points]
    ys = [y for _, y in outline.points]
    header = struct.pack(">5h", len(outline.contour_ends), min(xs), min(ys), max(xs), max(ys))
    ends = struct.pack(f">{len(outline.contour_ends)}H", *outline.contour_ends)
    x_bits, x_data = _deltas(xs, _X_IS_BYTE, _X_SAME_OR_POSITIVE)
    y_bits, y_data = _deltas(ys, _Y_IS_BYTE, _Y_SAME_OR_POSITIVE)
    flags = bytes(on | x | y for on, x, y in zip(outline.on_curve, x_bits, y_bits, strict=True))
    no_instructions = b"\0\0"
    record = header + ends + no_instructions + flags + x_data + y_data
    return record + bytes(-len(record) % 4)


def _deltas(values: list[int], is_byte: int, same_or_positive: int) -> tuple[bytes, bytes]:
    """Return the flag bits and the packed differences of one coordinate along an outline."""
    bits = bytearray()
    data = bytearray()
    previous = 0
    for value in values:
        delta = value - previous
        previous = value
        if delta == 0:
            bits.append(same_or_positive)
        elif -_LARGEST_BYTE <= delta <= _LARGEST_BYTE:
            bits.append(is_byte | (same_or_positive if delta > 0 else 0))
            data.append(abs(delta))
        else:
            bits.append(0)
            data += struct.pack(">h", delta)
    return bytes(bits), bytes(data)


def write_font(face: Face, glyphs: Sequence[tuple[Outline, bytes, int]]) -> bytes:
    """Return a font file whose glyphs are the given outlines, with their records and advance widths, in that order."""
    location = [0]
    metrics = bytearray()
    for outline, record, advance in glyphs:
        location.append(location[-1] + len(record))
        metrics += struct.pack(">Hh", advance, min((x for x, _ in outline.points), default=0))
    most_points = max(len(outline.points) for outline, _, _ in glyphs)
    most_contours = max(len(outline.contour_ends) for outline, _, _ in glyphs)
    head = bytearray(face.raw_table("head"))
    head[8:12] = bytes(4)  # checksum, filled in last
    head[50:52] = b"\0\1"  # long offsets
    horizontal = bytearray(face.raw_table("hhea"))
    horizontal[34:36] = struct.pack(">H", len(glyphs))
    return _assemble(
        {
            b"glyf": b"".join(record for _, record, _ in glyphs),
            b"head": bytes(head),
            b"hhea": bytes(horizontal),
            b"hmtx": bytes(metrics),
            b"loca": struct.pack(f">{len(location)}I", *location),
            b"maxp": struct.pack(">I14H", 0x10000, len(glyphs), most_points, most_contours, 0, 0, 1, *[0] * 8),
        }
    )


def _assemble(tables: dict[bytes, bytes]) -> bytes:
    """Put a table directory before the tables and set the checksum of the whole."""
    power = len(tables).bit_length() - 1
    search_range = 16 << power
    header = struct.pack(">IHHHH", 0x10000, len(tables), search_range, power, 16 * len(tables) - search_range)
    directory = b""
    body = b""
    start = len(header) + 16 * len(tables)
    head_offset = 0
    for tag in sorted(tables):
        content = tables[tag]
        offset = start + len(body)
        if tag == b"head":
            head_offset = offset
        directory += tag + struct.pack(">III", _checksum(content), offset, len(content))
        body += content + bytes(-len(content) % 4)
    font = bytearray(header + directory + body)
    adjustment = (_CHECKSUM_OF_A_WHOLE_FONT - _checksum(bytes(font))) & 0xFFFFFFFF
    font[head_offset + 8 : head_offset + 12] = struct.pack(">I", adjustment)
    return bytes(font)


def _checksum(content: bytes) -> int:
    padded = content + bytes(-len(content) % 4)
    return sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
