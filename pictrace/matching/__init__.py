"""Local features, geometric verification, alignment, SSIM, colour and ranking: one channel of evidence a file.

    prepared_query.py         what is computed of a query once a search
    evidence.py               all channels of a query and one candidate
    keypoint_detection.py     ORB key points, spread evenly, with the finer details of large pictures
    keypoint_frame.py         the size that every picture has for its key points
    hamming.py                nearest descriptors and the ratio test
    descriptor_matching.py    putative matches of a candidate, from a sample of the key points first
    geometric_verification.py  Hough vote, similarity and homography estimation, inliers
    keypoints.py              key point evidence of two pictures: planes, inliers, score
    detail/                   what of the fine detail of registered pictures was kept
    ssim.py                   SSIM before and after alignment
    colour.py                 HSV histograms
    negative.py               the same of a query with its tones inverted
    cosine.py                 cosines of whole pictures and of their tiles
    homography.py             coordinates between sizes, and which homographies are plausible
    ssim_map.py               SSIM at every pixel of the query
    ranking.py                from evidence and weights to a ranking
    ignored_elements.py       where a query shows known elements
    alignment.py              the candidate aligned to the query from several initial homographies
    registration.py           the homography refined on the pixels, and what agrees then; with
        common_frame.py       the common area of both at one resolution
        inverse_compositional.py  inverse compositional refinement of a homography
        pixel_correlation.py  local correlation of two aligned pictures
        block_displacement.py  by how far small blocks still lie off
        photometric_residual.py  light that no tone curve explains, changed colours
        homography_shape.py   what a homography covers, and how far it is from what an edit does
        content_mask.py       content and plain borders
        similarity_from_matches.py  an initial similarity from a few matches
        whole_picture_alignment.py  an initial alignment for pictures without key points

What is stored of a picture for matching is made by `pictrace.extraction`.
`prepare` once a search; `gather` once a candidate, from any number of threads.
"""

from pictrace.matching.alignment import register
from pictrace.matching.evidence import gather
from pictrace.matching.ignored_elements import places_of
from pictrace.matching.negative import gather_negative, gather_pair, is_verified, may_agree, prepare_negative
from pictrace.matching.prepared_query import PreparedQuery, prepare
from pictrace.matching.ssim_map import coverage_map_of, structure_map_of

__all__ = [
    "PreparedQuery",
    "coverage_map_of",
    "gather",
    "gather_negative",
    "gather_pair",
    "is_verified",
    "may_agree",
    "places_of",
    "prepare",
    "prepare_negative",
    "register",
    "structure_map_of",
]
