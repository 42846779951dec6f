"""Many URLs → bytes, as they come. The network runs in a thread of its own; the caller sees a plain iterator."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Self
from urllib.parse import unquote

from pictrace.errors import FetchError, PicTraceError
from pictrace.imaging.metadata.cleaning import as_line
from pictrace.settings import Settings
from pictrace.sources.connections import Lookup, system_lookup
from pictrace.sources.download import Downloader
from pictrace.sources.web_address import NoWebAddress, host_of, parse, shown, storable
from pictrace.types import Checkpoint, Fetched, SourceItem, SourceUri, go_on

# So many URLs may wait for their host at a time (about 5 kB each): a run of one slow host in a list does not
# keep the hosts behind it idle.
WINDOW = 1000
# How long a cancel may go unnoticed.
_POLL_SECONDS = 0.1


def is_url(text: str) -> bool:
    """Whether this is an http or https address (others are never fetched)."""
    return SourceUri(text).is_url


def url_item(url: str, metadata: Mapping[str, str] | None = None) -> SourceItem:
    """The input that a URL stands for; its name is the last part of the path, else the host."""
    url = storable(url.strip())
    try:
        parsed = parse(url)
    except NoWebAddress:  # it fails when it is fetched, with its sentence
        name = shown(url)
    else:
        path = parsed.raw_path_qs.partition("?")[0].rstrip("/")
        name = as_line(unquote(path.rpartition("/")[2], errors="replace")) or host_of(parsed)
    return SourceItem(uri=url, name=name, metadata=dict(metadata or {}))


def fetch_one(url: str, settings: Settings, *, checkpoint: Checkpoint = go_on, lookup: Lookup = system_lookup) -> bytes:
    """The bytes at one URL. Raises FetchRefused or FetchError, and what `checkpoint` raises."""

    def stop() -> bool:
        checkpoint()
        return False

    for fetched in fetch_all([url_item(url)], settings, stop=stop, lookup=lookup):
        if fetched.data is not None:
            return fetched.data
        raise fetched.error or FetchError(f"{shown(url)} brought nothing; try again.")
    raise FetchError(f"{shown(url)} brought nothing; try again.")


def fetch_all(
    items: Iterable[SourceItem], settings: Settings, *, stop: Callable[[], bool], lookup: Lookup = system_lookup
) -> Iterator[Fetched]:
    """Every item with its bytes or its error, in the order in which they come.

    Items are drawn only as fast as they are fetched, and fetched only as fast as the results are taken, so 100,000
    URLs need no more memory than a few. `stop` is asked ten times a second; once it says True, or the iterator is
    closed, downloads under way are dropped and nothing more is given. `lookup` finds the addresses of a host.
    """
    source = iter(items)
    waiting = 0
    more = True
    with _Network(settings, lookup) as network:
        while not stop() and (more or waiting):
            if more and waiting < WINDOW:
                item = next(source, None)
                if item is None:
                    more = False
                else:
                    network.submit(item)
                    waiting += 1
                fetched = network.take(0.0)
            else:
                fetched = network.take(_POLL_SECONDS)
            if fetched is not None:
                waiting -= 1
                yield fetched


class _Network:
    """An event loop in a thread, for as long as the block lasts; leaving it cancels what is under way."""

    def __init__(self, settings: Settings, lookup: Lookup) -> None:
        self._settings = settings
        self._lookup = lookup
        self._results: queue.Queue[Fetched | BaseException] = queue.Queue()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pictrace-fetch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        self.take(0.0)  # raises what went wrong at the start
        return self

    def __exit__(self, *_: object) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._leave.set)
        self._thread.join()

    def submit(self, item: SourceItem) -> None:
        self._loop.call_soon_threadsafe(self._start, item)

    def take(self, seconds: float) -> Fetched | None:
        """The next result, or None when none came in time. An error of the network itself is raised here."""
        try:
            result = self._results.get(timeout=seconds) if seconds else self._results.get_nowait()
        except queue.Empty:
            return None
        if isinstance(result, BaseException):
            raise result
        if result.data is not None:
            self._loop.call_soon_threadsafe(self._downloader.slots.count_untaken, -len(result.data))
        return result

    # What follows runs in the thread.

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # handed over to the thread that takes the results, which raises it
            self._results.put(error)
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._leave = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        async with Downloader(self._settings, self._lookup) as self._downloader:
            self._ready.set()
            await self._leave.wait()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, item: SourceItem) -> None:
        task = asyncio.create_task(self._fetch(item))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _fetch(self, item: SourceItem) -> None:
        try:
            data = await self._downloader.get(item.uri)
        except PicTraceError as error:
            self._results.put(Fetched(item, None, error))
        except Exception as error:  # a fault of ours must reach the caller rather than leave it waiting
            self._results.put(error)
        else:
            self._downloader.slots.count_untaken(len(data))
            self._results.put(Fetched(item, data))
