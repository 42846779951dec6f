"""What of the evidence the probability of a copy is made from: four numbers, each of which only ever speaks one way.

Other numbers were tried and earn nothing beside these: inliers, the correlation, skew, parallax, and the network's
cosine, which is left out on purpose, so that a verdict does not depend on which network made the shortlist.
"""

from __future__ import annotations

import math

from pictrace.types import RegistrationEvidence

NAMES = ("disagreement", "slipped frame", "perspective", "uneven light")

# Where each number begins to say something: what true copies stay below. Past it a logarithm, so that nothing that is
# merely far off outweighs all the rest.
DISAGREEMENT = 0.02
OVERHANG = 0.004
PERSPECTIVE = 0.1
UNEVENNESS = 0.02


def features(registration: RegistrationEvidence) -> tuple[float, ...]:
    """Four numbers from 0 up, in the order of `NAMES`; the higher, the less a copy.

    disagreement : of the common area. slipped frame : neither picture lies inside the other although all that both
    show agrees: a camera that moved, where a crop or a collage would either fit inside or agree only in part.
    perspective : in frame pixels. uneven light : what no tone curve explains.
    """
    return (
        math.log1p((1.0 - registration.agreement) / DISAGREEMENT),
        math.log1p(registration.overhang / OVERHANG) * registration.agreement**6,
        math.log1p(registration.perspective / PERSPECTIVE),
        math.log1p(registration.unevenness / UNEVENNESS),
    )
