"""Votes of a query's key points for pictures, each for those with a key point like it.

Of right matches most agree on how the picture was turned and scaled, of chance ones none (weak geometric consistency:
Jégou, Douze and Schmid, ECCV 2008). Measured on phone photos of 40 covers among 1,000 others, the right cover is first
by plain votes for .55 to 1.0, a camera, and by votes that agree for .95 to 1.0.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pictrace.index.visual_words.codebook import words_of
from pictrace.index.visual_words.postings import Postings, signatures_of
from pictrace.types import BoolArray, Float64Array, Int64Array, LocalFeatures, UInt8Array, UInt64Array

WORDS_A_KEYPOINT = 2
# Of 64 bits at most so many differ; a vote counts exp(−(differing / 10)²).
FARTHEST, SOFTNESS = 14, 10.0
# A vote counts for two neighbouring bins of each, so that no agreement is cut in two.
ANGLES, LEVELS = 16, 20
# Agreement is looked for among so many pictures of the most votes.
CLOSELY = 1000
# Entries compared before their distances are looked at: 4 MB of those.
AT_ONCE = 1 << 22


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """ids : (n,) int64, pictures with votes, the most first. scores : (n,) float64, of each."""

    ids: Int64Array
    scores: Float64Array


def vote(views: Sequence[LocalFeatures], segments: Sequence[Postings], removed: Int64Array, count: int) -> Votes:
    """The `count` pictures of the most votes. views : the query's key points as it is, mirrored, inverted.

    removed : ids that are passed over.
    """
    known = [~np.isin(postings.ids, removed) for postings in segments]
    best = [np.zeros(len(postings)) for postings in segments]
    for view in views:
        if len(view) == 0 or view.angles is None or view.levels is None:
            continue
        words, signatures = words_of(view.descriptors, WORDS_A_KEYPOINT), signatures_of(view.descriptors)
        near = [_near(words, signatures, postings, there) for postings, there in zip(segments, known, strict=True)]
        # A key point like many says little of each.
        like = sum((np.bincount(some.rows, minlength=len(view)) for some in near), np.zeros(len(view), np.int64))
        for postings, some, scores in zip(segments, near, best, strict=True):
            np.maximum(scores, _scores(view, postings, some, 1.0 / np.sqrt(np.maximum(like, 1))), out=scores)
    ids = np.concatenate([np.empty(0, np.int64), *(postings.ids for postings in segments)])
    counts = np.concatenate([np.empty(0, np.int32), *(postings.counts for postings in segments)])
    found = np.concatenate([np.empty(0), *best]) / np.sqrt(np.maximum(counts, 1))
    order = np.lexsort((ids, -found))[:count]
    order = order[found[order] > 0.0]
    return Votes(ids[order], found[order])


@dataclass(frozen=True, slots=True, eq=False)
class _Near:
    """Entries of key points like those of the query: which, of which row of the query, and how many bits differ."""

    entries: Int64Array
    rows: Int64Array
    differing: Float64Array


def _scores(view: LocalFeatures, postings: Postings, near: _Near, rarity: Float64Array) -> Float64Array:
    """(n,) float64: for each picture of the postings the votes that agree best. rarity : of each row of the query."""
    found = np.zeros(len(postings))
    if len(near.entries) == 0 or view.angles is None or view.levels is None:
        return found
    entries, rows = near.entries, near.rows
    weights = np.exp(-((near.differing / SOFTNESS) ** 2)) * rarity[rows]
    places = postings.places[entries].astype(np.int64)
    plain = np.bincount(places, weights, len(postings))
    likely = np.flatnonzero(plain)
    if len(likely) > CLOSELY:
        likely = np.argpartition(plain, -CLOSELY)[-CLOSELY:]
        close = np.isin(places, likely)
        entries, rows, weights, places = entries[close], rows[close], weights[close], places[close]
    short = np.zeros(len(postings), np.int64)
    short[likely] = np.arange(len(likely))
    turn = (postings.angles[entries].astype(np.int64) - view.angles[rows]) % 256 * ANGLES // 256
    scale = postings.levels[entries].astype(np.int64) - view.levels[rows]
    scale = np.clip(scale, 1 - LEVELS // 2, LEVELS // 2 - 2) + LEVELS // 2 - 1
    bins = np.zeros(len(likely) * ANGLES * LEVELS)
    for next_turn, next_scale in itertools.product((0, 1), repeat=2):
        key = (short[places] * ANGLES + (turn + next_turn) % ANGLES) * LEVELS + scale + next_scale
        bins += np.bincount(key, weights, len(bins))
    found[likely] = bins.reshape(len(likely), -1).max(axis=1, initial=0.0)
    return found


def _near(words: Int64Array, signatures: UInt64Array, postings: Postings, there: BoolArray) -> _Near:
    """words : (n, m) of each row of the query. there : (n,) bool, which of the pictures count."""
    starts = postings.offsets[words].ravel()
    lengths = postings.offsets[words + 1].ravel() - starts
    several: list[Int64Array] = [np.empty(0, np.int64)]
    rows: list[Int64Array] = [np.empty(0, np.int64)]
    differing: list[UInt8Array] = [np.empty(0, np.uint8)]
    ends = np.cumsum(lengths)
    begin = 0
    while begin < len(starts):
        before = ends[begin] - lengths[begin]
        end = max(begin + 1, int(np.searchsorted(ends, before + AT_ONCE, side="right")))
        of_slice = slice(begin, end)
        counted = _counted(postings.signatures, starts[of_slice], lengths[of_slice], signatures, begin, words.shape[1])
        close = np.flatnonzero(counted <= FARTHEST)
        lies_in = np.searchsorted(ends[of_slice] - before, close, side="right") + begin
        several.append(close - (ends[lies_in] - lengths[lies_in] - before) + starts[lies_in])
        rows.append(lies_in // words.shape[1])
        differing.append(counted[close])
        begin = end
    entries = np.concatenate(several)
    kept = there[postings.places[entries]]
    return _Near(entries[kept], np.concatenate(rows)[kept], np.concatenate(differing)[kept].astype(np.float64))


def _counted(
    stored: UInt64Array,
    starts: Int64Array,
    lengths: Int64Array,
    signatures: UInt64Array,
    first: int,
    words_a_row: int,
) -> UInt8Array:
    """Differing bits of slices of the stored signatures, one after the other; the first belongs to word `first` of the
    query's words, of which each row has so many."""
    counted = np.empty(int(lengths.sum()), np.uint8)
    scratch = np.empty(int(lengths.max(initial=0)), np.uint64)
    at = 0
    for number, (start, length) in enumerate(zip(starts.tolist(), lengths.tolist(), strict=True), first):
        differing = np.bitwise_xor(
            stored[start : start + length], signatures[number // words_a_row], out=scratch[:length]
        )
        np.bitwise_count(differing, out=counted[at : at + length])
        at += length
    return counted
