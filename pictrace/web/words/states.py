"""Nothing there, something lost, something failed."""

from __future__ import annotations

from pictrace.errors import (
    BackboneMismatch,
    CacheUnusable,
    DiskFull,
    FetchError,
    LibraryError,
    MissingPackage,
    PicTraceError,
    PictureTooLarge,
    UnreadablePicture,
    WeightsUnavailable,
)

EMPTY_TITLE = "Your library is empty"
EMPTY_TEXT = "Add the pictures you want to search in, or start with sample pictures to see how it works."
ADD_SAMPLE = "Add the sample pictures"
ADD_OWN = "Add your own"
SAMPLE_TITLE = "The sample library is being made"
SAMPLE_TEXT = "Photographs and edits of them, so that there is something to find. You can add your own meanwhile."
FIRST_PICTURES = "You can search as soon as the first pictures are in."
QUERY_GONE_TITLE = "The picture of this search is no longer kept"
QUERY_GONE_TEXT = "Pictures to look for are kept for a day. Give the picture once more."
PICTURE_GONE_TITLE = "This picture is no longer in the library"
PICTURE_GONE_TEXT = "It was removed. Choose another picture."
UNEXPECTED_TITLE = "Something went wrong here"
UNEXPECTED_TEXT = "It has been written to the log. Reload the page; if it comes back, restart PicTrace."
DISK_FULL_TITLE = "The disk is full"
CONTINUE = "Continue"
DISMISS = "Leave it"
OPEN_LIBRARY = "Open the library"


def error_title(error: PicTraceError) -> str:
    """A heading for an error; its own sentence stands below."""
    for kind, title in (
        (PictureTooLarge, "This picture is too large"),
        (UnreadablePicture, "This file is not a picture PicTrace can read"),
        (FetchError, "This address could not be fetched"),
        (WeightsUnavailable, "The network that describes pictures is not there"),
        (MissingPackage, "Something has to be installed first"),
        (DiskFull, DISK_FULL_TITLE),
        (CacheUnusable, "The cache folder cannot be used"),
        (BackboneMismatch, "This library belongs to another network"),
        (LibraryError, "The library cannot be used"),
    ):
        if isinstance(error, kind):
            return title
    return "That did not work"


def error_text(error: PicTraceError) -> str:
    """The sentence of an error, begun with a capital where it speaks of "the picture"."""
    text = error.message
    return text[:1].upper() + text[1:] if text.startswith("the ") else text
