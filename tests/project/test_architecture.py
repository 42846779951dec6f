"""What the documents for contributors and the packages' own pages say of the tree is so."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from project_tree import ROOT

PACKAGE = ROOT / "pictrace"
TESTS = ROOT / "tests"
# Folders of tests that are not about one package.
OVERARCHING = {"browser", "conformance", "golden", "project", "support"}
MODULES = sorted(PACKAGE.rglob("*.py"))
PAGES = [module for module in MODULES if module.name == "__init__.py"]
# Of files, not of names in a module.
SUFFIXES = {"css", "html", "js", "json", "py", "toml", "zip"}
GLOSSARY = ROOT / "docs" / "glossary.md"
RECORDS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
NAMING = (ROOT / "CONTRIBUTING.md", ROOT / "docs" / "architecture.md", *RECORDS)
FILES = [
    path.relative_to(ROOT).as_posix()
    for path in ROOT.rglob("*.*")
    if not {".venv", ".git"} & set(path.relative_to(ROOT).parts)
]


def test_the_layers_are_those_of_the_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(contract["layers"] for contract in contracts if "pictrace" in contract.get("containers", ()))
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    told = [row.replace(", ", " | ") for row in re.findall(r"^\| \d \| ([^|]+) \|", page, re.MULTILINE)]
    assert told == layers


def test_every_entry_of_the_tree_is_in_a_layer() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    told = set(re.findall(r"\w+", " ".join(re.findall(r"^\| \d \| ([^|]+) \|", page, re.MULTILINE))))
    entries = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert told == entries - {"__init__", "__main__"}


@pytest.mark.parametrize("document", NAMING, ids=lambda document: document.relative_to(ROOT).as_posix())
def test_every_file_that_a_document_names_is_there(document: Path) -> None:
    """Those of the package by the end of their path; NAME and its like stand for a file that is to come."""
    named = re.findall(r"`((?:[\w.-]+/)*[\w.-]+\.(?:py|toml|yaml|md|txt))`", document.read_text(encoding="utf-8"))
    assert [name for name in named if not re.fullmatch(r"[A-Z]{4,}", Path(name).stem) and not _is_there(name)] == []


def test_every_word_of_the_glossary_is_there_once_and_lives_in_a_file() -> None:
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \| (.+) \|$", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
    entries = [(word, file) for word, file in rows if word != "word"]
    assert len(entries) > 60
    words = [word for word, _ in entries]
    assert len(words) == len(set(words))
    homes = {word: re.fullmatch(r"`([\w/]+\.py)`", file) for word, file in entries}
    assert [word for word, home in homes.items() if home is None or not (PACKAGE / home.group(1)).is_file()] == []


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_decision_has_its_parts_is_a_page_at_most_and_is_listed(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Figures", "Consequences"]
    title = re.match(r"# (.+)\n\nDate: \d{4}-\d\d-\d\d\n", text)
    assert title is not None
    assert len(text.splitlines()) <= 60
    list_of_them = (record.parent / "README.md").read_text(encoding="utf-8")
    assert f"- [{record.name[:4]}]({record.name}) {title.group(1)}\n" in list_of_them


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))


def _is_there(name: str) -> bool:
    return any(f"/{path}".endswith(f"/{name}") for path in FILES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.relative_to(ROOT).as_posix())
def test_a_package_says_what_each_of_its_files_is(page: Path) -> None:
    """Its docstring begins a line with each file."""
    head = ast.get_docstring(ast.parse(page.read_text(encoding="utf-8"))) or ""
    named = [name for line in re.findall(r"^ *((?:\w+\.py(?:, )?)+) ", head, re.MULTILINE) for name in line.split(", ")]
    assert sorted(named) == sorted(path.name for path in page.parent.glob("*.py") if path != page)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.relative_to(ROOT).as_posix())
def test_what_comments_and_docstrings_name_is_there(module: Path) -> None:
    """Files by the end of their path, and `module.name` where there is such a module."""
    said = "\n".join(_said(module))
    files = re.findall(r"(?<![\w/.-])(?:[\w-]+/)*[\w-]+\.py\b", said)
    assert [name for name in files if not _is_there(name)] == []
    dotted = [found for found in re.findall(r"`(?:\w+\.)*(\w+)\.(\w+)[^`]*`", said) if found[1] not in SUFFIXES]
    assert [f"{owner}.{name}" for owner, name in dotted if not _has(owner, name)] == []


def _said(module: Path) -> Iterator[str]:
    """The comments and docstrings of a module."""
    text = module.read_text(encoding="utf-8")
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


def _has(owner: str, name: str) -> bool:
    """Whether a module or package called `owner` has this name or file; also where nothing here is called so."""
    owners = [module for module in MODULES if owner in (module.stem, module.parent.name)]
    return not owners or any(
        name == module.stem
        or (module.parent / name).is_dir()
        or re.search(rf"\b{name}\b", module.read_text(encoding="utf-8"))
        for module in owners
    )


def test_every_folder_of_tests_is_named_after_a_package() -> None:
    folders = {path.name for path in TESTS.iterdir() if path.is_dir()} - {"__pycache__"}
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders - packages == OVERARCHING


def test_every_test_is_in_a_folder() -> None:
    assert [path.name for path in TESTS.glob("test_*.py")] == []


def test_the_checks_before_a_commit_are_those_of_make() -> None:
    hooks = re.findall(r"entry: (.+)", (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").split("\ncheck:", 1)[1].split("\n\n", 1)[0]
    plain = recipe.replace("$(PY)", ".venv/bin/python").replace("'", '"')
    assert len(hooks) == plain.count(".venv/bin/python -")
    assert [hook for hook in hooks if hook not in plain] == []
