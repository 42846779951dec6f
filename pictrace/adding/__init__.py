"""Adding pictures: list the inputs, read and decode them in threads, embed in batches, store in transactions."""

from pictrace.adding.pipeline import Adder

__all__ = ["Adder"]
