"""Feature extraction: what is stored of a picture, and the query that is made of one. For adding, searching, changing
the network and everything else that describes pictures.

    picture_features.py  working picture, key points, colours, border; with the network's vectors, all that is stored
    query.py             a query, from a decoded picture, from what is stored of one, or from its working picture

It stands below the packages that add, search and calibrate, because all of them extract, and above `embedding` and
`matching`, which do not know each other.
"""

from pictrace.extraction.picture_features import (
    ExtractedPicture,
    PixelFeatures,
    extract_picture,
    extract_pixel_features,
    picture_features,
    picture_vectors,
)
from pictrace.extraction.query import (
    LoadedQuery,
    QueryOrigin,
    query_from_decoded,
    query_from_stored,
    query_from_working,
    with_query_vectors,
)

__all__ = [
    "ExtractedPicture",
    "LoadedQuery",
    "PixelFeatures",
    "QueryOrigin",
    "extract_picture",
    "extract_pixel_features",
    "picture_features",
    "picture_vectors",
    "query_from_decoded",
    "query_from_stored",
    "query_from_working",
    "with_query_vectors",
]
