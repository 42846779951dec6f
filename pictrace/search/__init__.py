"""From a picture that somebody holds to an answer.

query_source.py        a path, a URL, bytes or an array → pixels
query.py               these, or a picture of the library → a query
search.py              shortlist, evidence on every candidate, ranking
voted_candidates.py    candidates by local features, which no list of vectors has
comparison.py          two pictures, without a library
provenance.py          the family of a search
near_identical.py      candidates that are one picture, saved again
weight_sensitivity.py  which weights would change the order
"""
