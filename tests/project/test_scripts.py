"""What `make` asks before it begins: a free port, a fitting Python, a browser. Each says in words what is missing."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from project_tree import ROOT

SCRIPTS = ROOT / "scripts"


def ran(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment})


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
def test_a_taken_port_is_said_with_a_way_out(address: str) -> None:
    with socket.create_server((address, 0)) as taken:
        port = taken.getsockname()[1]
        result = ran(sys.executable, SCRIPTS / "check_port.py", str(port))
    assert result.returncode == 1
    assert result.stderr.startswith(f"Port {port} is taken")
    assert f"make run PORT={port + 1}" in result.stderr


def test_a_free_port_passes_even_when_it_was_just_used() -> None:
    with socket.create_server(("127.0.0.1", 0)) as used:
        port = used.getsockname()[1]
        client = socket.create_connection(("127.0.0.1", port))
        served, _ = used.accept()
        served.close()  # closed by the server first, so the port waits in TIME_WAIT
        client.close()
    result = ran(sys.executable, SCRIPTS / "check_port.py", str(port))
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("port", ["", "abc", "0", "65536", "-1", "８５０１"])
def test_what_is_no_port_is_refused(port: str) -> None:
    result = ran(sys.executable, SCRIPTS / "check_port.py", port)
    assert result.returncode == 1
    assert "give a number from 1 to 65535" in result.stderr


def test_a_python_that_fits_is_found() -> None:
    result = ran(SCRIPTS / "find_python.sh", PYTHON=sys.executable)
    assert result.returncode == 0
    version = ran(result.stdout.strip(), "-c", "import sys; print(sys.version_info[:2])").stdout.strip()
    assert version == str(sys.version_info[:2])


def test_a_python_that_does_not_fit_is_refused() -> None:
    result = ran(SCRIPTS / "find_python.sh", PYTHON="/bin/false")
    assert result.returncode == 1
    assert "3.11, 3.12 or 3.13" in result.stderr


def test_a_missing_browser_is_said_with_a_way_out() -> None:
    result = ran(SCRIPTS / "chromium.sh", CHROMIUM="/bin/false")
    assert result.returncode == 1
    assert "make test CHROMIUM=" in result.stderr
