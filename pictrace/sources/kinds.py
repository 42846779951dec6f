"""What a file is, by its name and, where the name says nothing, by its first bytes."""

from __future__ import annotations

from enum import Enum, auto

# Enough for every signature below; the longest are the brands of AVIF and HEIC (twelve bytes).
HEAD = 32


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


class Kind(Enum):
    """PICTURE: may be one. ARCHIVE: a zip. FOREIGN_ARCHIVE: packed some other way, so pictures in it would be lost
    silently if it were skipped. TABLE: names pictures. OTHER: a document, a sidecar or a film. UNKNOWN: look inside."""

    PICTURE = auto()
    ARCHIVE = auto()
    FOREIGN_ARCHIVE = auto()
    TABLE = auto()
    OTHER = auto()
    UNKNOWN = auto()


# Formats that PicTrace cannot decode are here too (raw photos, layered and vector files): the person meant them as
# pictures, so each gets its reason in the list of failures instead of vanishing.
_PICTURES = _words(
    "jpg jpeg jpe jfif png apng webp gif bmp dib tif tiff jp2 j2k j2c jpc jpf jpx avif heic heics heif heifs hif "
    "jxl ico cur icns tga pcx ppm pgm pbm pnm pam dds hdr exr fits qoi sgi xbm xpm psd psb xcf svg svgz eps ai wmf emf "
    "cr2 cr3 crw nef nrw arw srf sr2 dng orf rw2 raf pef ptx srw x3f 3fr iiq kdc dcr mrw erf raw "
    "mpo jps blp fli flc fpx"
)
_FOREIGN_ARCHIVES = _words("rar 7z tar tgz tbz txz cbr cb7 lha lzh ace")
_TABLES = _words("csv tsv json jsonl ndjson txt urls lst")
# Only to spare opening each of them, which costs a round trip on a network drive.
_OTHERS = _words(
    "xmp md rst log xml html htm css js py pdf doc docx odt rtf xls xlsx ods ppt pptx odp db sqlite lrcat aae ini "
    "yaml yml toml exe dll so mp4 m4v mov avi mkv webm mpg mpeg wmv mp3 wav flac aac ogg m4a gz bz2 xz icc icm"
)

_SIGNATURES = (
    b"\xff\xd8\xff",  # JPEG
    b"\x89PNG\r\n\x1a\n",
    b"GIF87a",
    b"GIF89a",
    b"II*\0",  # TIFF, little- and big-endian, and BigTIFF
    b"MM\0*",
    b"II+\0",
    b"MM\0+",
    b"\0\0\0\x0cjP  \r\n\x87\n",  # JPEG 2000, as a file and as a bare code stream
    b"\xff\x4f\xff\x51",
)
_BRANDS = frozenset((b"avif", b"avis", b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"))


def kind_of(name: str) -> Kind:
    """What the file name alone says. A table counts as one only when the user names it; see `folder.walk`."""
    _, dot, extension = name.lower().rpartition(".")
    if not dot:
        return Kind.UNKNOWN
    if extension in _PICTURES:
        return Kind.PICTURE
    if extension == "zip":
        return Kind.ARCHIVE
    if extension in _FOREIGN_ARCHIVES or name.lower().endswith((".tar.gz", ".tar.bz2", ".tar.xz")):
        return Kind.FOREIGN_ARCHIVE
    if extension in _TABLES:
        return Kind.TABLE
    return Kind.OTHER if extension in _OTHERS else Kind.UNKNOWN


def looks_like_picture(head: bytes) -> bool:
    """Whether the first `HEAD` bytes of a file are those of a format that PicTrace decodes."""
    if head.startswith(_SIGNATURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return True
    if head[4:8] == b"ftyp" and head[8:12] in _BRANDS:
        return True
    # "BM" alone begins many a text; the reserved bytes of a bitmap header are zero.
    return head[:2] == b"BM" and head[6:10] == b"\0\0\0\0"


def is_hidden(name: str) -> bool:
    """Names that systems leave behind and nobody means: dot files, caches of thumbnails, resource forks."""
    return name.startswith(".") or name.lower() in ("thumbs.db", "desktop.ini", "__macosx", "@eadir", "$recycle.bin")
