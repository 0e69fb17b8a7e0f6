// Apollo Client over its GraphQLWsLink. It copies the variables when it subscribes, so what resumes is written where
// graphql-ws turns its messages into text.

import { ApolloClient, InMemoryCache, gql } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { authorization, hear, query, revision, server, start } from "./task.mjs";

const socket = createClient({
  url: `ws://${server}/graphql`,
  webSocketImpl: WebSocket,
  connectionParams: { authorization },
  jsonMessageReplacer: (key, value) => (key === "after" ? revision() : value),
});
const client = new ApolloClient({ link: new GraphQLWsLink(socket), cache: new InMemoryCache() });
const changes = client.subscribe({ query: gql(query), variables: { after: start }, fetchPolicy: "no-cache" });
await new Promise((resolve, reject) => {
  const subscription = changes.subscribe({
    next(result) {
      if (!hear(result)) return;
      subscription.unsubscribe();
      resolve();
    },
    error: reject,
    complete: () => reject(new Error("the subscription ended before its last change")),
  });
});
client.stop();
await socket.dispose();
