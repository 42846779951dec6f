"""In which numbers a network computes: bfloat16 where the processor has instructions for it, float32 elsewhere.

On such a processor ResNet50 takes half the time, in OpenVINO as in TensorFlow. Over 32 photographs the vectors of
wholes that OpenVINO computes so keep a cosine of at least 0.9995 to those of float32, those of halves one of at least
0.998 and those of thirds one of at least 0.996 (under 0.999 are .004 and .03 of them); TensorFlow's 0.9993, 0.998 and
0.996. Without such instructions bfloat16 is emulated, and slower than float32.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

Arithmetic = Literal["float32", "bfloat16"]

_PROCESSOR = Path("/proc/cpuinfo")
_INSTRUCTIONS = frozenset({"avx512_bf16", "amx_bf16"})


def choose(setting: str, processor: Path = _PROCESSOR) -> Arithmetic:
    """What `Settings.arithmetic` means here. processor : what the system says of the processor, as Linux does."""
    if setting == "float32" or (setting == "auto" and not _has_instructions(processor)):
        return "float32"
    return "bfloat16"


@cache
def _has_instructions(processor: Path) -> bool:
    try:
        described = processor.read_text(encoding="utf-8", errors="replace")
    except OSError:  # no Linux: nothing says what the processor can
        return False
    flags = next((line for line in described.splitlines() if line.startswith("flags")), "")
    return not _INSTRUCTIONS.isdisjoint(flags.split())
