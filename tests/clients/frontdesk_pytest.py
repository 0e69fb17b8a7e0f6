"""A throwaway Frontdesk for pytest: put this file beside your tests, and `pytest_plugins = ["frontdesk_pytest"]` into
the topmost conftest.py.

The program is FRONTDESK_BIN, else `frontdesk` in PATH; the day is FRONTDESK_TODAY, else today.
"""

import json
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest


@dataclass
class Frontdesk:
    url: str
    # Of the demo's people, by their addresses.
    tokens: dict[str, str] = field(repr=False)

    def reset(self) -> None:
        """Brings the first rows back."""
        request = urllib.request.Request(f"{self.url}/throwaway/reset", method="POST")
        urllib.request.urlopen(request, timeout=30).close()

    def ask(self, document: str, variables: dict | None = None, *, person: str = "anna") -> dict:
        """What the API answers to one of the demo's people: `data` and `errors`."""
        request = urllib.request.Request(
            f"{self.url}/graphql",
            data=json.dumps({"query": document, "variables": variables or {}}).encode(),
            headers={
                "authorization": f"Bearer {self.tokens[f'{person}@demo.frontdesk']}",
                "content-type": "application/json",
            },
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


@pytest.fixture(scope="session")
def frontdesk_server() -> Iterator[Frontdesk]:
    """One server for all tests (with pytest-xdist, for each of its workers)."""
    program = os.environ.get("FRONTDESK_BIN") or shutil.which("frontdesk")
    if program is None:
        pytest.fail("there is no frontdesk: name the program in FRONTDESK_BIN, or put it into PATH")
    # Settings of some other server in this environment are not meant for this one.
    env = {name: value for name, value in os.environ.items() if not name.startswith(("FRONTDESK_", "DATABASE_"))}
    today = os.environ.get("FRONTDESK_TODAY")
    command = [program, "serve", "--throwaway", "--log", "error", *(["--today", today] if today else [])]
    # The server ends when its input does, however this process goes.
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, text=True) as server:
        line = server.stdout.readline()
        if not line:
            pytest.fail(f"{program} ended with {server.wait()}")
        yield Frontdesk(**json.loads(line))
        server.stdin.close()
        server.wait(timeout=30)


@pytest.fixture
def frontdesk(frontdesk_server: Frontdesk) -> Frontdesk:
    """The server, with its first rows."""
    frontdesk_server.reset()
    return frontdesk_server
