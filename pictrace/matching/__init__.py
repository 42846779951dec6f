"""What two pictures have in common, one channel a file.

    prepared_query.py         what is computed of a query once a search
    evidence.py               all channels of a query and one candidate
    keypoint_detection.py     ORB key points, spread evenly, with the finer details of large pictures
    keypoint_frame.py         the size that every picture has for its key points
    hamming.py                nearest descriptors and the ratio test
    descriptor_matching.py    which key points of a candidate match, a sample of them first
    geometric_verification.py  which matches agree with one view, and whether to believe it
    keypoints.py              which details of two pictures agree, and how well
    ssim.py                   SSIM before and after alignment: do the lines match
    colour.py                 HSV histograms
    cosine.py                 cosines of the wholes and of parts
    homography.py             coordinates between sizes, and which homographies can be believed
    ssim_map.py               SSIM at every place of the query
    ignored_elements.py       where a query shows known elements
    alignment.py              the candidate laid on the query from one start after the other
    registration.py           the candidate laid exactly onto the query, and what agrees then; with
        common_frame.py       the common area of both at one resolution
        inverse_compositional.py  the homography made exact from the pixels
        pixel_correlation.py  how far two pictures that lie on each other show the same
        photometric_residual.py  light that no tone curve explains, changed colours
        homography_shape.py   what a homography covers, and how far it is from an edit
        content_mask.py       content and plain borders
        similarity_from_matches.py  a start from a few matches
        whole_picture_alignment.py  a start for pictures without key points

What is stored of a picture for matching is made by `pictrace.extraction`.
`prepare` once a search; `gather` once a candidate, from any number of threads.
"""

from pictrace.matching.alignment import register
from pictrace.matching.evidence import gather
from pictrace.matching.ignored_elements import places_of
from pictrace.matching.prepared_query import PreparedQuery, prepare
from pictrace.matching.ssim_map import coverage_map_of, structure_map_of

__all__ = [
    "PreparedQuery",
    "coverage_map_of",
    "gather",
    "places_of",
    "prepare",
    "register",
    "structure_map_of",
]
