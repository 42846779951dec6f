"""Adding pictures: list the inputs, read and decode them in threads, embed in batches, store in transactions."""

from pictrace.adding.mended import forget_mended
from pictrace.adding.pipeline import Adder

__all__ = ["Adder", "forget_mended"]
