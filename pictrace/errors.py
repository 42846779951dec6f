"""Every error that PicTrace raises on purpose, in one tree.

    PicTraceError
    ├── InvalidInput            the caller's words are off
    │   ├── InvalidWeights      NaN, infinity, a negative value, or nothing but zeros
    │   ├── InvalidTable        a CSV or JSON table without a usable column
    │   └── UnsupportedSource   a path, scheme or folder that cannot be added from here
    ├── UnreadablePicture       bytes that do not become pixels
    │   └── PictureTooLarge     over the byte, pixel or frame limit
    ├── FetchError              a URL that could not be fetched
    │   └── FetchRefused        a URL that PicTrace will not fetch: scheme, address, size, or type
    ├── LibraryError            the library as a whole
    │   ├── LibraryClosed       used after close()
    │   ├── LibraryUnusable     cannot be opened, or is damaged
    │   │   └── DiskFull        no room left where the library is
    │   ├── BackboneMismatch    made with another backbone
    │   └── UnknownPicture      no picture with this id
    ├── UnreadableReport        a file that is no report, or one that is damaged or too large
    ├── Interrupted             the caller asked to stop, or has left
    ├── WeightsUnavailable      no weights for the network in any of the known places
    ├── CacheUnusable           the folder of PicTrace's cache cannot be written
    └── MissingPackage          an optional package is needed; the message names it

Messages are one sentence for a person: they name the thing, what was wrong, and what to do.
"""

from __future__ import annotations

from collections.abc import Sequence


class PicTraceError(Exception):
    """Root of the tree. `kind` is the stable word that the CLI and the API print."""

    kind: str = "error"

    @property
    def message(self) -> str:
        """The sentence for a person."""
        return str(self.args[0]) if self.args else type(self).__name__


class InvalidInput(PicTraceError, ValueError):
    """A value that cannot be meant; says which would do."""

    kind = "invalid_input"


class InvalidWeights(InvalidInput):
    """Weights that are no numbers from 0 up, or all 0."""

    kind = "invalid_weights"


class InvalidTable(InvalidInput):
    """A table that cannot be read at all; a bad row is a `Failure` of its own."""

    kind = "invalid_table"


class UnsupportedSource(InvalidInput):
    """What was named is nothing that PicTrace takes pictures from."""

    kind = "unsupported_source"


class UnreadablePicture(PicTraceError):
    """Bytes that are no picture, or a damaged one, or of a format that is not read."""

    kind = "unreadable_picture"


class PictureTooLarge(UnreadablePicture):
    """More bytes, pixels or pages than the limits allow."""

    kind = "picture_too_large"


class FetchError(PicTraceError):
    """A URL that could not be fetched, with the server's or the system's reason."""

    kind = "fetch_failed"


class FetchRefused(FetchError):
    """A URL that is not asked for: its scheme, or an address that is private."""

    kind = "fetch_refused"


class LibraryError(PicTraceError):
    """The library cannot do what was asked of it."""

    kind = "library_error"


class LibraryClosed(LibraryError):
    """The library was closed, by another thread perhaps."""

    kind = "library_closed"


class LibraryUnusable(LibraryError):
    """The library's folder or catalogue cannot be opened, read or written."""

    kind = "library_unusable"


class DiskFull(LibraryUnusable):
    """There is no room on the disk."""

    kind = "disk_full"


class BackboneMismatch(LibraryError):
    """The library's vectors are of another network, or of another version of it."""

    kind = "backbone_mismatch"


class UnknownPicture(LibraryError, KeyError):
    """No picture of the library has this id."""

    kind = "unknown_picture"

    def __str__(self) -> str:  # KeyError would print the repr, quotes included
        return self.message


class UnreadableReport(PicTraceError):
    """A file that is no report of PicTrace, or is damaged."""

    kind = "unreadable_report"


class Interrupted(PicTraceError):
    """The work was not wanted any longer; what was finished stays."""

    kind = "interrupted"


class WeightsUnavailable(PicTraceError):
    """`message` says all of it in one paragraph; its parts are for those who can show them apart.

    sentence : what is so, alone. ways : what a person can do, a clause each. reasons : what was tried, why it failed.
    """

    kind = "weights_unavailable"

    def __init__(self, sentence: str, *, ways: Sequence[str] = (), reasons: Sequence[str] = ()) -> None:
        parts = [sentence]
        if reasons:
            parts.append(f"Tried: {'; '.join(reasons)}.")
        if ways:
            numbered = "; ".join(f"({place}) {way}" for place, way in enumerate(ways, start=1))
            parts.append(f"Do one of these: {numbered}.")
        super().__init__(" ".join(parts))
        self.sentence = sentence
        self.ways = tuple(ways)
        self.reasons = tuple(reasons)


class CacheUnusable(PicTraceError):
    """The folder of the cache cannot be written."""

    kind = "cache_unusable"


class MissingPackage(PicTraceError):
    """An optional package is not installed; says how to install it."""

    kind = "missing_package"
