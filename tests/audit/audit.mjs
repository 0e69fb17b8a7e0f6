// Runs the GraphQL-over-HTTP audit suite against a server and prints each result.
//
//   node audit.mjs http://127.0.0.1:8080/graphql
//
// Exits with 1 if a MUST or a SHOULD is broken, with 2 if the suite could not run. A MAY is free: Frontdesk has no
// GET on purpose, so the three audits that ask for it are answered with 405.

import { serverAudits } from "graphql-http";

const url = process.argv[2];
if (!url) {
  console.error("usage: node audit.mjs URL");
  process.exit(2);
}

const counts = {};
const broken = [];
for (const audit of serverAudits({ url })) {
  let result;
  try {
    result = await audit.fn();
  } catch (error) {
    console.error(`${audit.id} could not run: ${error.cause ?? error}`);
    process.exit(2);
  }
  const level = audit.name.split(" ")[0];
  const key = `${level} ${result.status === "ok" ? "ok" : "broken"}`;
  counts[key] = (counts[key] ?? 0) + 1;
  if (result.status !== "ok" && level !== "MAY") broken.push(audit.id);
  const reason = result.status === "ok" ? "" : `: ${result.reason}`;
  console.log(`${result.status.padEnd(6)} ${audit.id} ${audit.name}${reason}`);
}

console.log(Object.entries(counts).sort().map(([key, count]) => `${key}: ${count}`).join(", "));
if (broken.length > 0) {
  console.error(`broken: ${broken.join(", ")}`);
  process.exit(1);
}
