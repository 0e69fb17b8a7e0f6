// What every client here does: watch all bookings from a revision on, and print each event as a line of JSON, until
// one booking's change is told. What became of it is judged by whoever started it.
//
//   node graphql-ws.mjs 127.0.0.1:8080 TOKEN REVISION BOOKING

import { readFileSync } from "node:fs";

export const [server, token, start, last] = process.argv.slice(2);
if (!last) {
  console.error("usage: node CLIENT.mjs ADDRESS:PORT TOKEN REVISION BOOKING");
  process.exit(2);
}

export const query = readFileSync(new URL("../documents/booking_ticks.graphql", import.meta.url), "utf8");
export const authorization = `Bearer ${token}`;

let reached = start;

/** The revision to go on from. */
export const revision = () => reached;

/** Takes an answer; says whether it was the last that is waited for. */
export function hear({ data, errors, error }) {
  if (errors ?? error) throw new Error(JSON.stringify(errors ?? error));
  const event = data.bookingChanged;
  console.log(JSON.stringify(event));
  reached = event.revision;
  return event.bookingId === last;
}
