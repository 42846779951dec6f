"""PicTrace: hold a picture, find where it comes from, and see why.

__main__.py `python -m pictrace`
errors.py   every error that is raised on purpose
settings.py what an owner may change
version.py  which PicTrace this is
"""

from pictrace.library import Library
from pictrace.report import make_report, verify_report
from pictrace.search.comparison import compare, explain
from pictrace.settings import Settings
from pictrace.types import Weights
from pictrace.version import VERSION

__all__ = ["Library", "Settings", "Weights", "compare", "explain", "make_report", "verify_report"]
__version__ = VERSION
