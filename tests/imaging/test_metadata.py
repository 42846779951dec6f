"""EXIF, IPTC and XMP come out under eight plain keys, clean, and broken ones fail nothing."""

from __future__ import annotations

import io
import struct
import time
import zlib

import pytest
from picture_making import LIMITS, saved
from PIL import Image, PngImagePlugin, TiffImagePlugin

from pictrace import imaging
from pictrace.imaging.metadata import KEYS, read_metadata
from pictrace.imaging.metadata.cleaning import MAX_LENGTH

PICTURE = Image.new("RGB", (16, 16), (90, 120, 150))
NAMESPACES = (
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
    'xmlns:exif="http://ns.adobe.com/exif/1.0/"'
)
FULL_XMP = """
    <dc:creator><rdf:Seq><rdf:li>Ana Ruiz</rdf:li><rdf:li>Bo Łęcki</rdf:li></rdf:Seq></dc:creator>
    <dc:description><rdf:Alt><rdf:li xml:lang="de">Der Hafen</rdf:li>
        <rdf:li xml:lang="x-default">The harbour</rdf:li></rdf:Alt></dc:description>
    <dc:subject><rdf:Bag><rdf:li>harbour</rdf:li><rdf:li>夜</rdf:li></rdf:Bag></dc:subject>
    <dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© 2024 Ana Ruiz</rdf:li></rdf:Alt></dc:rights>
    <dc:title><rdf:Alt><rdf:li xml:lang="x-default">Night</rdf:li></rdf:Alt></dc:title>
    <photoshop:Credit>Acme Press</photoshop:Credit>
    <photoshop:DateCreated>2024-05-01T12:30:00+02:00</photoshop:DateCreated>"""
FULL = {
    "date_taken": "2024-05-01 12:30:00",
    "creator": "Ana Ruiz, Bo Łęcki",
    "credit": "Acme Press",
    "caption": "The harbour",
    "keywords": "harbour, 夜",
    "copyright": "© 2024 Ana Ruiz",
    "title": "Night",
}


def xmp(inside: str, attributes: str = "") -> bytes:
    """An XMP packet with these properties."""
    packet = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {NAMESPACES}><rdf:Description {attributes}>{inside}'
    return f"{packet}</rdf:Description></rdf:RDF></x:xmpmeta>".encode()


def exif(**texts: object) -> Image.Exif:
    """EXIF with these tags, by Pillow's names in lower case."""
    numbers = {
        "description": 0x010E, "make": 0x010F, "model": 0x0110, "artist": 0x013B, "copyright": 0x8298,
        "xp_title": 0x9C9B, "xp_comment": 0x9C9C, "xp_author": 0x9C9D, "xp_keywords": 0x9C9E,
    }  # fmt: skip
    made = Image.Exif()
    for name, text in texts.items():
        if name in numbers:
            made[numbers[name]] = text
    dates = {"original": 0x9003, "digitised": 0x9004}
    if inner := {number: texts[name] for name, number in dates.items() if name in texts}:
        made[0x8769] = inner
    loaded = Image.Exif()  # Pillow writes the inner directory into a TIFF only for tags that were read from bytes
    loaded.load(made.tobytes())
    return loaded


def iptc(*fields: tuple[int, bytes], utf8: bool = False) -> bytes:
    """An IPTC-IIM block of record 2."""
    block = b"\x1c\x01\x5a\x00\x03\x1b%G" if utf8 else b""
    return block + b"".join(
        b"\x1c\x02" + bytes([number]) + struct.pack(">H", len(text)) + text for number, text in fields
    )


def jpeg_with_iptc(block: bytes, **options: object) -> bytes:
    """A JPEG with an APP13 segment of Photoshop's."""
    body = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(block)) + block + bytes(len(block) % 2)
    data = saved(PICTURE, "JPEG", **options)
    return data[:2] + b"\xff\xed" + struct.pack(">H", len(body) + 2) + body + data[2:]


def metadata_of(data: bytes) -> dict[str, str]:
    return dict(imaging.decode(data, name="picture", limits=LIMITS).metadata)


