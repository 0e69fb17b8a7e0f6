import { OperationTypeNode } from 'graphql'

import { Dice, REPEAT, SEED } from './answers/dice'
import { known, watchedOnly } from './answers/known'
import { Tally, generate } from './answers/report'
import { schema } from './answers/schema'
import { Transports, only } from './answers/transports'
import { join, look, meet, watch } from './answers/watch'
import { expect, testApart as test } from './fixtures'
import { Hotel } from './hotel'

const QUERIES = 300
const MUTATIONS = 60
const SUBSCRIPTIONS = 30

/** These end or change the session that the others need, and failed attempts to sign in are limited. */
const OF_SESSIONS = [
  'acceptInvitation',
  'changePassword',
  'endStaffSessions',
  'renewSession',
  'revokeSession',
  'signIn',
  'signOut',
  'updateStaffMember',
]

const fieldsOf = (kind: OperationTypeNode) => {
  const all = Object.keys(schema.getRootType(kind)?.getFields() ?? {})
  return all.filter((name) => !OF_SESSIONS.includes(name))
}
/** How often of a hundred an argument makes no sense: in every fourth document never, so that there are whole answers. */
const badIn = (story: number) => (story % 4 === 0 ? 0 : 60)

test.beforeAll(async ({ server }) => {
  // Rows that somebody has changed, who is no user, and some that are deleted.
  await server.sql(`
    UPDATE bookings SET notes = 'by hand' WHERE status = 'CONFIRMED';
    UPDATE guests SET phone = '+49 30 1234' WHERE name < 'H';
    UPDATE rooms SET notes = 'by hand' WHERE name < '204';
    DELETE FROM bookings WHERE status = 'CANCELLED';
  `)
})

test('every query is answered as the specification says', async ({ server }) => {
  const hotel = await Hotel.open(server.url)
  const transports = new Transports(server.url, hotel.token)
  const rows = await known(hotel)
  const tally = new Tally()
  const names = fieldsOf(OperationTypeNode.QUERY)
  for (let story = 0; story < QUERIES; story += 1) {
    const dice = new Dice(SEED, story)
    const more = Array.from({ length: dice.throw(3) }, () => dice.pick(names))
    const fields = [names[story % names.length] ?? '', ...more]
    const asked = generate(dice, OperationTypeNode.QUERY, fields, rows, badIn(story))
    tally.check(asked, await transports.http(asked), 'HTTP')
    if (story % 5 === 0) tally.check(asked, await only(transports.socket(asked)), 'WebSocket')
    if (story % 5 === 1) tally.check(asked, await only(transports.events(asked)), 'server-sent events')
  }
  await transports.close()
  tally.tell('queries')
  expect(tally.answers, REPEAT).toBeGreaterThan(QUERIES)
  expect(tally.tooComplex, REPEAT).toBeLessThan(tally.answers * 0.05)
  expect(tally.tooStrict, REPEAT).toBeLessThan(tally.answers * 0.05)
  expect(tally.failedBelow, REPEAT).toBeGreaterThan(tally.answers * 0.1)
  expect(tally.dataBeside, REPEAT).toBeGreaterThan(tally.answers * 0.03)
})

test('every mutation is answered as the specification says', async ({ server }) => {
  const hotel = await Hotel.open(server.url)
  const transports = new Transports(server.url, hotel.token)
  const presence = crypto.randomUUID()
  const present = await join(transports, (await known(hotel)).watched?.id ?? '', presence)
  const tally = new Tally()
  const names = fieldsOf(OperationTypeNode.MUTATION)
  for (let story = 0; story < MUTATIONS; story += 1) {
    const dice = new Dice(SEED, QUERIES + story)
    const more = Array.from({ length: dice.throw(3) }, () => dice.pick(names))
    const fields = [names[story % names.length] ?? '', ...more]
    const rows = { ...(await known(hotel)), presences: [presence] }
    const asked = generate(dice, OperationTypeNode.MUTATION, fields, rows, badIn(story))
    const ways = [
      ['HTTP', () => transports.http(asked)],
      ['WebSocket', () => only(transports.socket(asked))],
      ['server-sent events', () => only(transports.events(asked))],
    ] as const
    const [way, send] = dice.pick(ways)
    tally.check(asked, await send(), way)
  }
  await present.return?.(undefined)
  await transports.close()
  tally.tell('mutations')
  expect(tally.tooComplex, REPEAT).toBeLessThan(tally.answers * 0.1)
  expect(tally.dataBeside, REPEAT).toBeGreaterThan(0)
})

test('every subscription is answered as the specification says, and to everybody the same', async ({
  server,
}) => {
  const hotel = await Hotel.open(server.url)
  const transports = new Transports(server.url, hotel.token)
  const tally = new Tally()
  const names = fieldsOf(OperationTypeNode.SUBSCRIPTION)
  for (let story = 0; story < SUBSCRIPTIONS; story += 1) {
    const dice = new Dice(SEED, QUERIES + MUTATIONS + story)
    const name = names[story % names.length] ?? ''
    const rows = await watchedOnly(hotel)
    // Nobody comes to a booking that is none.
    const bad = name === 'presenceChanged' ? 0 : badIn(story)
    const asked = generate(dice, OperationTypeNode.SUBSCRIPTION, [name], rows, bad)
    const scene = { hotel, transports, tally, rows, asked }
    if (name === 'hotelChanged') await look(scene)
    else await (name === 'joinBooking' || name === 'presenceChanged' ? meet(scene) : watch(scene, name))
  }
  await transports.close()
  tally.tell('subscriptions')
  expect(tally.answers, REPEAT).toBeGreaterThan(SUBSCRIPTIONS * 3)
  expect(tally.tooComplex, REPEAT).toBeLessThan(SUBSCRIPTIONS * 0.1)
  expect(tally.dataBeside, REPEAT).toBeGreaterThan(0)
})
