"""The script stands above every floor: it knows the front end, and nothing knows it. import-linter checks the rest."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from project_tree import ROOT


def imports(path: Path) -> set[str]:
    """Every module that a file imports, inside functions too; names taken from a package count as its modules."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def test_the_script_knows_only_the_front_end() -> None:
    ours = {name for name in imports(ROOT / "streamlit_app.py") if name.startswith("pictrace")}
    assert ours == {"pictrace.web.main", "pictrace.web.server"}


def test_nothing_knows_the_script() -> None:
    for path in (ROOT / "pictrace").rglob("*.py"):
        assert not any(name.split(".")[0] == "streamlit_app" for name in imports(path)), path


def test_tensorflow_is_loaded_only_when_it_is_needed() -> None:
    # TensorFlow takes seconds to import; starting the server or asking for help must not wait for it.
    program = "import sys, pictrace.web.server, pictrace.cli; sys.exit('tensorflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
