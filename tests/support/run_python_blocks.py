"""Runs the Python blocks of one document, one behind the other in one namespace, as a reader would type them.

Started by tests/project/test_documentation_python.py in a process of its own, with the blocks as JSON on standard
input. A traceback names the document and its line. What is in the namespace afterwards goes to standard output as a
line of JSON, behind what the blocks print.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import fakes


def run(document: str, blocks: list[tuple[int, str]]) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for line, text in blocks:
        # Empty lines in front, so that line numbers are those of the document.
        exec(compile("\n" * (line - 1) + text, document, "exec"), namespace)
    return namespace


if __name__ == "__main__":
    fakes.install()
    asked = json.load(sys.stdin)
    made = run(asked["document"], [(line, text) for line, text in asked["blocks"]])
    json.dump({name: repr(value) for name, value in made.items() if not name.startswith("__")}, sys.stdout)