def jpeg2000_with_xmp(packet: bytes) -> bytes:
    data = saved(PICTURE, "JPEG2000")
    box = b"uuid" + bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + packet
    at = data.index(b"jp2c") - 4
    return data[:at] + struct.pack(">I", len(box) + 4) + box + data[at:]


def test_a_plain_picture_says_nothing() -> None:
    assert metadata_of(saved(PICTURE, "PNG")) == {}


@pytest.mark.parametrize("format", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF", "JPEG2000"])
def test_xmp_of_every_format_that_has_it(format: str) -> None:
    packet = xmp(FULL_XMP)
    if format == "JPEG2000":
        data = jpeg2000_with_xmp(packet)
    elif format == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_itxt("XML:com.adobe.xmp", packet.decode())
        data = saved(PICTURE, "PNG", pnginfo=info)
    elif format == "TIFF":
        tags = TiffImagePlugin.ImageFileDirectory_v2()
        tags[700] = packet
        data = saved(PICTURE, "TIFF", tiffinfo=tags)
    else:
        data = saved(PICTURE, format, xmp=packet)
    assert metadata_of(data) == FULL


def test_pictures_inside_a_picture_do_not_speak_for_it() -> None:
    inner = "<photoshop:Credit>Somebody else</photoshop:Credit>"
    pantry = f"<dc:source><rdf:Bag><rdf:li><rdf:Description>{inner}</rdf:Description></rdf:li></rdf:Bag></dc:source>"
    assert metadata_of(saved(PICTURE, "JPEG", xmp=xmp(pantry))) == {}


def test_xmp_properties_may_be_attributes() -> None:
    data = saved(
        PICTURE, "JPEG", xmp=xmp("", 'photoshop:Credit="Acme" xmp:CreateDate="2023-02-03" dc:title="A &amp; B"')
    )
    assert metadata_of(data) == {"credit": "Acme", "date_taken": "2023-02-03", "title": "A & B"}


@pytest.mark.parametrize("format", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF"])
def test_exif_of_every_format_that_has_it(format: str) -> None:
    tags = exif(
        description="The harbour",
        make="Acme Optical",
        model="One",
        artist="Ana Ruiz",
        copyright="Ana",
        original="2024:05:01 12:30:00",
    )
    assert metadata_of(saved(PICTURE, format, exif=tags)) == {
        "caption": "The harbour",
        "camera": "Acme Optical One",
        "creator": "Ana Ruiz",
        "copyright": "Ana",
        "date_taken": "2024-05-01 12:30:00",
    }


def test_what_windows_writes() -> None:
    tags = exif(
        xp_title="Café\0".encode("utf-16-le"),
        xp_comment="Größe".encode("utf-16-le"),
        xp_author="夜".encode("utf-16-le"),
        xp_keywords="a; b ;;c\0".encode("utf-16-le"),
    )
    assert metadata_of(saved(PICTURE, "JPEG", exif=tags)) == {
        "title": "Café",
        "caption": "Größe",
        "creator": "夜",
        "keywords": "a, b, c",
    }


@pytest.mark.parametrize("text", ["Łódź".encode(), "Grüße".encode(), "Grüße".encode("latin-1")])
def test_exif_text_in_the_encodings_that_occur(text: bytes) -> None:
    tags = exif(artist="x" * len(text)).tobytes().replace(b"x" * len(text), text)
    expected = "Łódź" if text.startswith("Ł".encode()) else "Grüße"
    assert metadata_of(saved(PICTURE, "JPEG", exif=tags))["creator"] == expected


@pytest.mark.parametrize(
    ("make", "model", "camera"),
    [
        ("Canon", "Canon EOS 5D", "Canon EOS 5D"),
        ("NIKON CORPORATION", "NIKON D90", "NIKON D90"),
        ("Apple", "iPhone 15", "Apple iPhone 15"),
        ("Apple", "", "Apple"),
        ("", "Scanner 3", "Scanner 3"),
    ],
)
def test_the_camera_is_named_once(make: str, model: str, camera: str) -> None:
    assert metadata_of(saved(PICTURE, "JPEG", exif=exif(make=make, model=model)))["camera"] == camera


FIELDS = (
    (80, "Ana Ruiz"),
    (110, "Acme"),
    (120, "Der Hafen, größer"),
    (25, "Häfen"),
    (25, "Nacht"),
    (116, "© Ana"),
    (5, "Nacht"),
    (55, "20240501"),
    (60, "123000+0200"),
)
FIELDS_READ = {
    "creator": "Ana Ruiz",
    "credit": "Acme",
    "caption": "Der Hafen, größer",
    "keywords": "Häfen, Nacht",
    "copyright": "© Ana",
    "title": "Nacht",
    "date_taken": "2024-05-01 12:30:00",
}


@pytest.mark.parametrize(("encoding", "utf8"), [("utf-8", True), ("utf-8", False), ("cp1252", False)])
def test_iptc_of_a_jpeg(encoding: str, utf8: bool) -> None:
    block = iptc(*((number, text.encode(encoding)) for number, text in FIELDS), utf8=utf8)
    assert metadata_of(jpeg_with_iptc(block)) == FIELDS_READ


@pytest.mark.parametrize("as_numbers", [False, True])
def test_iptc_of_a_tiff(as_numbers: bool) -> None:
    block = iptc(*((number, text.encode()) for number, text in FIELDS), utf8=True)
    block += bytes(-len(block) % 4)
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags.tagtype[33723] = 7
    tags[33723] = block
    data = bytearray(saved(PICTURE, "TIFF", tiffinfo=tags))
    if as_numbers:  # as Photoshop writes them
        entry = data.index(struct.pack("<HHI", 33723, 7, len(block)))
        struct.pack_into("<HHI", data, entry, 33723, 4, len(block) // 4)
    assert metadata_of(bytes(data)) == FIELDS_READ


def test_xmp_goes_before_iptc_and_iptc_before_exif() -> None:
    tags = exif(artist="exif", copyright="exif", description="exif", original="2001:01:01 01:01:01")
    packet = xmp("<dc:creator><rdf:Seq><rdf:li>xmp</rdf:li></rdf:Seq></dc:creator>", 'xmp:CreateDate="2020-01-01"')
    data = jpeg_with_iptc(iptc((80, b"iptc"), (116, b"iptc")), exif=tags, xmp=packet)
    assert metadata_of(data) == {
        "creator": "xmp",
        "copyright": "iptc",
        "caption": "exif",
        "date_taken": "2001-01-01 01:01:01",  # the camera's date rather than the export's
    }


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024:05:01 12:30:00", "2024-05-01 12:30:00"),
        ("2024-05-01T12:30:00.25+02:00", "2024-05-01 12:30:00"),
        ("2024-05-01T12:30", "2024-05-01 12:30:00"),
        ("2024-05-01", "2024-05-01"),
        ("2024-05", "2024-05"),
        ("2024", "2024"),
        ("20240501", "2024-05-01"),
        ("2024-00-00", "2024"),
        ("2024-05-00", "2024-05"),
        ("0000:00:00 00:00:00", None),
        ("2024:13:45 99:99:99", None),
        ("    :  :     :  :  ", None),
        ("yesterday", None),
        # A time that cannot be leaves its day.
        ("2013:07:10 24:05:11", "2013-07-10"),
        ("2013-07-10T24:00:00Z", "2013-07-10"),
        ("2013:07:10 25:00:00", "2013-07-10"),
        ("2013:07:10 12:60:00", "2013-07-10"),
        ("2013:07:10 12:30:60", "2013-07-10"),
        # Blanks: for zeros, and for what is not known.
        ("2024: 5: 1 12:30: 0", "2024-05-01 12:30:00"),
        ("2024: 5: 1  9: 5: 7", "2024-05-01 09:05:07"),
        ("2024:05:01 12:30:  ", "2024-05-01 12:30:00"),
        ("2024:05:01   :  :  ", "2024-05-01"),
        ("2024:05:     :  :  ", "2024-05"),
        ("2024:05:   12:30:00", "2024-05"),
        ("2024:  :     :  :  ", "2024"),
        # Other ways to write it.
        ("2024 05 01 12 30 00", "2024-05-01 12:30:00"),
        ("2024.05.01 12.30.00", "2024-05-01 12:30:00"),
        ("2024:05:01-12:30:00", "2024-05-01 12:30:00"),
        ("2024 05 01", "2024-05-01"),
        ("2024-5-1 9:05", "2024-05-01 09:05:00"),
        ("2024/05/01 12:30:00", "2024-05-01 12:30:00"),
        ("2024:05:01:12:30:00", "2024-05-01 12:30:00"),
        ("20240501T123000Z", "2024-05-01 12:30:00"),
        ("20240501123000", "2024-05-01 12:30:00"),
        ("2024:05:01 03:30:00 PM", "2024-05-01 15:30:00"),
        ("2024:05:01 12:30:00 am", "2024-05-01 00:30:00"),
        ("2024-05-01 approx.", "2024-05-01"),
        ("1642", "1642"),
        ("2024-02-30", None),
        ("2024-13", None),
        # Clocks that were never set, and those that may have been.
        ("1970:01:01 00:00:00", None),
        ("1970-01-01T00:00:00Z", None),
        ("1970-01-01T01:00:00+01:00", None),
        ("1970:01:01 05:30:00", None),
        ("1969-12-31T16:00:00-08:00", None),
        ("1980:01:01 00:00:00", None),
        ("0001-01-01T00:00:00", None),
        ("0001", None),
        ("1970-01-01", "1970-01-01"),
        ("1970-01-01T12:00:00", "1970-01-01 12:00:00"),
        ("1970:01:01 00:03:12", "1970-01-01 00:03:12"),
        ("1980:01:01 00:04:00", "1980-01-01 00:04:00"),
        ("2000:01:01 00:00:00", "2000-01-01 00:00:00"),
        ("1900-01-01T00:00:00", "1900-01-01 00:00:00"),
    ],
)
def test_dates(written: str, read: str | None) -> None:
    data = saved(PICTURE, "JPEG", xmp=xmp("", f'photoshop:DateCreated="{written}"'))
    assert metadata_of(data).get("date_taken") == read


@pytest.mark.parametrize(("written", "read"), [("2013:07:10 24:05:11", "2013-07-10"), ("1970:01:01 00:00:00", None)])
def test_dates_of_exif_and_iptc_go_through_the_same_reader(written: str, read: str | None) -> None:
    assert metadata_of(saved(PICTURE, "JPEG", exif=exif(original=written))).get("date_taken") == read
    day, time = written.replace(":", "").split()
    block = iptc((55, day.encode()), (60, time.encode()))
    assert metadata_of(jpeg_with_iptc(block)).get("date_taken") == read


def test_a_clock_that_was_never_set_leaves_the_word_to_the_next_date() -> None:
    tags = exif(original="1970:01:01 00:00:00", digitised="2010:02:03 04:05:06")
    assert metadata_of(saved(PICTURE, "JPEG", exif=tags)) == {"date_taken": "2010-02-03 04:05:06"}


def test_a_date_without_end_is_read_at_once() -> None:
    packet = xmp("", f'photoshop:DateCreated="{"2" * 3_000_000}"')
    assert metadata_of(saved(PICTURE, "WEBP", xmp=packet)) == {}


def test_the_date_of_a_scan_is_the_last_resort() -> None:
    assert metadata_of(saved(PICTURE, "JPEG", exif=exif(digitised="2010:02:03 04:05:06"))) == {
        "date_taken": "2010-02-03 04:05:06"
    }


def test_values_are_clean() -> None:
    packet = xmp(
        "<dc:title><rdf:Alt><rdf:li>  two\n\n lines\tand\u202eturned\u2069  </rdf:li></rdf:Alt></dc:title>"
        f"<photoshop:Credit>{'long ' * 900}</photoshop:Credit>"
    )
    tags = exif(artist="Ana\0\0rest", copyright="a\0\x07b\x1b[31m", description="OLYMPUS DIGITAL CAMERA  ")
    found = metadata_of(saved(PICTURE, "JPEG", xmp=packet, exif=tags))
    assert found["title"] == "two lines andturned"
    assert found["copyright"] == "a b[31m"
    assert found["creator"] == "Ana"
    assert "caption" not in found
    assert len(found["credit"]) <= MAX_LENGTH
    assert set(found) <= set(KEYS)
    assert not any("b'" in value for value in found.values())


def test_places_are_left_alone() -> None:
    tags = exif(artist="Ana")
    tags.get_ifd(0x8825)[2] = (52.0, 30.0, 0.0)
    assert metadata_of(saved(PICTURE, "JPEG", exif=tags)) == {"creator": "Ana"}


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"<x:xmpmeta",
        b"\0\xff\xfe nonsense",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        xmp(FULL_XMP)[:-40],
        b"<a>" * 2000,
    ],
)
def test_broken_or_dangerous_xmp_fails_nothing(packet: bytes) -> None:
    assert metadata_of(saved(PICTURE, "JPEG", xmp=packet, exif=exif(artist="Ana"))) == {"creator": "Ana"}


