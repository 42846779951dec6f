"""The object that every door holds: add, search, remove, rebuild, verify.

library.py      `Library`: all the rooms below in one class, and how it is opened
opened.py       the parts that all rooms share, and how they are closed
under_way.py    which threads are at work in it, so that closing can wait for them
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
network.py      the network that describes the pictures
whole.py        what is kept with it, its size, and whether it is sound
"""

from pictrace.library.library import Library

__all__ = ["Library"]
