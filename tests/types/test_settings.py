"""Settings: the environment wins over the file, and a bad entry is named."""

from __future__ import annotations

import os
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from pictrace.errors import InvalidInput
from pictrace.settings import Settings, default_cache


def test_defaults_without_file_or_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings.load({}) == Settings()


def test_the_file_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        f'folders = ["{tmp_path}"]\nallowed_hosts = ["Photos.Example"]\n'
        '[limits]\nmax_pixels = 1000\n[fetch]\nallowed_hosts = ["intranet"]\ntotal_timeout = 5\n'
    )
    settings = Settings.load({"PICTRACE_SETTINGS": str(file), "PICTRACE_ALLOWED_HOSTS": "a.example, b.example"})
    assert settings.folders == (tmp_path.resolve(),)
    assert settings.limits.max_pixels == 1000
    assert settings.fetch.allowed_hosts == ("intranet",)
    assert settings.fetch.total_timeout == 5.0
    assert settings.allowed_hosts == ("a.example", "b.example")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("colour = 1", "unknown setting 'colour'"),
        ("[limits]\nmax_pixels = 'many'", "'max_pixels'"),
        ("[limits]\nmax_pixels = -5", "from 0 up"),
        ("limits = 3", "'limits'"),
        ("folders = 7", "'folders'"),
        ("= broken", "not valid TOML"),
    ],
)
def test_a_bad_entry_is_named(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(text)
    with pytest.raises(InvalidInput, match=words):
        Settings.load({"PICTRACE_SETTINGS": str(file)})


def test_a_named_file_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="is not there"):
        Settings.load({"PICTRACE_SETTINGS": str(tmp_path / "none.toml")})


def test_arithmetic_and_runtime_are_of_those_that_are_known() -> None:
    assert Settings.load({}).arithmetic == "auto"
    assert Settings.load({"PICTRACE_ARITHMETIC": " Float32 "}).arithmetic == "float32"
    with pytest.raises(InvalidInput, match="'arithmetic' is 'int8'; choose one of auto, float32, bfloat16"):
        Settings.load({"PICTRACE_ARITHMETIC": "int8"})
    assert Settings.load({"PICTRACE_RUNTIME": "TensorFlow"}).runtime == "tensorflow"
    with pytest.raises(InvalidInput, match="'runtime' is 'torch'; choose one of auto, openvino, tensorflow"):
        Settings.load({"PICTRACE_RUNTIME": "torch"})


def _variables() -> dict[str, tuple[str, str]]:
    """Every setting by the variable that sets it: its section ("" for none) and name."""
    whole = Settings()
    found = {}
    for part in fields(whole):
        value = getattr(whole, part.name)
        if is_dataclass(value):
            for inner in fields(value):
                found[f"PICTRACE_{part.name}_{inner.name}".upper()] = (part.name, inner.name)
        else:
            found[f"PICTRACE_{part.name}".upper()] = ("", part.name)
    return found


# What a variable of this type may say, and what that is then.
VALUES: dict[type, tuple[str, object]] = {int: ("7", 7), float: ("0.25", 0.25)}
NAMED: dict[str, tuple[str, object]] = {
    "arithmetic": ("float32", "float32"),
    "runtime": ("openvino", "openvino"),
    "cache": ("/caches/mine", Path("/caches/mine")),
    "weights_file": ("/weights.h5", Path("/weights.h5")),
    "allowed_hosts": ("A.example, b.example:80", ("a.example", "b.example:80")),
    "folders": (str(Path.cwd()), (Path.cwd(),)),
}


