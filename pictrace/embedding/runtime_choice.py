"""Which runtime computes here: OpenVINO where it is installed, TensorFlow elsewhere or when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

from pictrace.embedding.arithmetic import Arithmetic
from pictrace.embedding.openvino_runtime import PACKAGE, OpenVinoRuntime
from pictrace.embedding.runtime import Runtime
from pictrace.embedding.tensorflow_runtime import TensorFlowRuntime
from pictrace.errors import MissingPackage


def is_openvino(setting: str, installed: Callable[[str], bool] = lambda module: find_spec(module) is not None) -> bool:
    """Whether `Settings.runtime` means OpenVINO here; imports nothing.

    installed : whether a module can be imported.
    """
    return setting == OpenVinoRuntime.name or (setting == "auto" and installed(PACKAGE))


def title(setting: str) -> str:
    """What would be loaded for `Settings.runtime`, as people write it."""
    return OpenVinoRuntime.title if is_openvino(setting) else TensorFlowRuntime.title


def load(setting: str, arithmetic: Arithmetic) -> Runtime:
    """What `Settings.runtime` says; TensorFlow takes seconds. Raises MissingPackage when it cannot be loaded."""
    if not is_openvino(setting):
        return TensorFlowRuntime(arithmetic)
    try:
        return OpenVinoRuntime(arithmetic)
    except (ImportError, RuntimeError) as error:  # an older system's libraries, a processor that it does not know
        if setting == "auto":
            return TensorFlowRuntime(arithmetic)
        raise MissingPackage(
            f"OpenVINO, by which the setting 'runtime' has the networks computed, cannot be loaded ({error}); "
            f"run `pip install --force-reinstall {PACKAGE}`, or set it to auto, then start again."
        ) from None
