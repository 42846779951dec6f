"""The whole story of a pair: which way it is told, the recipe, the map, which of the two is nearer the source."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pictrace.explanation.alignment import inverted
from pictrace.explanation.change_map import change_map, compared
from pictrace.explanation.recipe import Written, write_recipe
from pictrace.explanation.side import Side
from pictrace.explanation.source_direction import ADDITIONS, is_grey, nearer
from pictrace.types import VERDICT_FACTS, Evidence, Explanation, Float64Array, Nearer, Recipe, Verdict

# Pixels of the query for one of the candidate's, from which on the candidate is rather a shrunk query.
ENLARGED = 1.3
CLAIMABLE: frozenset[Verdict] = frozenset(verdict for verdict, facts in VERDICT_FACTS.items() if facts.may_be_copy)


def explain(query: Side, candidate: Side, evidence: Evidence, verdict: Verdict | None = None) -> Explanation:
    """What was done to one of two pictures to make the other.

    evidence : what `evidence.gather` found of the pair. verdict : what the pair is said to be; None asks nothing of it.
    Nothing is claimed where the two cannot be laid on each other, and of a pair that is said to be no copy: another
    shot of a flat thing can be given again as well as a copy can.
    """
    homography = _homography(query, candidate, evidence)
    if homography is None:
        return UNEXPLAINED
    told = _told(query, candidate, homography)
    if told is None:
        return UNEXPLAINED
    recipe = told.recipe
    if verdict is not None and verdict not in CLAIMABLE:
        recipe = replace(recipe, claimed=False)
    changes = told.changes
    if recipe.direction == "candidate_from_query":
        # The map is the query's in any case, and lies as the recipe says, not as the key points first said.
        found = compared(query.working, query.size, candidate.working, candidate.size, recipe.matrix)
        changes = change_map(found, query.working, query.size, candidate.working, candidate.size)
    return Explanation(changes, recipe, nearer(query, candidate, recipe))


def _homography(query: Side, candidate: Side, evidence: Evidence) -> Float64Array | None:
    if query.pixel_digest == candidate.pixel_digest:
        return np.eye(3)
    return None if evidence.registration is None else evidence.registration.homography


def _told(query: Side, candidate: Side, homography: Float64Array) -> Written | None:
    """The recipe the way round that it is: a part is made of the whole, grey of colours, few pixels of many."""
    onward = write_recipe(candidate, query, inverted(homography), "query_from_candidate")
    if onward is None:
        return None
    kinds = {step.kind for step in onward.recipe.steps}
    shows_more = onward.around.around == "more" and "cropped" not in kinds
    coloured = is_grey(candidate.working) and not is_grey(query.working)
    enlarged = onward.placement.scale > ENLARGED and not kinds & {"cropped", *ADDITIONS}
    inside = "cropped" in kinds and onward.around.around == "nothing"
    if not (shows_more or coloured or enlarged or inside):
        return onward
    back = write_recipe(query, candidate, homography, "candidate_from_query")
    if back is None or (inside and not coloured and back.around.around != "added"):
        return onward
    return back if back.recipe.claimed or not onward.recipe.claimed else onward


UNEXPLAINED = Explanation(
    None, Recipe("query_from_candidate", (), False, 0.0, 0.0, 0.0, np.eye(3)), Nearer("undecided")
)
