"""The text of an XMP packet, mended where programs wrote what no XML parser reads. XML 1.0, 2.2 and 4.1.

Mended are single characters and names; what is cut off, or badly nested, is left to the parser, which refuses it.
"""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from html.entities import html5

from pictrace.imaging.metadata.cleaning import mended_text

_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(r"&(?:#(?:(\d{1,9})|[xX]([0-9a-fA-F]{1,8}))|([A-Za-z][A-Za-z0-9]*));|&")
_OF_XML = frozenset(("amp", "lt", "gt", "quot", "apos"))
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*\?>")
_ENCODING = re.compile(
    rb"<\?xml\b[^>]*\bencoding\s*=\s*[\"'](iso-8859-\d+|windows-\d+|cp\d+|latin-?1|shift_jis|euc-jp|euc-kr|gbk|"
    rb"gb2312|gb18030|big5|koi8-[ru])[\"']",
    re.IGNORECASE,
)
_BEGINNINGS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<\0", "utf-16-be"),
)
_WRAPPERS = (re.compile(r"<([\w.-]+:x[am]pmeta)[\s>]"), re.compile(r"<([\w.-]+:RDF)[\s>]"))
_PREFIXES = re.compile(r"[<\s/]([A-Za-z_][\w.-]*):[\w.-]+(?=[\s=/>])")
_DECLARED = re.compile(r"\bxmlns:([\w.-]+)\s*=")
_MOST_NAMESPACES = 100
_NAMESPACES = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xap": "http://ns.adobe.com/xap/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/",
}


def xml_of(packet: bytes) -> str:
    """The packet's outermost element as text that a parser takes; "" where there is none."""
    text = _mended(_decoded(packet))
    if "<!" in text.replace("<!--", "").replace("<![CDATA[", ""):
        return text  # a document type: the parser says no to what it must not do
    return _with_namespaces(_REFERENCE.sub(_reference, _element(text)))


def _decoded(packet: bytes) -> str:
    for begin, encoding in _BEGINNINGS:
        if packet.startswith(begin):
            return packet.decode(encoding, "replace")
    declared = _ENCODING.search(packet[:200])
    if declared is not None:
        # UTF-8 all the same where it can be: so the specification has it, and packets are copied without a thought.
        for encoding in ("utf-8", declared[1].decode("ascii")):
            with suppress(LookupError, UnicodeError):
                return packet.decode(encoding)
    return mended_text(packet)


def _mended(text: str) -> str:
    return _DECLARATION.sub("", _FORBIDDEN.sub("", text), count=1)


def _element(text: str) -> str:
    """From the first wrapper to its end: what stands around it is padding, or what a program left behind."""
    for wrapper in _WRAPPERS:
        begin = wrapper.search(text)
        end = text.rfind(f"</{begin[1]}") if begin else -1
        if begin and end > begin.start():
            return f"{text[begin.start() : end]}</{begin[1]}>"
    return text.strip()


def _reference(found: re.Match[str]) -> str:
    """An entity of HTML becomes its letter, an ampersand that begins none is one, a forbidden character goes."""
    decimal, hexadecimal, name = found.groups()
    if decimal or hexadecimal:
        number = int(decimal) if decimal else int(hexadecimal, 16)
        return "" if number > 0x10FFFF or _FORBIDDEN.match(chr(number)) else found[0]
    if name in _OF_XML:
        return found[0]
    if name:
        letter = html5.get(f"{name};")
        return letter if letter else f"&amp;{found[0][1:]}"
    return "&amp;"


def _with_namespaces(text: str) -> str:
    missing = set(_PREFIXES.findall(text)) - set(_DECLARED.findall(text)) - {"xml", "xmlns"}
    if not 0 < len(missing) <= _MOST_NAMESPACES:
        return text
    declared = "".join(f' xmlns:{name}="{_NAMESPACES.get(name, "undeclared:" + name)}"' for name in sorted(missing))
    return re.sub(r"<[\w.:-]+", lambda found: found[0] + declared, text, count=1)
