"""Settings: the limits and addresses that an owner may change, with defaults that are safe.

Read from a TOML file (`$PICTRACE_SETTINGS`, else `pictrace.toml` in the working folder, when present);
`PICTRACE_<NAME>` in the environment wins over the file. Lists in the environment are separated by commas,
folders by the system's path separator.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from pictrace.errors import InvalidInput

MEGABYTE = 1_000_000
LEAST_RATE, MOST_RATE = 0.00001, 0.5
ARITHMETICS = ("auto", "float32", "bfloat16")
_CACHE_WITHOUT_HOME = Path("data/cache")
RUNTIMES = ("auto", "openvino", "tensorflow")


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused before it costs memory.

    max_bytes : of one file or one fetched body.
    max_pixels : decoded whole up to here; above it decoded reduced where the format can, else refused.
        64 million pixels are 192 MB of RGB; the decoder needs about as much again.
    whole_jpeg_pixels : JPEGs over this are decoded at the first of a half, a quarter or an eighth of their sides that
        fits; 0 for none. One of 12 million pixels is added in .54 of the time at a half (4 million here), in .39 at
        a quarter (1 million); it has fewer or none of the fine key points by which a detail of a large work is
        found. To be chosen before the first picture: a picture's digest is that of the pixels that were decoded.
    max_pages : pictures taken from one multi-page file.
    max_members : entries of one zip archive.
    """

    max_bytes: int = 200 * MEGABYTE
    max_pixels: int = 64 * MEGABYTE
    whole_jpeg_pixels: int = 0
    max_pages: int = 1000
    max_members: int = 100_000


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How URLs are fetched. Times in seconds.

    allowed_hosts : host names (or host:port) that may be fetched although their address is private.
    """

    allowed_hosts: tuple[str, ...] = ()
    total_connections: int = 16
    connections_per_host: int = 4
    connect_timeout: float = 10.0
    total_timeout: float = 60.0
    retries: int = 3
    backoff: float = 0.5
    max_redirects: int = 5


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an owner may set.

    folders : named folder roots that the page may browse and add from; outside them nothing.
    weights_file : a file with the network's weights, looked for before anything else.
    cache : where downloaded weights and query uploads are kept.
    allowed_hosts : host names, beside localhost, under which the API and the pictures may be asked for.
    max_false_positive_rate : how many searches without any copy may be told of one, in [0.00001, 0.5]. Fewer cost
        copies: they become "possible copy".
    arithmetic : in which numbers ResNet50 computes: "auto" (bfloat16 where the processor has instructions for it),
        "float32" or "bfloat16".
    runtime : what computes ResNet50 and EfficientNet-Lite0: "auto" (OpenVINO where it is installed, else TensorFlow),
        "openvino" or "tensorflow". The vectors are the same to 1e-3 in cosine.
    """

    limits: Limits = field(default_factory=Limits)
    fetch: FetchSettings = field(default_factory=FetchSettings)
    folders: tuple[Path, ...] = ()
    weights_file: Path | None = None
    cache: Path = field(default_factory=lambda: default_cache())
    allowed_hosts: tuple[str, ...] = ()
    query_cache_bytes: int = 1000 * MEGABYTE
    query_cache_hours: float = 24.0
    max_false_positive_rate: float = 0.005
    arithmetic: str = "auto"
    runtime: str = "auto"

    def __post_init__(self) -> None:
        for name, value, known in (
            ("arithmetic", self.arithmetic, ARITHMETICS),
            ("runtime", self.runtime, RUNTIMES),
        ):
            if value not in known:
                raise InvalidInput(f"The setting '{name}' is {value!r}; choose one of {', '.join(known)}.")
        if not LEAST_RATE <= self.max_false_positive_rate <= MOST_RATE:
            raise InvalidInput(
                f"The setting 'max_false_positive_rate' is {self.max_false_positive_rate:g}; "
                f"give a share from {LEAST_RATE:g} to {MOST_RATE:g}, such as 0.005."
            )

    @classmethod
    def load(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Settings from the file and the environment. Raises InvalidInput that names the bad entry."""
        environment = os.environ if environment is None else environment
        named = environment.get("PICTRACE_SETTINGS")
        path = Path(named) if named else Path("pictrace.toml")
        table: dict[str, Any] = {}
        if path.is_file():
            try:
                table = tomllib.loads(path.read_text(encoding="utf-8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise InvalidInput(f"The settings file {path} is not valid TOML ({error}); mend it.") from None
        elif named:
            raise InvalidInput(f"The settings file {path}, named by PICTRACE_SETTINGS, is not there.")
        settings = _build(cls(), table, str(path))
        named_there: dict[str, Any] = {
            part.name: environment[f"PICTRACE_{part.name.upper()}"]
            for part in fields(cls)
            if part.name not in ("limits", "fetch") and f"PICTRACE_{part.name.upper()}" in environment
        }
        # Fetching's own list has the longer name, so that the two cannot be mistaken for each other.
        if "PICTRACE_FETCH_ALLOWED_HOSTS" in environment:
            named_there["fetch"] = {"allowed_hosts": environment["PICTRACE_FETCH_ALLOWED_HOSTS"]}
        whole: Settings = _build(settings, named_there, "the environment (PICTRACE_…)")
        return whole


def default_cache() -> Path:
    """`$XDG_CACHE_HOME/pictrace`, else `~/.cache/pictrace`, else `data/cache` in the working folder.

    The last where there is no home or nothing can be made in it, as in containers that run as any user.
    """
    base = os.environ.get("XDG_CACHE_HOME")
    if base:
        return Path(base) / "pictrace"
    try:
        cache = Path.home() / ".cache" / "pictrace"
    except RuntimeError:
        return _CACHE_WITHOUT_HOME
    return cache if _can_be_there(cache) else _CACHE_WITHOUT_HOME


def _can_be_there(folder: Path) -> bool:
    """Whether it exists, filled and write-protected perhaps, or could be made."""
    if folder.is_dir():
        return True
    nearest = next((parent for parent in folder.parents if parent.exists()), None)
    return nearest is not None and nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)


def _build(default: Any, table: Mapping[str, Any], where: str) -> Any:
    known = {part.name: getattr(default, part.name) for part in fields(default)}
    changes: dict[str, Any] = {}
    for name, value in table.items():
        if name not in known:
            raise InvalidInput(f"{where} names an unknown setting {name!r}; known are {', '.join(sorted(known))}.")
        try:
            changes[name] = _convert(name, known[name], value, where)
        except (TypeError, ValueError, RuntimeError) as error:  # RuntimeError: "~" of a user who has no home
            if isinstance(error, InvalidInput):
                raise
            raise InvalidInput(
                f"The setting {name!r} in {where} cannot be {value!r}; use a value like {known[name]!r}."
            ) from None
    return replace(default, **changes)


def _convert(name: str, default: Any, value: Any, where: str) -> Any:
    if isinstance(default, (Limits, FetchSettings)):
        if not isinstance(value, Mapping):
            raise TypeError(name)
        return _build(default, value, where)
    if name == "folders":
        parts = value.split(os.pathsep) if isinstance(value, str) else value
        return tuple(Path(part).expanduser().resolve() for part in parts if part)
    if isinstance(default, tuple):
        parts = value.split(",") if isinstance(value, str) else value
        return tuple(str(part).strip().lower() for part in parts if str(part).strip())
    if name in ("weights_file", "cache"):
        return Path(value).expanduser()
    if isinstance(default, str):
        return str(value).strip().lower()
    number = type(default)(value)
    if number < 0:
        raise InvalidInput(f"The setting {name!r} in {where} is {value}; give a number from 0 up.")
    return number
