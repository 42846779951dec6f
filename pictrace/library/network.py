"""Which network a library's pictures are described with."""

from __future__ import annotations

import numpy as np

from pictrace import backbones
from pictrace.library.opened import Opened
from pictrace.types import BackboneState, ChangeReport, ProgressCallback


class Described(Opened):
    """The network, loaded early or changed for another."""

    @property
    def backbone(self) -> str:
        """The name of the network that made this library's vectors."""
        return self._networks.present().made_by.name

    @property
    def outdated(self) -> bool:
        """Whether the pictures must be described again before they can be searched (`change_backbone`)."""
        with self._in_use():
            return self._networks.present().outdated and self._catalog.count() > 0

    def backbone_state(self) -> BackboneState:
        """Which network the library is described with, and how far a change to another is."""
        with self._in_use():
            present = self._networks.present()
            under_way = self._catalog.redescribed.state()
            target, described = (None, 0) if under_way is None else (under_way[0].name, under_way[1])
            return BackboneState(
                name=present.made_by.name,
                version=present.made_by.version,
                outdated=self.outdated,
                pictures=self._catalog.count(),
                target=target,
                described=described,
            )

    def change_backbone(self, name: str, progress: ProgressCallback | None = None) -> ChangeReport:
        """Describe every picture with another network, and answer with that from then on.

        Until all are described, searches and adding go on with the present one. progress : called after every 16
        pictures; False stops. What was made stays after that, a crash or a change of mind: the same call goes on with
        it, a call with another name gives it up. With the library's own network, what a newer PicTrace keeps of a
        picture is made where it is missing. Raises InvalidInput (unknown name), MissingPackage, WeightsUnavailable or
        LibraryError.
        """
        with self._in_use():
            backbones.require(name)
            report = self._redescriber.run(self._networks.get(name), self._told(progress))
            if report.changed:
                self._networks.present().index.learn()
            return report

    def warm_up(self) -> None:
        """Load the network and the index now, so that the first search need not. Raises WeightsUnavailable."""
        with self._in_use():
            present = self._networks.usable()
            present.index.sync()
            present.backbone.embed([np.zeros((8, 8, 3), np.uint8)])
