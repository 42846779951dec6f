"""What names the bytes of a picture: the digest of its file, and which page and part of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pictrace.types import fragments
from pictrace.types.region import Region

# Hex SHA-256, of bytes or of pixels.
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ByteDigest:
    """`<sha256>`, `<sha256>#page=2`, `<sha256>#xywh=x,y,width,height`, or both behind it, in this order.

    file : hex SHA-256 of the whole file. page : counted from 1, None where the file is one picture.
    region : the part that is meant, None for all.
    """

    file: str
    page: int | None = None
    region: Region | None = None

    @classmethod
    def parse(cls, text: str) -> ByteDigest:
        """Raises nothing: what is no digest is all `file`."""
        return cls(*fragments.split(text))

    def __str__(self) -> str:
        return fragments.joined(self.file, self.page, self.region)
