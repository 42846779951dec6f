"""Which network a library's pictures are described with."""

from __future__ import annotations

import numpy as np

from pictrace import embedding
from pictrace.library.resources import LibraryResources
from pictrace.store import Catalog
from pictrace.types import BackboneState, ChangeReport, ProgressCallback

_CHOSEN = "backbone_chosen"
_STANDS_IN_FOR = "backbone_stands_in_for"


def note_choice(catalog: Catalog) -> None:
    """Write down that somebody named the network of this library: it is then never changed by itself."""
    if not catalog.get(_CHOSEN):
        catalog.put(_CHOSEN, "yes")


class Backbones(LibraryResources):
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
            changing = self._catalog.reembedding.state()
            target, described = (None, 0) if changing is None else (changing[0].name, changing[1])
            return BackboneState(
                name=present.made_by.name,
                version=present.made_by.version,
                outdated=self.outdated,
                pictures=self._catalog.count(),
                target=target,
                described=described,
                chosen=bool(self._catalog.get(_CHOSEN)),
                stands_in_for=self._stands_in_for(present.made_by.name),
            )

    def change_backbone(
        self, name: str, progress: ProgressCallback | None = None, *, for_now: bool = False
    ) -> ChangeReport:
        """Describe every picture with another network, and answer with that from then on.

        Until all are described, searches and adding go on with the present one. progress : called after every 16
        pictures; False stops. What was made stays after that, a crash or a change of mind: the same call goes on with
        it, a call with another name gives it up. With the library's own network, what a newer PicTrace keeps of a
        picture is made where it is missing. for_now : the network only stands in for the present one, whose weights
        cannot be had, and `backbone_state` says so until the library is described with that again. Raises InvalidInput
        (unknown name), MissingPackage, WeightsUnavailable or LibraryError.
        """
        with self._in_use():
            embedding.require(name)
            if not embedding.is_at_hand(name, self.settings):
                # Before anything is written down: a change that cannot be made is not one that was begun.
                embedding.ensure_weights(name, self.settings)
            present = self.backbone
            report = self._reembedder.run(self._networks.get(name), self._until_closed(progress))
            if report.changed:
                self._note_change(present, name, for_now)
                self._networks.present().index.learn()
            return report

    def _note_change(self, before: str, name: str, for_now: bool) -> None:
        if for_now and name != before:
            self._catalog.put(_STANDS_IN_FOR, self._stands_in_for(before) or before)
        elif not for_now:
            self._catalog.put(_STANDS_IN_FOR, "")
            note_choice(self._catalog)

    def _stands_in_for(self, present: str) -> str:
        named = self._catalog.get(_STANDS_IN_FOR) or ""
        return "" if named == present else named

    def warm_up(self) -> None:
        """Load the network and the index now, so that the first search need not. Raises WeightsUnavailable."""
        with self._in_use():
            present = self._networks.usable()
            present.index.sync()
            present.backbone.embed([np.zeros((8, 8, 3), np.uint8)])
