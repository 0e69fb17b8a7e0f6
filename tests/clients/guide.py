"""Uses the guide's program for Python as an app would: see guide.mjs.

    python guide.py desk.py URL ANNA'S-TOKEN BEN'S-TOKEN
"""

import asyncio
import importlib.util
import json
import sys
import urllib.request
from urllib.parse import urlsplit

path, url, anna, ben = sys.argv[1:]
spec = importlib.util.spec_from_file_location("desk", path)
program = importlib.util.module_from_spec(spec)
spec.loader.exec_module(program)


class Network:
    """One that can be cut."""

    def __init__(self):
        self.is_cut = False
        self.refused = 0
        self.writers = set()

    async def open(self) -> str:
        server = await asyncio.start_server(self.accept, "127.0.0.1", 0)
        return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def accept(self, reader, writer):
        if self.is_cut:
            self.refused += 1
            writer.transport.abort()
            return
        target = urlsplit(url)
        upstream_reader, upstream = await asyncio.open_connection(target.hostname, target.port)
        self.writers |= {writer, upstream}
        await asyncio.gather(self.pump(reader, upstream), self.pump(upstream_reader, writer))

    async def pump(self, reader, writer):
        try:
            while data := await reader.read(65536):
                writer.write(data)
        except OSError:
            pass
        self.writers.discard(writer)
        writer.transport.abort()

    def cut(self):
        self.is_cut = True
        for writer in list(self.writers):
            writer.transport.abort()


def ask_ben(query: str, variables: dict) -> dict:
    body = json.dumps({"query": query, "variables": variables}).encode()
    headers = {"authorization": f"Bearer {ben}", "content-type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(f"{url}/graphql", body, headers), timeout=30) as answer:
        answer = json.load(answer)
    assert "errors" not in answer, answer
    return answer["data"]


async def ben_saves(id: str, version: int, notes: str) -> None:
    save = "mutation($input: UpdateBookingInput!) { updateBooking(input: $input) { __typename } }"
    update = {"id": id, "expectedVersion": version, "patch": {"notes": notes}}
    saved = await asyncio.to_thread(ask_ben, save, {"input": update})
    assert saved["updateBooking"]["__typename"] == "BookingSaved", saved


async def eventually(what: str, condition) -> None:
    for _ in range(1500):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"it never came to this: {what}")


async def main() -> None:
    line = Network()
    desk = program.Desk(await line.open(), anna)
    listed = await desk.list()
    booking = listed["nodes"][0]
    await ben_saves(booking["id"], 1, "between the list and the watch")
    heard, gaps = [], []

    async def gap() -> str:
        revision = (await desk.list())["revision"]
        gaps.append(1)
        return revision

    async def follow() -> None:
        async for change in desk.watch(listed["revision"], gap):
            if change["bookingId"] == booking["id"]:
                heard.append(f"{change['version']} {change['actor']['name']}")

    following = asyncio.create_task(follow())
    await eventually("what came in between is heard", lambda: len(heard) == 1)

    line.cut()
    await ben_saves(booking["id"], 2, "while Anna is cut off")
    await ben_saves(booking["id"], 3, "and again")
    await eventually("it tries to come back", lambda: line.refused > 0)
    line.is_cut = False
    await eventually("it has caught up", lambda: len(heard) == 3)

    conflict = await desk.save(booking["id"], 1, {"notes": "Anna's"})
    assert conflict["__typename"] == "Conflict" and conflict["currentVersion"] == 4, conflict
    field = conflict["fields"][0]
    assert (field["yours"], field["theirs"], field["changedBy"]["name"]) == ("Anna's", "and again", "Ben"), field
    saved = await desk.save(booking["id"], conflict["currentVersion"], {"notes": "Anna's"})
    assert saved["booking"]["version"] == 5, saved
    await eventually("her own is told, too", lambda: len(heard) == 4)
    assert heard == ["2 Ben", "3 Ben", "4 Ben", "5 Anna"], heard

    guest = booking["guest"]["id"]
    kept = await desk.save_guest(guest, 1, {"phone": "+49 30 1"})
    assert "@" in kept["guest"]["email"], kept
    cleared = await desk.save_guest(guest, 2, {"email": None})
    assert (cleared["guest"]["email"], cleared["guest"]["phone"]) == (None, "+49 30 1"), cleared

    assert not gaps
    reset = urllib.request.Request(f"{url}/throwaway/reset", method="POST")
    await asyncio.to_thread(urllib.request.urlopen, reset)
    await eventually("the gap is told", lambda: gaps)
    await ben_saves(booking["id"], 1, "in the new life")
    await eventually("it goes on", lambda: len(heard) == 5)
    following.cancel()


asyncio.run(main())
