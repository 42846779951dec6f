"""Settings: the limits and addresses that an owner may change, with defaults that are safe.

Read from a TOML file (`$PICTRACE_SETTINGS`, else `pictrace.toml` in the working folder, when present);
`PICTRACE_<NAME>`, or `PICTRACE_<SECTION>_<NAME>`, in the environment wins over the file. Lists in the environment are
separated by commas, folders by the system's path separator.
"""

from __future__ import annotations

import math
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from pictrace.errors import InvalidInput

MEGABYTE = 1_000_000
LEAST_RATE, MOST_RATE = 0.00001, 0.5
_CACHE_WITHOUT_HOME = Path("data/cache")
_KIND = "kind"


@dataclass(frozen=True, slots=True)
class Kind:
    """What values a setting takes that is no plain number. It stands with the setting, so that there is one entry each.

    read : the value of what a file or the environment says. Raises TypeError, ValueError, or RuntimeError for a home
    that there is not. example : as it is written in a file; "" for the default. is_list : empty says something.
    choices : all there are, () where anything goes.
    """

    read: Callable[[Any], Any]
    example: str = ""
    is_list: bool = False
    choices: tuple[str, ...] = ()


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _word(value: Any) -> str:
    return _text(value).strip().lower()


def _path(value: Any) -> Path:
    return Path(_text(value)).expanduser()


def _parts(value: Any, separator: str) -> list[str]:
    if isinstance(value, Mapping):
        raise TypeError(value)
    return value.split(separator) if isinstance(value, str) else [_text(part) for part in value]


def _folders(value: Any) -> tuple[Path, ...]:
    return tuple(Path(part).expanduser().resolve() for part in _parts(value, os.pathsep) if part)


def _hosts(value: Any) -> tuple[str, ...]:
    return tuple(part.strip().lower() for part in _parts(value, ",") if part.strip())


FOLDERS = Kind(_folders, '["/srv/scans"]', is_list=True)
HOSTS = Kind(_hosts, '["pictures.example.org"]', is_list=True)
PATH = Kind(_path)
WEIGHTS_FILE = Kind(_path, "'/srv/resnet50.h5'")
ARITHMETIC = Kind(_word, choices=("auto", "float32", "bfloat16"))
RUNTIME = Kind(_word, choices=("auto", "openvino", "tensorflow"))


def _kind(part: Field[Any]) -> Kind | None:
    found: Kind | None = part.metadata.get(_KIND)
    return found


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
    max_archive_bytes : what the pictures of one zip archive may unpack to in all, each of them within max_bytes.
    """

    max_bytes: int = 200 * MEGABYTE
    max_pixels: int = 64 * MEGABYTE
    whole_jpeg_pixels: int = 0
    max_pages: int = 1000
    max_members: int = 100_000
    max_archive_bytes: int = 100_000 * MEGABYTE


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How URLs are fetched. Times in seconds.

    allowed_hosts : host names (or host:port) that may be fetched although their address is private.
    """

    allowed_hosts: tuple[str, ...] = field(default=(), metadata={_KIND: HOSTS})
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
    folders: tuple[Path, ...] = field(default=(), metadata={_KIND: FOLDERS})
    weights_file: Path | None = field(default=None, metadata={_KIND: WEIGHTS_FILE})
    cache: Path = field(default_factory=lambda: default_cache(), metadata={_KIND: PATH})
    allowed_hosts: tuple[str, ...] = field(default=(), metadata={_KIND: HOSTS})
    query_cache_bytes: int = 1000 * MEGABYTE
    query_cache_hours: float = 24.0
    max_false_positive_rate: float = 0.005
    arithmetic: str = field(default="auto", metadata={_KIND: ARITHMETIC})
    runtime: str = field(default="auto", metadata={_KIND: RUNTIME})

    def __post_init__(self) -> None:
        for part in fields(self):
            kind, value = _kind(part), getattr(self, part.name)
            if kind is not None and kind.choices and value not in kind.choices:
                raise InvalidInput(f"The setting '{part.name}' is {value!r}; choose one of {', '.join(kind.choices)}.")
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
        path = Path(named or "pictrace.toml")
        settings: Settings = _build(cls(), _read(path, is_named=bool(named)), str(path))
        for variable, (section, name) in variables().items():
            text = environment.get(variable)
            kind = _kind(_field(section, name))
            # Exported without a value: no path and no number, but a list may be empty.
            if text or (text is not None and kind is not None and kind.is_list):
                table = {section: {name: text}} if section else {name: text}
                settings = _build(settings, table, f"the environment ({variable})")
        return settings


