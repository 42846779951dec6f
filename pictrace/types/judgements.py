"""What people said of results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pictrace.types.searching import Mode


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody said of one picture as the answer to one query, and what was measured of the two then.

    query_digest : pixel digest of what was looked for, so that a file and its copy are one query and a part is another.
    scores : channel -> [0, 1], None where the query could not supply it. backbone : whose vectors gave `cosine`.
    judged_at : ISO 8601, UTC.
    """

    query_digest: str
    query_name: str
    picture_id: int
    is_match: bool
    scores: Mapping[str, float | None]
    mode: Mode
    backbone: str
    judged_at: str
