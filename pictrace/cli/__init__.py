"""The command line: `pictrace`, also run as `python -m pictrace`. One file a group of commands."""

from pictrace.cli.program import main

__all__ = ["main"]
