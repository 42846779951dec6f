"""Written by `python -m bench.fit`; change it there."""

from pictrace.verdicts.model import CopyModel

MODEL = CopyModel(
    version="1",
    intercept=5.0,
    coefficients=(-1.0, -1.0, -1.0, -1.0),
    unregistered=0.05,
    threshold=0.9,
    no_copy_searches=0,
    wrong=0,
)
