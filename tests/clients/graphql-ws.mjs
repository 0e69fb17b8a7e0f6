// npm graphql-ws. It connects and subscribes again by itself; the payload is written anew each time, so a getter is
// all that it takes to resume.

import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { authorization, hear, query, revision, server } from "./task.mjs";

const client = createClient({
  url: `ws://${server}/graphql`,
  webSocketImpl: WebSocket,
  connectionParams: { authorization },
});
const variables = {
  get after() {
    return revision();
  },
};
for await (const result of client.iterate({ query, variables })) {
  if (hear(result)) break;
}
await client.dispose();
