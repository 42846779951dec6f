"""Exit 1 with a sentence when the port is no port number or something already answers there. Standard library only."""

from __future__ import annotations

import socket
import sys


def problem(text: str) -> str | None:
    """What is wrong with this port, or None."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        return f"PORT={text} is not a port; give a number from 1 to 65535."
    port = int(text)
    taken = f"Port {port} is taken by another program; stop it, or choose another port: make run PORT={port + 1}"
    # A browser asked for localhost tries both, and macOS lets one program bind what another has wholly.
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.settimeout(1.0)
                if probe.connect_ex((address, port)) == 0:
                    return taken
        except OSError:
            continue  # no IPv6 on this machine
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            if sys.platform != "win32":
                # As the server does: a port whose last connection is only just closed is free.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
    except PermissionError:
        return f"Port {port} is reserved by the system; choose one from 1024 up: make run PORT=8501"
    except OSError:
        return taken
    return None


if __name__ == "__main__":
    found = problem(sys.argv[1] if len(sys.argv) == 2 else "")
    if found:
        sys.exit(found)
