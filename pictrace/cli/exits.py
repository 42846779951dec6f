"""Exit codes; README explains them."""

DONE = 0
NEGATIVE = 1
REFUSED = 2
INTERRUPTED = 130
