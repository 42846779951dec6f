"""`serve`: the pages and the HTTP API."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

from pictrace.cli.exits import DONE, REFUSED
from pictrace.cli.options import UsageError, location, open_library, whole_number
from pictrace.cli.terminal import Terminal

APP = Path(__file__).parents[2] / "streamlit_app.py"
LOOK_AGAIN_SECONDS = 0.2


def serve(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Serve pages and API until Ctrl-C or SIGTERM."""
    if not APP.is_file():
        raise UsageError(f"{APP} is missing; run `pictrace serve` from a clone, or install with `pip install -e .`.")
    for folder in arguments.folder:
        if not folder.is_dir():
            raise UsageError(f"{folder} is no folder; --folder names folders that the page may browse and add from.")
    check_free(arguments.address, arguments.port)
    # What the server would meet only when it is asked is said here: bad settings, a library that cannot be opened.
    open_library(arguments, terminal).close()
    environment = dict(os.environ, PICTRACE_LIBRARY=str(location(arguments).absolute()))
    if arguments.folder:
        environment["PICTRACE_FOLDERS"] = os.pathsep.join(str(folder.resolve()) for folder in arguments.folder)
    return run_until_stopped(
        command(arguments.address, arguments.port), environment, terminal, own_name(arguments.address), arguments.port
    )


def run_until_stopped(
    command: Sequence[str], environment: Mapping[str, str], terminal: Terminal, host: str = "localhost", port: int = 0
) -> int:
    """Run the server until it ends or Ctrl-C or SIGTERM comes, which end the server too and are no error.

    The server ends within seconds, whatever it is at; a second Ctrl-C does not wait for that.
    host, port : where it is going to answer; said once it does.
    """
    process: subprocess.Popen[bytes] | None = None
    stopped = announced = False
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopped
        again = stopped and number == signal.SIGINT
        stopped = True
        if process is not None:
            process.kill() if again else process.terminate()

    def announce() -> None:
        nonlocal announced
        announced = True
        if terminal.as_json:
            terminal.answer({"url": url, "api": f"{url}/api"}, ())

    # Before the server starts: a signal in between must not leave it running alone.
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        process = subprocess.Popen(command, env=environment)
        if stopped:
            process.terminate()
        terminal.note(f"PicTrace starts at {url} (Ctrl-C stops it).")
        while (code := _waited(process, None if announced else LOOK_AGAIN_SECONDS)) is None:
            if not announced and _answers(host, port):
                announce()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if stopped or code == 0:
        if not announced:
            announce()
        return DONE
    sentence = "The server ended with an error; what it said is above."
    if terminal.as_json and not announced:
        terminal.answer({"error": {"kind": "server_failed", "message": sentence}}, ())
    else:
        terminal.note(f"pictrace: {sentence}")
    return REFUSED


def _waited(process: subprocess.Popen[bytes], seconds: float | None) -> int | None:
    """The exit code, or None when the process runs for longer."""
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=LOOK_AGAIN_SECONDS).close()
    except OSError:
        return False
    return True


def own_name(address: str) -> str:
    """What to call the server on this machine that listens on this address."""
    return "localhost" if address in ("0.0.0.0", "::", "") else address


def command(address: str, port: int) -> list[str]:
    """What starts the server. The flags win over any other Streamlit configuration of the user."""
    return [
        *(sys.executable, "-m", "streamlit", "run", str(APP)),
        f"--server.address={address}",
        f"--server.port={port}",
        "--server.headless=true",
        "--browser.gatherUsageStats=false",
    ]


def check_free(address: str, port: int) -> None:
    """Raises UsageError when nothing could listen there."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            if sys.platform != "win32":  # where it would let two programs share a port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except socket.gaierror:
        raise UsageError(f"{address} is no address of this machine; use localhost or 0.0.0.0.") from None
    except OSError as error:
        raise UsageError(
            f"Port {port} on {address} cannot be used ({error.strerror}): another program has it; "
            f"stop that or choose another port, as in `pictrace serve --port {port % 65535 + 1}`."
        ) from None


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser) -> None:
    """Add `serve` to the commands."""
    parser = commands.add_parser("serve", parents=[shared], help="serve the pages and the HTTP API")
    parser.add_argument("--port", type=whole_number(1, 65535), default=8501, metavar="N", help="port (default: 8501)")
    parser.add_argument("--address", default="localhost", help="address to listen on (default: localhost)")
    parser.add_argument(
        "--folder",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="a folder that the page may browse and add from; may be repeated",
    )
    parser.set_defaults(run=serve)
