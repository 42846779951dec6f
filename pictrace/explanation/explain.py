"""The explanation of a pair: direction, recipe, change map, and which of the two is nearer the source."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pictrace.explanation.alignment import inverted
from pictrace.explanation.change_map import change_map, compare_aligned
from pictrace.explanation.pair_picture import PairPicture
from pictrace.explanation.recipe import EstimatedRecipe, estimate_recipe
from pictrace.explanation.source_direction import ADDITIONS, estimate_source_direction, is_grey
from pictrace.types import VERDICT_FACTS, Evidence, Explanation, Float64Array, Recipe, SourceDirection, Verdict

# Pixels of the query for one of the candidate's, from which on the candidate is rather a shrunk query.
ENLARGED = 1.3
CLAIMABLE: frozenset[Verdict] = frozenset(verdict for verdict, facts in VERDICT_FACTS.items() if facts.may_be_copy)


def explain(
    query: PairPicture, candidate: PairPicture, evidence: Evidence, verdict: Verdict | None = None
) -> Explanation:
    """What was done to one of two pictures to make the other.

    evidence : what `evidence.gather` found of the pair. verdict : of the pair; None is not considered.
    Nothing is claimed where the two cannot be aligned, and of a pair whose verdict is no copy: a recipe can reproduce
    another shot of a flat object as well as a copy.
    """
    homography = _homography(query, candidate, evidence)
    if homography is None:
        return UNEXPLAINED
    negative = _is_negative(query, candidate, evidence)
    estimated = _directed_recipe(query, candidate, homography, negative)
    if estimated is None:
        return UNEXPLAINED
    recipe = estimated.recipe
    if verdict is not None and verdict not in CLAIMABLE:
        recipe = replace(recipe, claimed=False)
    changes = estimated.changes
    if recipe.direction == "candidate_from_query":
        # The map is in the query's frame in any case, and aligned by the recipe, not by the key points.
        shown = estimated.source.working
        found = compare_aligned(shown, query.size, candidate.working, candidate.size, recipe.matrix)
        changes = change_map(found, shown, query.size, candidate.working, candidate.size)
    return Explanation(changes, recipe, estimate_source_direction(query, candidate, recipe))


def _homography(query: PairPicture, candidate: PairPicture, evidence: Evidence) -> Float64Array | None:
    if query.pixel_digest == candidate.pixel_digest:
        return np.eye(3)
    return None if evidence.registration is None else evidence.registration.homography


def _is_negative(query: PairPicture, candidate: PairPicture, evidence: Evidence) -> bool:
    if query.pixel_digest == candidate.pixel_digest:
        return False
    return evidence.registration is not None and evidence.registration.negative


def _directed_recipe(
    query: PairPicture, candidate: PairPicture, homography: Float64Array, negative: bool
) -> EstimatedRecipe | None:
    """The recipe in its direction: a part is made of the whole, grey of colours, few pixels of many."""
    forward = estimate_recipe(candidate, query, inverted(homography), "query_from_candidate", negative)
    if forward is None:
        return None
    kinds = {step.kind for step in forward.recipe.steps}
    shows_more = forward.outside.kind == "more" and "cropped" not in kinds
    coloured = is_grey(candidate.working) and not is_grey(query.working)
    enlarged = forward.placement.scale > ENLARGED and not kinds & {"cropped", *ADDITIONS}
    inside = "cropped" in kinds and forward.outside.kind == "nothing"
    if not (shows_more or coloured or enlarged or inside):
        return forward
    backward = estimate_recipe(query, candidate, homography, "candidate_from_query", negative)
    if backward is None or (inside and not coloured and backward.outside.kind != "added"):
        return forward
    return backward if backward.recipe.claimed or not forward.recipe.claimed else forward


UNEXPLAINED = Explanation(
    None, Recipe("query_from_candidate", (), False, 0.0, 0.0, 0.0, np.eye(3)), SourceDirection("undecided")
)
