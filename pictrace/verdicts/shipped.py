"""Written by `python -m bench.fit`; change it there."""

from pictrace.verdicts.model import CopyModel

MODEL = CopyModel(
    version="1",
    intercept=4.0335,
    coefficients=(-1.2075, -1.7189, -1.7476, -0.4509),
    unregistered=0.028,
    threshold=0.799,
    no_copy_searches=0,
    wrong=0,
)
