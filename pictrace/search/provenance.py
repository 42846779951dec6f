"""The family of a search: its query and the hits that are copies, and who derives from whom."""

from __future__ import annotations

from pictrace import explanation
from pictrace.errors import UnknownPicture, UnreadablePicture
from pictrace.explanation import provenance
from pictrace.explanation.provenance import Relative
from pictrace.matching.ranking import SearchResult
from pictrace.search.query import stored_query
from pictrace.search.search import jpeg_quality, known_side
from pictrace.store import Catalog
from pictrace.store.files import PictureStore
from pictrace.store.originals import Originals
from pictrace.types import QUERY, Candidate, Checkpoint, Family, Kin, go_on


def family_of(
    result: SearchResult,
    catalog: Catalog,
    working: PictureStore,
    originals: Originals,
    name: str,
    checkpoint: Checkpoint = go_on,
) -> Family:
    """The family of a search's query; of one alone when no hit is a copy.

    name : what the query is called. Hits whose working picture is gone, or that were removed since, are left out and
    counted as such. The query itself, when it is in the library, is there once, as the query.
    """
    chosen, left_out = provenance.relatives(
        [hit for hit in result.candidates if hit.record.byte_digest != result.query.byte_digest]
    )
    members = [Relative(Kin(QUERY, name), result.query, known_side(result, originals))]
    known = {}
    for hit in chosen:
        member = _relative(hit, catalog, working, originals)
        if member is None:
            left_out += 1
        else:
            members.append(member)
            known[hit.record.id] = hit.evidence
    return provenance.family_of(members, left_out, known, checkpoint)


def _relative(hit: Candidate, catalog: Catalog, working: PictureStore, originals: Originals) -> Relative | None:
    record = hit.record
    try:
        query = stored_query(record, catalog, working)
    except (UnreadablePicture, UnknownPicture):
        return None
    side = explanation.of_record(record, query.working, jpeg_quality(record, originals))
    return Relative(Kin(record.id, record.name), query, side)
