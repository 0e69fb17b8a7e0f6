// npm graphql-sse, in its distinct connections mode. It connects again by itself, and asks for the headers each time:
// `Last-Event-ID` resumes, as with a browser's EventSource.

import { createClient } from "graphql-sse";
import { authorization, hear, query, revision, server } from "./task.mjs";

const client = createClient({
  url: `http://${server}/graphql/stream`,
  headers: () => ({ authorization, "last-event-id": revision() }),
});
for await (const result of client.iterate({ query })) {
  if (hear(result)) break;
}
client.dispose();
