"""The object that every door holds: all that a library does in one, and how it is opened."""

from __future__ import annotations

import os
from pathlib import Path

from pictrace import embedding
from pictrace.errors import BackboneMismatch, LibraryUnusable
from pictrace.index import engines
from pictrace.library.adding import Adding
from pictrace.library.backbones import Backbones, note_choice
from pictrace.library.calibrating import Calibrating
from pictrace.library.comparing import Comparing
from pictrace.library.duplicates import FindingDuplicates
from pictrace.library.ignoring import Ignoring
from pictrace.library.judgements import Judging
from pictrace.library.pictures import Pictures
from pictrace.library.records import Records
from pictrace.library.reporting import Reporting
from pictrace.library.searching import Searching
from pictrace.library.status import Status
from pictrace.settings import Settings
from pictrace.store import Catalog
from pictrace.types import Backbone, NetworkVersion

DEFAULT_LOCATION = "data/library"


class Library(
    Adding,
    Calibrating,
    Searching,
    Comparing,
    Reporting,
    Ignoring,
    Pictures,
    FindingDuplicates,
    Records,
    Judging,
    Backbones,
    Status,
):
    """A collection of pictures that can be searched by picture. One Library serves many threads.

    Open it with `Library.open`; close it with `close()` or as a context manager. Use after that raises LibraryClosed.
    """

    @classmethod
    def open(
        cls,
        location: str | Path = DEFAULT_LOCATION,
        *,
        backbone: str | None = None,
        engine: str | None = None,
        settings: Settings | None = None,
    ) -> Library:
        """The library in this folder, created when absent.

        backbone, engine : names; None means what the library records, else "resnet50" and "faiss". A library whose
        pictures were described by an older version of its network opens, but must be described again before it is
        searched or added to (`change_backbone`). Until it is closed OpenCV starts no threads in this process.
        Raises LibraryUnusable, BackboneMismatch, InvalidInput (unknown name) or MissingPackage.
        """
        settings = settings or Settings.load()
        try:
            folder = Path(location).expanduser().absolute()
        except RuntimeError as error:  # "~" of a user who has no home
            raise LibraryUnusable(f"{location} names no folder ({error}); name one without ~.") from None
        # os.path, because Path raises for a name that is too long; the catalogue then says why it cannot be made.
        if os.path.exists(folder) and not folder.is_dir():
            raise LibraryUnusable(f"{folder} is a file; name the folder of a library.")
        catalog = Catalog.open(folder)
        try:
            recorded = catalog.network()
            named = backbone or (embedding.DEFAULT if recorded is None else recorded.name)
            network = embedding.create(named, settings)
            _claim_network(folder, catalog, recorded, network)
            if backbone is not None and catalog.count() == 0:
                note_choice(catalog)
            chosen = engines.create(engine or catalog.get("engine") or engines.DEFAULT, network.dimension).name
            if chosen != catalog.get("engine"):
                catalog.put("engine", chosen)
        except BaseException:
            catalog.close()
            raise
        return cls(folder, catalog, chosen, network, settings)


def _claim_network(folder: Path, catalog: Catalog, recorded: NetworkVersion | None, network: Backbone) -> None:
    """A library without pictures takes the network that is asked for; vectors of two are never mixed."""
    if recorded is None or recorded.name != network.name:
        if catalog.count() == 0:
            # Before it is written down: a library must not be born with a network that cannot be used here.
            embedding.require(network.name)
        recorded = catalog.claim_network(NetworkVersion.of(network))
    if recorded.name != network.name:
        raise BackboneMismatch(
            f"The library {folder} was made with the network {recorded} and cannot be used with {network.name}: "
            f"open it with {recorded.name}, describe its pictures anew with `pictrace backbone {network.name}`, "
            "or make a new library."
        )
