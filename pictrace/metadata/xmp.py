"""XMP: the packet of XML that picture editors and agencies write. Adobe XMP specification, parts 1 and 2."""

from __future__ import annotations

from typing import Any

from PIL import Image

from pictrace.metadata.clean import as_line

_MAX_PACKET = 4_000_000  # bytes; editing histories of 60 MB exist and say nothing of the picture

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
_XMP = "{http://ns.adobe.com/xap/1.0/}"
_EXIF_IN_XMP = "{http://ns.adobe.com/exif/1.0/}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def from_xmp(image: Image.Image) -> dict[str, str]:
    """Key → text, not cleaned; "" for what the packet does not say. Raises what the XML parser raises.

    "date_made" is when the file was made: for a scan or an export that is long after the picture was taken.
    """
    values = _xmp_values(image)
    return {
        "date_taken": values.get(_EXIF_IN_XMP + "DateTimeOriginal") or values.get(_PHOTOSHOP + "DateCreated", ""),
        "date_made": values.get(_XMP + "CreateDate", ""),
        "creator": values.get(_DC + "creator", ""),
        "credit": values.get(_PHOTOSHOP + "Credit", ""),
        "caption": values.get(_DC + "description", ""),
        "keywords": values.get(_DC + "subject", ""),
        "copyright": values.get(_DC + "rights", ""),
        "title": values.get(_DC + "title") or values.get(_PHOTOSHOP + "Headline", ""),
    }


def _xmp_values(image: Image.Image) -> dict[str, str]:
    """{namespace}name → text of every simple property, list and language alternative at the top of the packet."""
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    packet = packet.encode() if isinstance(packet, str) else packet
    packet = packet.strip(b"\0 \t\r\n") if isinstance(packet, bytes) else b""
    if not packet or len(packet) > _MAX_PACKET:
        return {}
    from defusedxml import ElementTree  # 10 ms that only pictures with XMP pay

    values: dict[str, str] = {}
    # Only the outermost: deeper ones tell of other pictures that were used in this one.
    root = ElementTree.fromstring(packet)
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
