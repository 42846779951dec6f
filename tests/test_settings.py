"""Settings: the environment wins over the file, and a bad entry is named."""

from __future__ import annotations

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