@pytest.mark.parametrize("variable", _variables())
def test_every_setting_can_be_set_by_the_environment(
    variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    section, name = _variables()[variable]
    default = getattr(getattr(Settings(), section) if section else Settings(), name)
    text, value = NAMED[name] if name in NAMED else VALUES[type(default)]
    settings = Settings.load({variable: text})
    assert getattr(getattr(settings, section) if section else settings, name) == value != default


@pytest.mark.parametrize("variable", _variables())
def test_an_empty_variable_sets_nothing(variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a shell leaves it that exports a name without a value; an empty path would be the working folder."""
    monkeypatch.chdir(tmp_path)
    assert Settings.load({variable: ""}) == Settings()


def test_an_empty_list_in_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(f'folders = ["{tmp_path}"]')
    assert Settings.load({"PICTRACE_SETTINGS": str(file), "PICTRACE_FOLDERS": ""}).folders == ()


@pytest.mark.parametrize(
    ("variable", "text", "words"),
    [
        ("PICTRACE_LIMITS_MAX_BYTES", "much", r"PICTRACE_LIMITS_MAX_BYTES\) cannot be 'much'.*200000000"),
        ("PICTRACE_FETCH_RETRIES", "-1", r"PICTRACE_FETCH_RETRIES\) is .*from 0 up"),
        ("PICTRACE_FETCH_RETRIES", "1.5", r"PICTRACE_FETCH_RETRIES\) cannot be '1.5'"),
        ("PICTRACE_FETCH_BACKOFF", "nan", r"PICTRACE_FETCH_BACKOFF\) is .*from 0 up"),
        ("PICTRACE_QUERY_CACHE_HOURS", "inf", r"PICTRACE_QUERY_CACHE_HOURS\) is .*from 0 up"),
    ],
)
def test_a_bad_variable_is_named(variable: str, text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=words):
        Settings.load({variable: text})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[fetch]\nretries = true", "'retries'.* cannot be True"),
        ("[limits]\nmax_bytes = 1.9", "'max_bytes'.* cannot be 1.9"),
        ("[limits]\nmax_bytes = inf", "'max_bytes'.* cannot be inf"),
        ("[fetch]\nbackoff = nan", "'backoff'.*from 0 up"),
        ("arithmetic = 16", "'arithmetic'.* cannot be 16"),
        ("allowed_hosts = [7]", "'allowed_hosts'.* cannot be \\[7\\]"),
        ("allowed_hosts = { a = 1 }", "'allowed_hosts'"),
        ("fetch = []", "'fetch'"),
        ("max_bytes = 5", "unknown setting 'max_bytes'.*known are .*limits"),
        ("limits.max_byte = 5", "unknown setting 'limits.max_byte'.*known are .*max_bytes"),
    ],
)
def test_a_value_of_another_kind_is_never_bent_into_one(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(text)
    with pytest.raises(InvalidInput, match=words):
        Settings.load({"PICTRACE_SETTINGS": str(file)})


def test_a_whole_number_may_be_written_with_a_point(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[limits]\nmax_pixels = 1e6\n[fetch]\ntotal_timeout = 5\n")
    settings = Settings.load({"PICTRACE_SETTINGS": str(file)})
    assert (settings.limits.max_pixels, settings.fetch.total_timeout) == (1_000_000, 5.0)
    assert isinstance(settings.limits.max_pixels, int)


def test_a_file_from_notepad_is_read(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(b"\xef\xbb\xbfruntime = 'tensorflow'\r\n")
    assert Settings.load({"PICTRACE_SETTINGS": str(file)}).runtime == "tensorflow"


def test_the_home_folder_may_be_named_by_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What no shell has expanded: a variable of a service, a .env file."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "mine.toml").write_text("runtime = 'tensorflow'")
    assert Settings.load({"PICTRACE_SETTINGS": "~/mine.toml"}).runtime == "tensorflow"


def test_the_home_of_nobody_is_said(tmp_path: Path) -> None:
    for variable in ("PICTRACE_SETTINGS", "PICTRACE_CACHE", "PICTRACE_WEIGHTS_FILE", "PICTRACE_FOLDERS"):
        with pytest.raises(InvalidInput, match="no-such-user-of-this-machine"):
            Settings.load({variable: "~no-such-user-of-this-machine/x"})


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a = " + "{a=" * 3000, "\x00", "a.b = 1\na = 2"])
def test_a_hostile_file_is_no_crash(tmp_path: Path, text: str) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(text)
    with pytest.raises(InvalidInput):
        Settings.load({"PICTRACE_SETTINGS": str(file)})


def test_a_name_that_is_too_long_is_said() -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        Settings.load({"PICTRACE_SETTINGS": "x" * 5000})


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() == 0, reason="root may read any file")
def test_a_file_that_may_not_be_read_is_said(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("")
    file.chmod(0)
    with pytest.raises(InvalidInput, match="cannot be read"):
        Settings.load({"PICTRACE_SETTINGS": str(file)})


def test_a_file_that_is_a_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="is a folder"):
        Settings.load({"PICTRACE_SETTINGS": str(tmp_path)})


def test_without_a_home_the_cache_is_in_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_cache() == tmp_path / ".cache" / "pictrace"
    (tmp_path / "file").touch()
    monkeypatch.setenv("HOME", str(tmp_path / "file"))  # nothing can be made in it
    assert default_cache() == Path("data/cache")

    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nobody)
    assert default_cache() == Path("data/cache")
    assert Settings.load({"PICTRACE_CACHE": str(tmp_path)}).cache == tmp_path
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_cache() == tmp_path / "pictrace"


def test_a_home_that_there_is_not_is_named() -> None:
    with pytest.raises(InvalidInput, match="'cache' in the environment"):
        Settings.load({"PICTRACE_CACHE": "~nobody-of-that-name/cache"})
