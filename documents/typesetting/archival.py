"""What makes a PDF fit for archives (PDF/A-2): what it says about itself, and what its colours mean.

The conformance that a file claims is the one that it has: A (readable by machines, with its structure) when it is
tagged, U (readable) when it is not, B (visible) when its text holds characters that the standard allows in no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc

from documents.typesetting.faces import ASSETS
from documents.typesetting.structure import text_string

__all__ = ["Information", "add_archival_parts", "conformance_of", "expressible"]

_COLOUR_SPACE: Final = "sRGB IEC61966-2.1"

# ISO 19005-2, 6.2.11.7.2: no character may be read back as one of these.
_FORBIDDEN: Final = frozenset("\0\ufeff\ufffe")
_PRIVATE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_PACKET: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" \
xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>{conformance}</pdfaid:conformance>
{properties}
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""

_PROPERTIES: Final = {
    "Title": '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:title>',
    "Author": "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>",
    "Subject": '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:description>',
    "Keywords": "<pdf:Keywords>{}</pdf:Keywords>",
    "Creator": "<xmp:CreatorTool>{}</xmp:CreatorTool>",
    "Producer": "<pdf:Producer>{}</pdf:Producer>",
}
"""The same facts in both places where readers look: by their names in the old one."""


class Information(pdfdoc.PDFInfo):
    """Title, author and so on, without dates: those of a reproducible file would all be 1 January 2000."""

    def __init__(self, facts: Mapping[str, str]) -> None:
        super().__init__()
        self.facts = {name: text for name, text in facts.items() if text}

    def format(self, document: Any) -> bytes:  # noqa: ARG002 - reportlab's signature
        entries = "".join(f"/{name}{text_string(text)}" for name, text in self.facts.items())
        return f"<<{entries}>>".encode("ascii")


def expressible(text: str) -> str:
    """Return a text with U+FFFD for what neither of the two places can hold."""
    return _NOT_IN_XML.sub("\ufffd", text)


def conformance_of(texts: Iterable[str], *, is_tagged: bool) -> str:
    """Return the level of PDF/A-2 that a document reaches in which glyphs stand for these texts."""
    private = False
    for text in texts:
        if not _FORBIDDEN.isdisjoint(text):
            return "B"
        private = private or _PRIVATE.search(text) is not None
    return "A" if is_tagged and not private else "U"


def add_archival_parts(document: Any, information: Information, conformance: str) -> None:
    """Put the facts about the document and the meaning of its colours into reportlab's catalog."""
    document.info = information
    packet = _PACKET.format(
        conformance=conformance,
        properties="\n".join(
            _PROPERTIES[name].format(escape(text, {"\r": "&#13;"})) for name, text in information.facts.items()
        ),
    )
    metadata = pdfdoc.PDFStream(content=packet.encode("utf-8"))
    metadata.dictionary["Type"] = pdfdoc.PDFName("Metadata")
    metadata.dictionary["Subtype"] = pdfdoc.PDFName("XML")
    profile = pdfdoc.PDFStream(content=_colour_profile(), filters=[pdfdoc.PDFZCompress])
    profile.dictionary["N"] = 3
    intent = pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("OutputIntent"),
            "S": pdfdoc.PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": pdfdoc.PDFString(_COLOUR_SPACE),
            "Info": pdfdoc.PDFString(_COLOUR_SPACE),
            "DestOutputProfile": document.Reference(profile, "colours"),
        }
    )
    catalog = document.Catalog
    # reportlab writes the entries of a catalog that it knows by name; this is not one of them.
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents"]
    catalog.OutputIntents = pdfdoc.PDFArray([intent])
    catalog.Metadata = metadata


@cache
def _colour_profile() -> bytes:
    return (ASSETS / "srgb.icc").read_bytes()
