"""What every benchmark prints and writes."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from pictrace import embedding
from pictrace.types import JsonDict


def parser(description: str | None) -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=description)
    made.add_argument("--backbone", choices=embedding.names(), default=embedding.DEFAULT, help="the network")
    made.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    return made


def finish(title: str, lines: Sequence[str], figures: JsonDict, file: Path | None) -> None:
    """Print the lines under a title, and write the figures when a file was named."""
    print(f"\n{title}")
    for line in lines:
        print(f"  {line}")
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