TITLE = "<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>%s</rdf:li></rdf:Alt></dc:title>"


def titled(title: bytes, before: bytes = b"", behind: bytes = b"") -> bytes:
    return before + xmp(TITLE % "TITLE").replace(b"TITLE", title) + behind


@pytest.mark.parametrize(
    ("packet", "title"),
    [
        (titled("Grüße".encode("latin-1")), "Grüße"),
        (titled("„Größe“ – ".encode("cp1252") + "夜".encode()), "„Größe“ – 夜"),
        (titled(b"Gr\xfc\xdfe", b'<?xml version="1.0" encoding="UTF-8"?>'), "Grüße"),
        (titled("Привет".encode("cp1251"), b'<?xml version="1.0" encoding="windows-1251"?>'), "Привет"),
        (titled("Grüße".encode(), b'<?xml version="1.0" encoding="iso-8859-1"?>'), "Grüße"),
        (titled(b"Harbour \x80\xff\xfe\xc3"), "Harbour €ÿþÃ"),
        (titled(b"Har\0bo\x01ur\x1f \x0bat\x7f night\xef\xbf\xbf"), "Harbour at night"),
        (titled(b"Harbour&#0; &#x1F;at&#xFFFF; &#xD800;night"), "Harbour at night"),
        (titled(b"Harbour & night &amp; A&B &nbsp;&uuml;&copy; &nosuch; &#39;"), "Harbour & night & A&B ü© &nosuch; '"),
        (titled(b"Night", behind=b"\0" * 300), "Night"),
        (titled(b"Night", behind=b"\r\n<?xpacket end='w'?> left \xff behind </a> & <"), "Night"),
        (titled(b"Night", before=b"\0\0 junk & < \xff"), "Night"),
        (titled(b"Night", before="\ufeff<?xpacket begin='\ufeff' id='W5M0MpCehiHzreSzNTczkc9d'?>".encode()), "Night"),
        (titled(b"Night").replace(b"</x:xmpmeta>", b""), "Night"),
        (titled(b"Night").replace(b' xmlns:dc="http://purl.org/dc/elements/1.1/"', b""), "Night"),
        (titled(b"Night").replace(b' xmlns:x="adobe:ns:meta/"', b""), "Night"),
        (titled(b"Night").replace(b"<dc:title>", b"<acme:lens acme:of='x'>1</acme:lens><dc:title>"), "Night"),
        (titled("Grüße 😀".encode()).decode().encode("utf-16"), "Grüße 😀"),
        (titled("Grüße 😀".encode()).decode().encode("utf-16-be"), "Grüße 😀"),
        (titled("Grüße".encode()).decode().encode("utf-16-le") + bytes(9), "Grüße"),
        (titled("Grüße".encode()).decode().encode("utf-32"), "Grüße"),
        (titled("Grüße".encode()).decode().encode("utf-32-be"), "Grüße"),
    ],
)
def test_xmp_that_no_parser_takes_is_read_where_single_letters_or_names_are_wrong(packet: bytes, title: str) -> None:
    found = metadata_of(saved(PICTURE, "WEBP", xmp=packet))
    assert {key: " ".join(value.split()) for key, value in found.items()} == {"title": title}


