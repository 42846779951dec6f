"""What of the fine detail of two registered pictures was kept."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DetailEvidence:
    """Measured at the coarser resolution of the two working pictures, after registration, over their common area.

    Averages over all of it speak against whatever was put over a picture; these numbers look at the part that was kept
    and at how the rest differs. None stands for too little texture, or too few blocks, to measure it. All but `shift`,
    `light`, `light_after_gain` and `detail_gain` are shares in [0, 1], or correlations.

    agreeing : share of the textured part where the detail of both correlates by more than .5.
    low : correlation of the fifth of it that lies lowest, in [−1, 1].
    kept_low : the same of the part that was kept, around which most of the texture agrees; kept_area : its share of the
        textured part; kept_middle : the same of the middle half of both sides, which shared frames, bars and windows
        leave to each picture.
    shift : median distance in pixels by which blocks with a clear peak of correlation still lie off.
    blocks_in_place : share of those blocks that peak within .6 pixels.
    blocks_moved : share of all textured blocks with a clear peak more than .8 pixels away.
    blocks_gained : how much higher their correlation is at the peak than in place, on average.
    light : spread of the light, where detail was kept, that no one tone curve explains, relative to the query's
        contrast; light_after_gain : the same after a smooth gain over the picture as well.
    photographic : share of what agrees that is no ink on plain ground; photographic_area : its share of the common
        area.
    ink_exchanged : of the ink on plain ground in both, the share that lies where the other has paper, counted as twice
        that of the picture with less of it, times the share of all ink that lies on such ground. An addition to one of
        the two exchanges nothing, other words in the same places do.
    ink_lacking : share of each one's own ink there that the other lacks, the lower of the two; ink_added : the higher.
    words_changed : of the words on such ground, the share that stand in both and differ; words_one_sided : the share
        that stand in one alone, twice that of the picture with fewer of them. None for what is no page.
    detail_gain : how many times as strong the finest detail is in the query where both agree; detail_residual : the
    share of its root mean square there that the candidate's does not explain.
    level_exchanged : share of the common area that is even in both and lighter in one, or darker, whichever is less.
    """

    agreeing: float | None
    low: float | None
    kept_low: float | None
    kept_area: float | None
    kept_middle: float | None
    shift: float | None
    blocks_in_place: float | None
    blocks_moved: float | None
    blocks_gained: float | None
    light: float | None
    light_after_gain: float | None
    photographic: float
    photographic_area: float
    ink_exchanged: float
    ink_lacking: float
    ink_added: float
    words_changed: float | None
    words_one_sided: float | None
    level_exchanged: float
    detail_gain: float | None
    detail_residual: float | None
