"""The command line: `pictrace`, also run as `python -m pictrace`. One file a group of commands.

calibrating.py       `calibrate` and `ignored`
collecting.py        `add`, `list` and `remove`
describing.py        `backbone`
duplicates.py        `duplicates`
evaluating.py        `evaluate`
evaluation_tables.py evaluations as tables for people and as documents for scripts
exits.py             exit codes
fetch_notes.py       what is said while weights are being fetched
interrupt.py         what Ctrl-C does
judgements.py        `judge`, `judgements` and `weights fit`
options.py           options that several commands share, and what they turn into
places.py            where a picture is, for people at a terminal
program.py           reads the command line and runs one command
reporting.py         `--report` of search and compare, and `verify-report`
searching.py         `search` and `compare`
serving.py           `serve`
starting.py          `weights` and `sample`
terminal.py          the answer on standard output, everything else on standard error
upkeep.py            `verify` and `rebuild`
"""

from pictrace.cli.program import main

__all__ = ["main"]
