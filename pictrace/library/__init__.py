"""The object that every door holds: add, search, remove, rebuild, verify.

library.py      `Library`: all the classes below in one, and how it is opened
resources.py    what they share, opened once and closed once
active_calls.py which threads are at work in it, so that closing can wait for them
adding.py       files, tables, URLs and uploads
searching.py    a picture looked for
comparing.py    two pictures against each other, an edit explained, a family
reporting.py    a hit as a report
calibrating.py  how sure verdicts are
ignoring.py     what counts for no verdict
duplicates.py   copies within the library
records.py      what is there, and what failed
judgements.py   what people said of results
pictures.py     pixels, features, originals
backbones.py    the network that embeds the pictures
status.py       what is kept with it, its size, and whether it is sound
"""

from pictrace.library.library import Library

__all__ = ["Library"]
