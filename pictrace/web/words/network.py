"""The network that describes pictures, and changing it."""

from __future__ import annotations

from pictrace import embedding
from pictrace.web.words.numbers import duration, number, plural

NETWORK_TITLE = "Describe all pictures again with another network"
NETWORK_TEXT = (
    "What finds pictures is a neural network that describes each of them in numbers. Another one needs new "
    "descriptions of all pictures. They are made from what the library keeps; searching and adding go on meanwhile "
    "with the present network, and you can stop and continue at any time."
)
NETWORK_LABEL = "Network"
NETWORK_BUTTON = "Describe all again"
NETWORK_RUNNING = "All pictures are being described again; how far it is stands at the top of the page."
NETWORK_KEPT_TITLE = "The library stays with its present network"
NETWORK_KEPT_ONE = (
    "1 picture could not be described and would no longer be found. Bring back the original or remove it from the "
    "library, then start again: what is described already is kept."
)
NETWORK_KEPT = (
    "{count} pictures could not be described and would no longer be found. Bring back the originals or remove them "
    "from the library, then start again: what is described already is kept."
)
CANNOT_DESCRIBE = "neither the kept small copy nor the original is there"
OUTDATED_TITLE = "The pictures have to be described again"


def network_title(name: str) -> str:
    """A network's name for people; one that this program does not know, of an old evaluation, keeps its own."""
    return embedding.describe(name).title if name in embedding.names() else name


def network_and_version(name: str, version: str) -> str:
    """A network, told from its other versions."""
    return f"{network_title(name)} ({version})"


def network_choice(title: str, *, present: bool) -> str:
    """One of the networks to choose from."""
    return f"{title} (present)" if present else title


def network_effort(pictures: int, seconds: float | None) -> str:
    """seconds : on two processor cores, None where nobody has measured."""
    if seconds is None:
        return f"{plural(pictures, 'picture')} to describe."
    return (
        f"{plural(pictures, 'picture')} to describe: {duration(seconds)} on a computer with two processor "
        "cores, less with more. The time left is shown once it runs."
    )


def network_missing(title: str, sentence: str, missing: str) -> str:
    """A network that cannot be used here, and why. sentence : what it is good at."""
    # A page shows the marks that set off a command in a terminal as they are.
    return f"{title}: {sentence} {missing.replace('`', '')}"


def network_changed(name: str) -> str:
    """After a change."""
    return f"All pictures are described with {network_title(name)} now, and searches use it."


def network_kept(count: int) -> str:
    """Why a change did not come about."""
    return NETWORK_KEPT_ONE if count == 1 else NETWORK_KEPT.format(count=number(count))


def unfinished_change_title(name: str) -> str:
    """A change that was begun."""
    return f"A change to {network_title(name)} is not finished"


def unfinished_change(described: int, pictures: int) -> str:
    """How far it is."""
    return f"{number(described)} of {plural(pictures, 'picture')} are described already; continuing goes on from there."


def outdated_text(name: str) -> str:
    """Why nothing can be searched until the pictures are described again."""
    return (
        f"They were described by another version of {network_title(name)} than this PicTrace has. Searching and adding "
        "wait until all are described again. No picture is lost."
    )


FETCHING_TITLE = "The network that describes pictures is being fetched"
FETCHING_TEXT = "This happens once and takes from some seconds to some minutes. The page goes on by itself."
TRY_AGAIN = "Try again"
USE_SMALLER = "Use the smaller network for now"
DETAILS = "Technical details"
TRIED = "What was tried:"
WAYS = "What you can do, one of these:"
TAKEN_OVER_SEEN = "All right"
STILL_MISSING = "The last attempt to fetch the weights failed too."


def fetching_line(said: str) -> str:
    """said : the last sentence of who fetches, or ""."""
    return said.removesuffix("…").strip() or FETCHING_TITLE


def stands_in(wanted: str, smaller: str) -> str:
    """What it means that the smaller network does the work of the wanted one."""
    return (
        f"{network_title(wanted)}'s weights could not be fetched. {network_title(smaller)} does its work for now: it "
        "is smaller, and weaker at copies that lie inside other pictures."
    )


def stands_in_title(wanted: str) -> str:
    """The same in short."""
    return f"A smaller network stands in for {network_title(wanted)}"


def taken_over_title(wanted: str) -> str:
    """The wanted network does its work itself again."""
    return f"{network_title(wanted)} has taken over"


def taken_over(wanted: str, smaller: str) -> str:
    """What that means."""
    return (
        f"All pictures are described with {network_title(wanted)} now, and searches use it. {network_title(smaller)} "
        "stands in for it no longer."
    )


def fetch_again(wanted: str) -> str:
    """The button that ends standing in."""
    return f"Fetch {network_title(wanted)} and describe all again"


def smaller_note(smaller: str, pictures: int) -> str:
    """What the smaller network means for a library of so many pictures."""
    described = f" It describes {plural(pictures, 'picture')} anew." if pictures else ""
    return f"{network_title(smaller)} needs no download.{described} One press changes back once the weights are here."
