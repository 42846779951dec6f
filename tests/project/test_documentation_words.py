"""What the documents name exists: links, settings, variables, commands, options, calls, modules and make's targets."""

from __future__ import annotations

import importlib.util
import re
import shlex
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from command_line import verbs
from documented_answers import operation
from documents import DOCUMENTS, anchors, blocks_of, inline_code, links, prose, table
from project_tree import ROOT

from pictrace import Settings
from pictrace.cli.options import UsageError
from pictrace.cli.program import build_parser
from pictrace.settings import default_cache, variables
from pictrace.web import api

README = ROOT / "README.md"
LINKED = (*DOCUMENTS, ROOT / "CHANGELOG.md", ROOT / "data" / "README.md")
# Read elsewhere than in the settings.
OTHER_VARIABLES = {"PICTRACE_LIBRARY", "PICTRACE_SETTINGS", "PICTRACE_DEBUG"}
# Options of other programs that the documents name.
OTHER_OPTIONS = {
    "--editable": "pip",
    "--no-deps": "pip",
    "--json": "curl, and pictrace",
    "--server.address": "streamlit",
}


@pytest.mark.parametrize("document", LINKED, ids=lambda document: document.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    for target in links(document):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (document.parent / path).resolve() if path else document
        assert there.exists(), f"{document.name} links to {target}, which is not there"
        if anchor:
            assert anchor in anchors(there), f"{document.name} links to {target}, and no heading is called so"


# ---------------------------------------------------------------- settings


def test_the_settings_that_are_shown_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = blocks_of("toml")
    assert shown
    for number, block in enumerate(shown):
        file = tmp_path / f"{number}.toml"
        file.write_text(block.text, encoding="utf-8")
        assert Settings.load({"PICTRACE_SETTINGS": str(file)}) != Settings()


def test_every_setting_is_in_the_table_with_its_default_and_nothing_else_is() -> None:
    assert _documented() == _defaults()


def test_every_variable_that_is_named_is_read() -> None:
    known = variables().keys() | OTHER_VARIABLES
    for document in DOCUMENTS:
        for name in re.findall(r"PICTRACE_[A-Z_]*[A-Z]", document.read_text(encoding="utf-8")):
            assert name in known, f"{document.name} names {name}, which nothing reads"


def _documented() -> dict[str, object]:
    found: dict[str, object] = {}
    for names, defaults, _ in table(README, "setting"):
        section = re.match(r"`\[(\w+)\]` ", names)
        prefix = f"{section.group(1)}." if section else ""
        keys = re.findall(r"`(\w+)`", names.removeprefix(section.group(0)) if section else names)
        values = [value.strip() for value in defaults.split(",")]
        assert len(keys) == len(values), f"{names} has {len(keys)} settings and {len(values)} defaults"
        for key, value in zip(keys, values, strict=True):
            assert f"{prefix}{key}" not in found, f"{key} is there twice"
            found[f"{prefix}{key}"] = _value(value)
    return found


def _value(text: str) -> object:
    if text == "none":
        return None
    number = re.match(r"[\d.]+(?=$|:)", text)
    return float(number.group()) if number else text.strip("`")


def _defaults() -> dict[str, object]:
    found: dict[str, object] = {}
    settings = Settings()
    for part in fields(settings):
        value = getattr(settings, part.name)
        inner = (
            {f"{part.name}.{one.name}": getattr(value, one.name) for one in fields(value)} if _is_section(value) else {}
        )
        found |= inner or {part.name: value}
    return {name: _plain(value) for name, value in found.items()}


def _is_section(value: object) -> bool:
    return is_dataclass(value)


def _plain(value: object) -> object:
    if value == () or value is None:
        return None
    if value == default_cache():
        return "~/.cache/pictrace"
    return float(value) if isinstance(value, int | float) else value


# ---------------------------------------------------------------- the command line


def test_every_command_has_a_row_and_every_option_is_named() -> None:
    rows = table(README, "command")
    named = " ".join(re.findall(r"`([^`]+)`", _section("From the command line")))
    for verb in verbs():
        own = [row for row in rows if re.match(rf"`{verb.words[0]}[` ]", row[0])]
        assert own, f"README has no row for `pictrace {verb.words[0]}`."
        for action in verb.words[1:]:
            codes = " ".join(re.findall(r"`([^`]+)`", own[0][0]))
            assert re.search(rf"(^|\W){action}(\W|$)", codes), f"README says nothing of `pictrace {verb.name}`."
        for option in verb.options:
            assert re.search(rf"{option}(?![\w-])", named), (
                f"README says nothing of {option} of `pictrace {verb.name}`."
            )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_option_that_is_named_exists(document: Path) -> None:
    known = {option for verb in verbs() for option in verb.options} | {"--version", "--help"}
    known |= OTHER_OPTIONS.keys() | _benchmark_options()
    for code in inline_code(document):
        for option in re.findall(r"(?<![\w-])--[a-z][a-z.-]*", code):
            assert option in known, f"{document.name} names {option} in `{code}`, which no command takes"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_command_that_is_named_in_passing_is_one(document: Path) -> None:
    """Their words are read by the parser; what stands for something of the reader's is filled in."""
    meant = {"NAME": "resnet50", "FILE": "report.zip", "N": "3", "FOLDER": "photos", "DIR": "photos", "ID": "1"}
    for code in inline_code(document):
        if not code.startswith("pictrace ") or code.startswith("pictrace --version"):
            continue
        words = [meant.get(word, word) for word in shlex.split(code)[1:]]
        wrong = _complaint(words)
        # A command named without its arguments is named, not shown.
        assert "required" in wrong or not wrong, f"{document.name}: `{code}`: {wrong}"


def _complaint(words: list[str]) -> str:
    """What the parser says against these words, "" for nothing."""
    try:
        build_parser().parse_args(words)
    except UsageError as error:
        return error.message
    return ""


# ---------------------------------------------------------------- calls, modules, make


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_call_that_is_named_exists(document: Path) -> None:
    described = api.create(lambda: pytest.fail("no call is made here")).openapi()
    for code in inline_code(document):
        found = re.fullmatch(r"(?:(GET|POST|DELETE) )?/api(/[^\s]+)", code)
        if found and found.group(2) != "/openapi.json":
            methods = [found.group(1)] if found.group(1) else ["GET", "POST"]
            assert any(_known(described, method, found.group(2)) for method in methods), f"{document.name}: {code}"


def _known(described: dict[str, object], method: str, path: str) -> bool:
    try:
        operation(described, method, path)
    except AssertionError:
        return False
    return True


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_module_that_is_named_exists_and_has_the_options(document: Path) -> None:
    for code in inline_code(document):
        found = re.match(r"python -m ((?:bench|pictrace|scripts)[\w.]*)", code)
        if found is None:
            continue
        spec = importlib.util.find_spec(found.group(1))
        assert spec is not None, f"{document.name}: {code}"
        assert spec.origin is not None
        for option in re.findall(r"--[a-z-]+", code):
            assert option in _benchmark_options(), f"{document.name}: {code}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_target_of_make_that_is_named_exists(document: Path) -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    for code in inline_code(document):
        found = re.match(r"make ([a-z]+)", code)
        if found:
            assert found.group(1) in targets, f"{document.name}: {code}"


def _benchmark_options() -> set[str]:
    """Those that the benchmarks take, who share some."""
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "bench").glob("*.py"))
    return {option for source in sources for option in re.findall(r'"(--[a-z-]+)"', source)}


def _section(heading: str) -> str:
    text = prose(README)
    start = text.index(f"\n## {heading}\n") + 1
    return text[start : text.find("\n## ", start)]
