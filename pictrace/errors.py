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
    │   ├── BackboneMismatch    made with another backbone
    │   └── UnknownPicture      no picture with this id
    ├── UnreadableReport        a file that is no report, or one that is damaged or too large
    ├── Interrupted             the caller asked to stop, or has left
    ├── WeightsUnavailable      no weights for the network in any of the known places
    └── MissingPackage          an optional package is needed; the message names it

Messages are one sentence for a person: they name the thing, what was wrong, and what to do.
"""

from __future__ import annotations


class PicTraceError(Exception):
    """Root of the tree. `kind` is the stable word that the CLI and the API print."""

    kind: str = "error"

    @property
    def message(self) -> str:
        """The sentence for a person."""
        return str(self.args[0]) if self.args else type(self).__name__


class InvalidInput(PicTraceError, ValueError):
    kind = "invalid_input"


class InvalidWeights(InvalidInput):
    kind = "invalid_weights"


class InvalidTable(InvalidInput):
    kind = "invalid_table"


class UnsupportedSource(InvalidInput):
    kind = "unsupported_source"


class UnreadablePicture(PicTraceError):
    kind = "unreadable_picture"


class PictureTooLarge(UnreadablePicture):
    kind = "picture_too_large"


class FetchError(PicTraceError):
    kind = "fetch_failed"


class FetchRefused(FetchError):
    kind = "fetch_refused"


class LibraryError(PicTraceError):
    kind = "library_error"


class LibraryClosed(LibraryError):
    kind = "library_closed"


class LibraryUnusable(LibraryError):
    kind = "library_unusable"


class BackboneMismatch(LibraryError):
    kind = "backbone_mismatch"


class UnknownPicture(LibraryError, KeyError):
    kind = "unknown_picture"

    def __str__(self) -> str:  # KeyError would print the repr, quotes included
        return self.message


class UnreadableReport(PicTraceError):
    kind = "unreadable_report"


class Interrupted(PicTraceError):
    kind = "interrupted"


class WeightsUnavailable(PicTraceError):
    kind = "weights_unavailable"


class MissingPackage(PicTraceError):
    kind = "missing_package"
