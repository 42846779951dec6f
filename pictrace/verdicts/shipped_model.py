"""Written by `python -m bench.fit`; change it there."""

from pictrace.verdicts.copy_probability import CopyModel

MODEL = CopyModel(
    version="1",
    intercept=4.1511,
    coefficients=(-1.316, -1.6723, -1.7208, -0.5509),
    unregistered=0.005,
    threshold=0.811,
    no_copy_searches=3000,
    wrong=7,
)