def variables() -> dict[str, tuple[str, str]]:
    """Every setting by its variable in the environment: its section, "" for none, and its name."""
    found: dict[str, tuple[str, str]] = {}
    for part in fields(Settings):
        # A section's names are longer, so that two allowed_hosts cannot be mistaken for each other.
        inner = fields(SECTIONS[part.name]) if part.name in SECTIONS else ()
        found |= {f"PICTRACE_{part.name}_{one.name}".upper(): (part.name, one.name) for one in inner}
        if not inner:
            found[f"PICTRACE_{part.name}".upper()] = ("", part.name)
    return found


SECTIONS: Mapping[str, type[Limits] | type[FetchSettings]] = {"limits": Limits, "fetch": FetchSettings}


def _field(section: str, name: str) -> Field[Any]:
    return next(part for part in fields(SECTIONS[section] if section else Settings) if part.name == name)


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


def _read(path: Path, is_named: bool) -> dict[str, Any]:
    """The file's table; empty when there is none and nobody named it."""
    try:
        # Editors on Windows put a byte order mark in front.
        return tomllib.loads(path.expanduser().read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        if not is_named:
            return {}
        raise InvalidInput(f"The settings file {path}, named by PICTRACE_SETTINGS, is not there.") from None
    except IsADirectoryError:
        raise InvalidInput(f"{path} is a folder; the settings are a file, such as pictrace.toml.") from None
    except OSError as error:
        raise InvalidInput(f"The settings file {path} cannot be read ({error.strerror}); mend that.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput(f"The settings file {path} is not valid TOML ({error}); mend it.") from None
    except RuntimeError:
        raise InvalidInput(
            f"The settings file {path} is in a home folder that there is not; name it in full."
        ) from None


def _build(default: Any, table: Mapping[str, Any], where: str, section: str = "") -> Any:
    parts = {part.name: part for part in fields(default)}
    known = {name: getattr(default, name) for name in parts}
    changes: dict[str, Any] = {}
    for name, value in table.items():
        full = f"{section}.{name}" if section else name
        if name not in known:
            raise InvalidInput(f"{where} names an unknown setting {full!r}; known are {', '.join(sorted(known))}.")
        if is_dataclass(known[name]):
            if not isinstance(value, Mapping):
                raise InvalidInput(f"The setting {name!r} in {where} cannot be {value!r}; it is a section, [{name}].")
            changes[name] = _build(known[name], value, where, name)
            continue
        try:
            changes[name] = _convert(_kind(parts[name]), known[name], value)
        except (TypeError, ValueError, OverflowError, RuntimeError):  # RuntimeError: "~" of a user without a home
            example = _example(_kind(parts[name]), known[name])
            raise InvalidInput(
                f"The setting {name!r} in {where} cannot be {value!r}; use a value like {example}."
            ) from None
        if isinstance(changes[name], (int, float)) and not 0 <= changes[name] < math.inf:
            raise InvalidInput(f"The setting {name!r} in {where} is {value}; give a number from 0 up.")
    return replace(default, **changes)


def _convert(kind: Kind | None, default: Any, value: Any) -> Any:
    """The value as one of the setting. Raises TypeError, ValueError or OverflowError for one of another kind."""
    if kind is not None:
        return kind.read(value)
    if isinstance(value, bool):
        raise TypeError(value)
    number = type(default)(value)
    if not isinstance(value, str) and number != value and value == value:
        raise ValueError(value)  # a fraction of a byte
    return number


def _example(kind: Kind | None, default: Any) -> str:
    if kind is not None and kind.example:
        return kind.example
    return repr(str(default)) if isinstance(default, Path) else repr(default)
