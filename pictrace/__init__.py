"""PicTrace: hold a picture, find where it comes from, and see why."""

from pictrace.comparing import compare, explain
from pictrace.library import Library
from pictrace.settings import Settings
from pictrace.types import Weights

__all__ = ["Library", "Settings", "Weights", "compare", "explain"]
__version__ = "0.1.0"
