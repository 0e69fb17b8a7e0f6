"""PyPI's gql. Whoever subscribes again says where to go on.

    python gql_client.py 127.0.0.1:8080 TOKEN REVISION BOOKING
"""

import asyncio
import json
import sys
from contextlib import aclosing
from pathlib import Path

from gql import Client, gql
from gql.transport.exceptions import TransportClosed, TransportConnectionFailed
from gql.transport.websockets import WebsocketsTransport

DOCUMENT = Path(__file__).parent.parent / "documents" / "booking_ticks.graphql"
# Before the next try to connect.
PAUSE = 0.2


def transport(server: str, token: str) -> WebsocketsTransport:
    return WebsocketsTransport(
        url=f"ws://{server}/graphql",
        init_payload={"authorization": f"Bearer {token}"},
        # Left to itself, gql takes a header in small letters, as HTTP allows, for none, and speaks an older protocol.
        subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
    )


async def watch(server: str, token: str, revision: str, last: str) -> None:
    request = gql(DOCUMENT.read_text())
    while True:
        request.variable_values = {"after": revision}
        try:
            async with Client(transport=transport(server, token)) as session:
                async with aclosing(session.subscribe(request)) as answers:
                    async for answer in answers:
                        event = answer["bookingChanged"]
                        print(json.dumps(event), flush=True)
                        revision = event["revision"]
                        if event.get("bookingId") == last:
                            return
        except (TransportClosed, TransportConnectionFailed):
            await asyncio.sleep(PAUSE)


asyncio.run(watch(*sys.argv[1:]))