@pytest.mark.parametrize("format", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF", "JPEG2000"])
def test_one_bad_byte_costs_no_metadata_in_any_format(format: str) -> None:
    packet = titled(b"Gr\xfc\xdfe")
    if format == "JPEG2000":
        data = jpeg2000_with_xmp(packet)
    elif format == "PNG":
        data = saved(PICTURE, "PNG")
        chunk = b"iTXtXML:com.adobe.xmp\0\0\0\0\0" + packet
        chunk = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
        data = data[:33] + chunk + data[33:]
    elif format == "TIFF":
        tags = TiffImagePlugin.ImageFileDirectory_v2()
        tags[700] = packet
        data = saved(PICTURE, "TIFF", tiffinfo=tags)
    else:
        data = saved(PICTURE, format, xmp=packet)
    assert metadata_of(data) == {"title": "Grüße"}


@pytest.mark.parametrize(
    "packet",
    [
        b"<a:RDF " * 400_000,
        b"<a:RDF>" * 400_000 + b"</a:RDF>",
        b"<" + b"a" * 3_000_000,
        b"<x:xmpmeta>" + b" a:b" * 900_000 + b"</x:xmpmeta>",
        b"<x:xmpmeta>" + b"".join(b" a%d:b" % n for n in range(300_000)) + b"</x:xmpmeta>",
        b"&" * 3_000_000,
        b"\0" * 3_000_000,
        b"\xff" * 3_000_000,
        b"<!DOCTYPE a ["
        + b"".join(b'<!ENTITY a%d "&a%d;&a%d;">' % (n + 1, n, n) for n in range(40))
        + b"]><a>&a40;</a>",
    ],
)
def test_xmp_made_to_cost_time_costs_little(packet: bytes) -> None:
    began = time.process_time()
    assert metadata_of(saved(PICTURE, "WEBP", xmp=packet)) == {}
    assert time.process_time() - began < 5


def exif_with_comment(value: bytes, order: str) -> bytes:
    """EXIF with an inner directory of one entry, in either byte order."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    entry = struct.pack(order + "HHII", 0x9286, 7, len(value), 44)
    if len(value) <= 4:
        entry = entry[:8] + value.ljust(4, b"\0")
    outer = struct.pack(order + "IHHHIII", 8, 1, 0x8769, 4, 1, 26, 0)
    return b"Exif\0\0" + mark + outer + struct.pack(order + "H", 1) + entry + struct.pack(order + "I", 0) + value


COMMENT = "Harbour at night"


@pytest.mark.parametrize(
    ("value", "caption"),
    [
        (b"ASCII\0\0\0" + COMMENT.encode(), COMMENT),
        (b"ASCII\0\0\0" + COMMENT.encode() + b"\0" * 200, COMMENT),
        (b"ASCII\0\0\0" + COMMENT.encode() + b" " * 200, COMMENT),
        (b"ASCII\0\0\0" + COMMENT.encode() + b"\0left \xff\x01behind", COMMENT),
        (b"ASCII\0\0\0" + "Häfen, 夜".encode(), "Häfen, 夜"),
        (b"ASCII\0\0\0" + "Häfen".encode("cp1252"), "Häfen"),
        (b"ascii\0\0\0" + COMMENT.encode(), COMMENT),
        (b"ASCII   " + COMMENT.encode(), COMMENT),
        (b"UNICODE\0" + COMMENT.encode("utf-16-le"), COMMENT),
        (b"UNICODE\0" + COMMENT.encode("utf-16-be"), COMMENT),
        (b"UNICODE\0" + COMMENT.encode("utf-16"), COMMENT),
        (b"UNICODE\0" + COMMENT.encode("utf-16-be") + b"\0\0" * 50, COMMENT),
        (b"UNICODE\0" + COMMENT.encode(), COMMENT),
        (b"UNICODE\0" + "Häfen grün".encode(), "Häfen grün"),
        (b"UNICODE\0" + "港の夜景です。".encode(), "港の夜景です。"),
        (b"UTF-8\0\0\0" + "Häfen".encode(), "Häfen"),
        (b"UNICODE\0" + "Ночь в гавани".encode("utf-16-le"), "Ночь в гавани"),
        (b"UNICODE\0" + "Ночь в гавани".encode("utf-16-be"), "Ночь в гавани"),
        (b"UNICODE\0" + "港の夜景です。".encode("utf-16-le"), "港の夜景です。"),
        (b"UNICODE\0" + "港の夜景です。".encode("utf-16-be"), "港の夜景です。"),
        (b"JIS\0\0\0\0\0" + "港の夜".encode("iso2022_jp"), "港の夜"),
        (b"JIS\0\0\0\0\0" + "港の夜".encode("cp932"), "港の夜"),
        (b"JIS\0\0\0\0\0" + "港の夜".encode(), "港の夜"),
        (bytes(8) + COMMENT.encode(), COMMENT),
        (bytes(8) + "Häfen".encode(), "Häfen"),
        (COMMENT.encode(), COMMENT),
        (b"ASCII\0\0\0" + "夜".encode(), "夜"),
        # What no person means.
        (b"", None),
        (b"ASCII\0\0\0", None),
        (b"ASCII\0\0\0" + b" " * 125, None),
        (b"UNICODE\0" + b" \0" * 60, None),
        (bytes(264), None),
        (bytes(8) + bytes(range(1, 200)), None),
        (bytes(8) + b"\x12\x01\xa0ab\x07", None),
        (b"ASCII\0\0\0" + b"\xff" * 60 + b"\x01", None),
        (b"UNICODE\0\xff\xff\xfe\xff\x01\xd8", None),
        (b"ASCII\0\0\0User comments", None),
        (b"ASCII\0\0\0oplus_1048864", None),
        (b"ASCII\0\0\0filter: 0; fileterIntensity: 0.0; filterMask: 0;", None),
        (b'ASCII\0\0\0{"mode": 3, "zoom": 1.0}', None),
        (b"ASCII\0\0\0" + b"0012345 - 7", None),
        (b"ASCII\0\0\0-", None),
    ],
)
@pytest.mark.parametrize("byte_order", ["<", ">"])
def test_the_comment_that_a_program_wrote_is_a_caption(value: bytes, caption: str | None, byte_order: str) -> None:
    assert metadata_of(saved(PICTURE, "JPEG", exif=exif_with_comment(value, byte_order))).get("caption") == caption


def test_any_other_caption_goes_before_the_comment() -> None:
    tags = exif(original="2024:05:01 12:30:00", xp_comment="Größe".encode("utf-16-le"))
    inner = tags.get_ifd(0x8769)
    inner[0x9286] = b"ASCII\0\0\0comment of a program"
    assert metadata_of(saved(PICTURE, "JPEG", exif=tags))["caption"] == "Größe"
    assert metadata_of(jpeg_with_iptc(iptc((120, b"iptc")), exif=tags))["caption"] == "iptc"
    del tags[0x9C9C]
    assert metadata_of(saved(PICTURE, "JPEG", exif=tags))["caption"] == "comment of a program"
    packet = xmp("<exif:UserComment><rdf:Alt><rdf:li>of XMP</rdf:li></rdf:Alt></exif:UserComment>")
    assert metadata_of(saved(PICTURE, "JPEG", xmp=packet, exif=tags))["caption"] == "comment of a program"
    assert metadata_of(saved(PICTURE, "JPEG", xmp=packet)) == {"caption": "of XMP"}


@pytest.mark.parametrize(
    "block",
    [b"", b"\x1c", b"\x1c\x02\x50\xff\xff", b"\x1c\x02\x50\x00\xffAna", b"\x1c\x02\x50\x80\x04\xff\xff\xff\xff"],
)
def test_broken_iptc_fails_nothing(block: bytes) -> None:
    assert set(metadata_of(jpeg_with_iptc(block))) <= {"creator"}


def test_padded_packets_and_extended_datasets() -> None:
    assert metadata_of(saved(PICTURE, "WEBP", xmp=xmp(FULL_XMP) + b" \n" * 500 + b"\0")) == FULL
    long = b"x" * 40_000
    block = b"\x1c\x02\x78\x80\x04" + struct.pack(">I", len(long)) + long + iptc((80, b"Ana"))
    assert metadata_of(jpeg_with_iptc(block)) == {"caption": "x" * MAX_LENGTH, "creator": "Ana"}


def test_it_reads_any_loaded_picture_of_pillow() -> None:
    with Image.open(io.BytesIO(saved(PICTURE, "JPEG", exif=exif(artist="Ana")))) as image:
        image.load()
        assert read_metadata(image) == {"creator": "Ana"}
    assert read_metadata(Image.new("L", (2, 2))) == {}
