"""What a person needs to know of a network to choose one."""

from __future__ import annotations

from dataclasses import dataclass

# Of a network that nobody has measured, only what any network would call alike.
ALIKE_COSINE_ELSEWHERE = 0.80


@dataclass(frozen=True, slots=True)
class BackboneFacts:
    """A network in plain words.

    name : as in `Library.open(backbone=…)`. title : as people write it. sentence : what it is good and bad at.
    alike_cosine : from which cosine on two pictures are called alike.
    extra : the optional extra of PicTrace that it needs, or None when a plain installation has everything.
    milliseconds : what one picture with its parts takes on two processor cores, measured; None where nobody has.
    missing : why it cannot be used on this machine now and what to do, in a sentence; "" when it can.
    """

    name: str
    title: str
    sentence: str
    alike_cosine: float = ALIKE_COSINE_ELSEWHERE
    milliseconds: float | None = None
    extra: str | None = None
    missing: str = ""
