"""EXIF, IPTC and XMP come out under eight plain keys, clean, and broken ones fail nothing."""

from __future__ import annotations

import io
import struct

import pytest
from picture_making import LIMITS, saved
from PIL import Image, PngImagePlugin, TiffImagePlugin

from pictrace import images
from pictrace.metadata import KEYS, read_metadata
from pictrace.metadata.clean import MAX_LENGTH

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
    return dict(images.decode(data, name="picture", limits=LIMITS).metadata)


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
    ],
)
def test_dates(written: str, read: str | None) -> None:
    data = saved(PICTURE, "JPEG", xmp=xmp("", f'photoshop:DateCreated="{written}"'))
    assert metadata_of(data).get("date_taken") == read


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
