"""The steps that were done, one by one, and what they give when they are done again."""

from __future__ import annotations

import streamlit as st

from pictrace import explanation
from pictrace.explanation import wording
from pictrace.types import Recipe, UInt8Array
from pictrace.web import explained, words
from pictrace.web.components import markup
from pictrace.web.pair import Pair, PairPicture


def show_steps(pair: Pair) -> None:
    """Source, the steps done again on it, and the result side by side, so that the claim can be checked by eye."""
    recipe = explained.explanation_of(pair).recipe
    if not recipe.claimed:
        markup.notice(words.steps.UNKNOWN_TITLE, wording.NOT_CLAIMED)
        return
    source, result = sides(pair, recipe)
    done = wording.steps(recipe)
    captions = (
        words.steps.SOURCE.format(name=source.name),
        words.steps.AGAIN,
        words.steps.RESULT.format(name=result.name),
    )
    pictures = (source.working, replayed(pair, recipe), result.working)
    for column, picture, caption in zip(st.columns(3), pictures, captions, strict=True):
        with column:
            st.image(picture, width="stretch", output_format="JPEG", alt=caption)
            markup.note(caption)
    markup.numbered(done or (words.steps.NOTHING,))
    markup.say(words.steps.outcome(recipe.explained, recipe.residual))


def sides(pair: Pair, recipe: Recipe) -> tuple[PairPicture, PairPicture]:
    """The source of a recipe and what was made of it."""
    onward = recipe.direction == "query_from_candidate"
    return (pair.candidate, pair.query) if onward else (pair.query, pair.candidate)


def replayed(pair: Pair, recipe: Recipe) -> UInt8Array:
    """The steps done again on the source, (h, w, 3) uint8 RGB in the frame of the result's working picture."""
    source, result = sides(pair, recipe)
    height, width = result.working.shape[:2]
    return explanation.replay(recipe, source.working, source.size, (width, height), result.size).picture
