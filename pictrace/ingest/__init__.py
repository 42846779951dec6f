"""Adding pictures: list the inputs, read and decode them in threads, embed in batches, store in transactions."""

from pictrace.ingest.mended import forget_mended
from pictrace.ingest.pipeline import Adder

__all__ = ["Adder", "forget_mended"]
