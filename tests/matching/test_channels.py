"""The registry of channels: everything that lists channels follows it, and nothing lists them by itself."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from candidate_making import candidate, evidence
from documents import table
from project_tree import ROOT, SUPPORT

import pictrace
from pictrace.matching.ranking import rank
from pictrace.report import page_rows
from pictrace.types import CHANNELS, FALLBACK, PERCENT_STEP, PRESETS, REGISTRY, Weights
from pictrace.web import channels, words
from pictrace.web.api.models import ChannelWeights

PACKAGE = Path(pictrace.__file__).parent
# What people read of each channel, and what it looks like: keyed by channel, and held to the registry below.
KEYED = {
    "web/channels.py": channels.SWATCHES,
    "web/words/naming.py": words.naming.CHANNEL,
    "web/words/naming.py, help": words.naming.CHANNEL_HELP,
    "report/page_rows.py": page_rows.CHANNEL_NAME,
}
OWNERS = {PACKAGE / place.partition(",")[0] for place in KEYED} | {
    PACKAGE / "types" / "channels.py",
    PACKAGE / "types" / "weights.py",
}
# A report has sections of these names, each with figures of its own kind; the channels' scores are in another.
SECTIONS = {PACKAGE / "report" / "document.py", PACKAGE / "report" / "checking_words.py"}


def test_weights_have_a_field_for_each_channel_and_its_default() -> None:
    assert tuple(field.name for field in fields(Weights)) == CHANNELS
    assert Weights().as_dict() == {channel.key: channel.weight for channel in REGISTRY}


@pytest.mark.parametrize("place", KEYED)
def test_each_channel_has_its_words_and_its_looks(place: str) -> None:
    assert set(KEYED[place]) == set(CHANNELS)
    assert all(KEYED[place].values())


def test_the_readme_tells_of_each_channel_under_the_name_that_the_page_has() -> None:
    told = [(keys, name) for keys, name, _ in table(ROOT / "README.md", "channel")]
    assert told == [(f"`{channel}`", words.naming.CHANNEL[channel]) for channel in channels.SHOWN]


def test_no_two_channels_are_called_or_look_alike() -> None:
    for keyed in KEYED.values():
        assert len(set(keyed.values())) == len(CHANNELS)
    for rules in (channels.swatches(), channels.marks()):
        assert re.findall(r"\.([a-z]+) \{", rules) == list(channels.SHOWN)


def test_every_preset_has_a_name_for_people_and_lies_on_the_steps_of_the_sliders() -> None:
    assert set(words.naming.PRESET) == set(PRESETS)
    for weights in PRESETS.values():
        assert all(percent % PERCENT_STEP == 0 for percent in weights.percents)


def test_the_api_takes_each_channel() -> None:
    schema = ChannelWeights.model_json_schema()
    assert list(schema["properties"]) == list(CHANNELS)
    assert schema["description"].startswith("How much each channel counts")
    assert ChannelWeights(**{FALLBACK.key: 2}).as_weights() == Weights.of({FALLBACK.key: 2})


def test_hits_are_ordered_by_a_channel_that_every_query_has_when_nothing_counts() -> None:
    assert FALLBACK.always
    plain = [candidate(1, evidence(0.2, None, None)), candidate(2, evidence(0.9, None, None))]
    assert [match.id for match in rank(plain, Weights.of({"keypoints": 1}), 2)] == [2, 1]


def test_percents_and_weights_are_two_ways_to_say_the_same() -> None:
    percents = tuple(range(10, 10 * len(CHANNELS) + 1, 10))
    assert Weights.of_percents(percents).percents == percents
    with pytest.raises(ValueError, match="shorter"):
        Weights.of_percents(percents[1:])


def named(node: ast.AST) -> Collection[str]:
    """The channels that one expression lists: as texts of a collection, keywords of a call, or names of a tuple."""
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        found = [one.value if isinstance(one, ast.Constant) else getattr(one, "id", None) for one in node.elts]
    elif isinstance(node, ast.Dict):
        found = [key.value for key in node.keys if isinstance(key, ast.Constant)]
    elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Weights", "ChannelWeights"):
        found = [keyword.arg for keyword in node.keywords]
    elif isinstance(node, ast.Subscript) and getattr(node.value, "id", "") == "Literal":
        return named(node.slice)
    else:
        return ()
    return {str(one) for one in found} & set(CHANNELS)


def lists() -> Iterator[str]:
    for path in PACKAGE.rglob("*.py"):
        if path not in OWNERS | SECTIONS:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                # Two are a pair of measures that mean themselves.
                if len(named(node)) >= 3:
                    yield f"{path.relative_to(PACKAGE)}:{node.lineno}"  # type: ignore[attr-defined]


def test_no_module_lists_the_channels_by_hand() -> None:
    assert list(lists()) == []


def test_the_scan_sees_lists() -> None:
    seen = [
        'CHANNELS = ("cosine", "keypoints", "structure")',
        "cosine, structure, keypoints, colour = percents",
        "Weights(cosine=1.0, structure=0.0, keypoints=0.0)",
        '{"cosine": 1, "structure": 2, "colour": 3}',
        'Literal["cosine", "structure", "colour"]',
    ]
    for text in seen:
        assert max(len(named(node)) for node in ast.walk(ast.parse(text))) >= 3, text


@pytest.mark.parametrize("asset", sorted((PACKAGE / "web" / "assets").glob("*.[jc]s*")), ids=lambda path: path.name)
def test_neither_scripts_nor_style_sheets_name_a_channel(asset: Path) -> None:
    text = asset.read_text(encoding="utf-8")
    assert re.findall(rf"[.\"'-]({'|'.join(CHANNELS)})(?=[\"' {{)\]])", text) == []


def test_a_fifth_channel_needs_an_entry_and_a_field(tmp_path: Path) -> None:
    """In a copy of the package, because the registry is fixed once it is imported."""
    copy = tmp_path / "pictrace"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for name, before, after in (
        ("channels.py", ", COLOUR)\n", ', COLOUR, Channel("edges", 0.05, lambda evidence: evidence.cosine / 2))\n'),
        ("weights.py", "COLOUR.weight\n", "COLOUR.weight\n    edges: float = 0.05\n"),
    ):
        text = (copy / "types" / name).read_text(encoding="utf-8")
        assert text.count(before) == 1
        (copy / "types" / name).write_text(text.replace(before, after), encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), str(SUPPORT)])
    script = [sys.executable, str(SUPPORT / "fifth_channel.py")]
    done = subprocess.run(script, env={**os.environ, "PYTHONPATH": path}, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
