"""Explanations for tests, from pixels and without a network."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from verdict_making import gathered

from pictrace import explanation as explaining
from pictrace.types import Explanation, RecipeStep, StepKind, UInt8Array, Verdict

Box = tuple[float, ...]


def story(query: UInt8Array, candidate: UInt8Array, verdict: Verdict | None = None, **sides: object) -> Explanation:
    """Of two pictures (H, W, 3) uint8 RGB. sides : fields of `PairPicture` as query_… and candidate_…."""
    mine, theirs, found = gathered(query, candidate)
    here, there = explaining.of_query(mine), explaining.of_query(theirs)
    here = replace(here, **{name[6:]: value for name, value in sides.items() if name.startswith("query_")})
    there = replace(there, **{name[10:]: value for name, value in sides.items() if name.startswith("candidate_")})
    told = explaining.explain(here, there, found, verdict)
    for one in told.recipe.steps:
        assert_as_its_kind_says(one)
    return told


def assert_as_its_kind_says(step: RecipeStep) -> None:
    """Each step that is measured has the parameters that its kind has, and no others."""
    needed, optional = set(step.facts.parameters), set(step.facts.optional)
    assert needed <= set(step.parameters) <= needed | optional, step


def step(explanation: Explanation, kind: StepKind) -> RecipeStep | None:
    """The one step of this kind, or None."""
    found = [one for one in explanation.recipe.steps if one.kind == kind]
    assert len(found) <= 1
    return found[0] if found else None


def kinds(explanation: Explanation) -> set[StepKind]:
    return {one.kind for one in explanation.recipe.steps}


def number(explanation: Explanation, kind: StepKind, name: str) -> float:
    """A number of the step of this kind."""
    found = step(explanation, kind)
    assert found is not None, f"no {kind} in {kinds(explanation)}"
    value = found.parameters[name]
    assert isinstance(value, (int, float))
    return float(value)


def box(explanation: Explanation, kind: StepKind) -> Box:
    found = step(explanation, kind)
    assert found is not None, f"no {kind} in {kinds(explanation)}"
    value = found.parameters["box"]
    assert isinstance(value, tuple)
    return value


def overlap(a: Box, b: Box) -> float:
    """Intersection over union of two boxes x, y, width, height."""
    across = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    down = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    common = max(0.0, across) * max(0.0, down)
    return common / (a[2] * a[3] + b[2] * b[3] - common)


def with_patch(picture: UInt8Array, patch: UInt8Array, left: int, top: int) -> UInt8Array:
    made = np.array(picture)
    made[top : top + patch.shape[0], left : left + patch.shape[1]] = patch
    return made
