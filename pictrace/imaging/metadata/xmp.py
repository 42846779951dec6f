"""XMP: the packet of XML that picture editors and agencies write. Adobe XMP specification, parts 1 and 2."""

from __future__ import annotations

from typing import Any

from PIL import Image

from pictrace.imaging.metadata.cleaning import as_line
from pictrace.imaging.metadata.xmp_text import xml_of

MAX_PACKET = 4_000_000  # bytes; editing histories of 60 MB exist and say nothing of the picture

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
_XMP = "{http://ns.adobe.com/xap/1.0/}"
_EXIF_IN_XMP = "{http://ns.adobe.com/exif/1.0/}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def from_xmp(image: Image.Image) -> dict[str, str]:
    """What the packet of a picture says, as `from_packet` gives it."""
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    if isinstance(packet, tuple):  # a TIFF may keep it as numbers
        packet = bytes(packet)
    return from_packet(packet.encode("utf-8", "surrogatepass") if isinstance(packet, str) else packet)


def from_packet(packet: bytes) -> dict[str, str]:
    """Key → text, not cleaned; "" for what the packet does not say. Raises what the XML parser raises.

    "date_made" is when the file was made: for a scan or an export that is long after the picture was taken.
    "comment" is what the camera's own field for comments says. "sidecar_for" is the extension of the picture that a
    packet in a file of its own belongs to, where it says so.
    """
    values = _xmp_values(packet)
    return {
        "date_taken": values.get(_EXIF_IN_XMP + "DateTimeOriginal") or values.get(_PHOTOSHOP + "DateCreated", ""),
        "date_made": values.get(_XMP + "CreateDate", ""),
        "creator": values.get(_DC + "creator", ""),
        "credit": values.get(_PHOTOSHOP + "Credit", ""),
        "caption": values.get(_DC + "description", ""),
        "comment": values.get(_EXIF_IN_XMP + "UserComment", ""),
        "keywords": values.get(_DC + "subject", ""),
        "copyright": values.get(_DC + "rights", ""),
        "title": values.get(_DC + "title") or values.get(_PHOTOSHOP + "Headline", ""),
        "sidecar_for": values.get(_PHOTOSHOP + "SidecarForExtension", ""),
    }


def _xmp_values(packet: bytes) -> dict[str, str]:
    """{namespace}name → text of every simple property, list and language alternative at the top of the packet."""
    if not packet.strip(b"\0 \t\r\n") or len(packet) > MAX_PACKET:
        return {}
    from defusedxml import ElementTree  # 10 ms that only pictures with XMP pay

    values: dict[str, str] = {}
    # Only the outermost: deeper ones tell of other pictures that were used in this one.
    root = ElementTree.fromstring(xml_of(packet))
    for description in root.findall(f".//{_RDF}RDF/{_RDF}Description") + root.findall(f"{_RDF}Description"):
        for name, text in description.attrib.items():
            values.setdefault(name, text)
        for element in description:
            values.setdefault(element.tag, _xmp_text(element))
    return values


def _xmp_text(element: Any) -> str:
    items = element.findall(f"{_RDF}Bag/{_RDF}li") + element.findall(f"{_RDF}Seq/{_RDF}li")
    if items:
        return ", ".join(text for item in items if (text := as_line(item.text or "")))
    languages = element.findall(f"{_RDF}Alt/{_RDF}li")
    languages.sort(key=lambda item: item.get(_LANGUAGE) != "x-default")
    return next((item.text for item in languages if item.text), element.text or "")
