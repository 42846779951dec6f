"""What two pictures have in common, one channel a file.

    describing.py  what is kept of a picture for matching, and of a query
    prepared.py    what is computed of a query once a search
    gathering.py   all channels of a query and one candidate
    detection.py   ORB key points, spread evenly, with the finer details of large pictures
    hamming.py     nearest descriptors and the ratio test
    looking_up.py  which key points of a candidate match, a sample of them first
    agreement.py   which matches agree with one view, and whether to believe it
    keypoints.py   which details of two pictures agree, and how well
    ssim.py        SSIM before and after alignment: do the lines match
    colour.py      HSV histograms
    descriptors.py cosines of the wholes and of parts
    geometry.py    coordinates between sizes, and which homographies can be believed
    maps.py        SSIM at every place of the query
    places.py      where a query shows known elements
    laying.py      the candidate laid on the query from one start after the other
    registration.py  the candidate laid exactly onto the query, and what agrees then; with
        frame.py       the common area of both at one resolution
        refining.py    the homography made exact from the pixels
        pixel_agreement.py  how far two pictures that lie on each other show the same
        tones.py       light that no tone curve explains, changed colours
        shape.py       what a homography covers, and how far it is from an edit
        content.py     content and plain borders
        tentative.py   a start from a few matches
        whole.py       a start for pictures without key points

`describe` once a picture; `prepare` once a search; `gather` once a candidate, from any number of threads.
"""

from pictrace.evidence.describing import (
    can_be_found,
    describe,
    describe_local,
    describe_mirrored,
    describe_query,
    is_flat,
)
from pictrace.evidence.gathering import gather
from pictrace.evidence.laying import register
from pictrace.evidence.maps import coverage_map_of, structure_map_of
from pictrace.evidence.places import places_of
from pictrace.evidence.prepared import PreparedQuery, prepare

__all__ = [
    "PreparedQuery",
    "can_be_found",
    "coverage_map_of",
    "describe",
    "describe_local",
    "describe_mirrored",
    "describe_query",
    "gather",
    "is_flat",
    "places_of",
    "prepare",
    "register",
    "structure_map_of",
]
