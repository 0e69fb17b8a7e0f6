// Uses a program of the guide as an app would, over a network that is cut: it lists and watches from there, saves, meets a
// conflict, leaves fields out and clears them.
//
//   node guide.mjs MODULE URL ANNA'S-TOKEN BEN'S-TOKEN

import assert from "node:assert/strict";
import { connect, createServer } from "node:net";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import WebSocket from "ws";

const [module, url, anna, ben] = process.argv.slice(2);
// Browsers and newer Node.js have one.
globalThis.WebSocket ??= WebSocket;
const { open } = await import(pathToFileURL(resolve(module)));

async function askBen(query, variables) {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { authorization: `Bearer ${ben}`, "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  assert.equal(errors, undefined);
  return data;
}

async function benSaves(id, expectedVersion, notes) {
  const save = `mutation($input: UpdateBookingInput!) { updateBooking(input: $input) { __typename } }`;
  const { updateBooking } = await askBen(save, { input: { id, expectedVersion, patch: { notes } } });
  assert.equal(updateBooking.__typename, "BookingSaved");
}

async function eventually(what, condition) {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; ) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail(`it never came to this: ${what}`);
}

/** A network that can be cut. */
async function network(target) {
  const sockets = new Set();
  let cut = false;
  let refused = 0;
  const server = createServer((client) => {
    if (cut) {
      refused += 1;
      client.destroy();
      return;
    }
    const upstream = connect(Number(target.port), target.hostname);
    for (const [one, other] of [[client, upstream], [upstream, client]]) {
      sockets.add(one);
      one.pipe(other);
      one.on("error", () => {}).on("close", () => (sockets.delete(one), other.destroy()));
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    cut() {
      cut = true;
      for (const socket of sockets) socket.destroy();
    },
    wasMissed: () => refused > 0,
    heal: () => (cut = false),
    close: () => server.close(),
  };
}

const line = await network(new URL(url));
const desk = open(line.url, anna);

// List, and watch from there: what comes in between is told.
const { revision, nodes } = await desk.list();
const [booking] = nodes;
assert.equal(booking.version, 1);
await benSaves(booking.id, 1, "between the list and the watch");
const heard = [];
let gaps = 0;
const stop = desk.watch(revision, {
  change: ({ bookingId, version, actor }) => bookingId === booking.id && heard.push(`${version} ${actor.name}`),
  gap: async () => {
    const { revision } = await desk.list();
    gaps += 1;
    return revision;
  },
});
await eventually("what came in between is heard", () => heard.length === 1);

// What is missed in an outage is told after it, each change once.
line.cut();
await benSaves(booking.id, 2, "while Anna is cut off");
await benSaves(booking.id, 3, "and again");
await eventually("it tries to come back", line.wasMissed);
line.heal();
await eventually("it has caught up", () => heard.length === 3);

// A save on the version that was on the screen is a conflict; "use mine" is the same on the newer one.
const conflict = await desk.save(booking.id, 1, { notes: "Anna's" });
assert.equal(conflict.__typename, "Conflict");
assert.equal(conflict.currentVersion, 4);
const [{ changedBy, ...field }] = conflict.fields;
assert.deepEqual({ ...field }, { ...field, field: "notes", yours: "Anna's", theirs: "and again" });
assert.equal(changedBy.name, "Ben");
const saved = await desk.save(booking.id, conflict.currentVersion, { notes: "Anna's" });
assert.equal(saved.__typename, "BookingSaved");
assert.equal(saved.booking.version, 5);
await eventually("her own is told, too", () => heard.length === 4);
assert.deepEqual(heard, ["2 Ben", "3 Ben", "4 Ben", "5 Anna"]);

// What is undefined is left out, and stays; null clears.
const { email } = (await askBen(`query($id: ID!) { guest(id: $id) { email } }`, { id: booking.guest.id })).guest;
assert.ok(email);
const kept = await desk.saveGuest(booking.guest.id, 1, { phone: "+49 30 1", email: undefined });
assert.equal(kept.guest.email, email);
const cleared = await desk.saveGuest(booking.guest.id, 2, { email: null });
assert.deepEqual({ ...cleared.guest }, { ...cleared.guest, version: 3, email: null, phone: "+49 30 1" });

// Another life of the database: a gap, and it goes on from a new list.
assert.equal(gaps, 0);
await fetch(`${url}/throwaway/reset`, { method: "POST" });
await eventually("the gap is told", () => gaps === 1);
await benSaves(booking.id, 1, "in the new life");
await eventually("it goes on", () => heard.length === 5);
assert.equal(heard[4], "2 Ben");
stop();
await desk.close();
line.close();
console.log("it did all that");
