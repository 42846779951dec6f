"""The identity of a catalogue, which files made from its rows carry."""

from __future__ import annotations

import secrets

from pictrace.store import Catalog

IDENTITY = "identity"


def identity_of(catalog: Catalog) -> str:
    """Made up when first asked for, and kept in the catalogue: a copy of a library has the same."""
    identity = catalog.get(IDENTITY)
    if identity is None:
        identity = secrets.token_hex(8)
        catalog.put(IDENTITY, identity)
    return identity
