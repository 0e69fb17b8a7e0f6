// Apollo Client with its PersistedQueryLink: asks for guests twice and adds two, and prints what it sent for it, a line a
// request: whether it held the document, and how it was sent.
//
//   node persisted.mjs 127.0.0.1:8080 TOKEN

import { createHash } from "node:crypto";
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";

const [server, token] = process.argv.slice(2);
const http = new HttpLink({
  uri: `http://${server}/graphql`,
  headers: { authorization: `Bearer ${token}` },
  fetch: (address, options) => {
    const document = options.method === "GET" ? new URL(address).searchParams.get("query") : JSON.parse(options.body).query;
    console.log(`${options.method} ${document ? "document" : "hash"}`);
    return fetch(address, options);
  },
});
const persisted = new PersistedQueryLink({
  sha256: (document) => createHash("sha256").update(document).digest("hex"),
  useGETForHashedQueries: true,
});
const client = new ApolloClient({ link: ApolloLink.from([persisted, http]), cache: new InMemoryCache() });

const query = gql("query Guests($first: Int!) { guests(first: $first) { nodes { id name } } }");
for (const first of [2, 1]) {
  const { data } = await client.query({ query, variables: { first }, fetchPolicy: "no-cache" });
  console.log(`${data.guests.nodes.length} guests`);
}
const mutation = gql("mutation Add($name: String!) { createGuest(input: { name: $name }) { __typename } }");
for (const name of ["Ida", "Ole"]) {
  const { data } = await client.mutate({ mutation, variables: { name } });
  console.log(data.createGuest.__typename);
}
client.stop();
