import type { BrowserContext, Page, WebSocketRoute } from '@playwright/test'

import { ask } from './desk'
import { expect, test } from './fixtures'
import { Hotel } from './hotel'
import { BACK } from './outage'
import { SERVER_AWAY } from './printed'

interface Listed {
  bookings: { nodes: { id: string; version: number; reference: string }[] }
}

async function someBooking(page: Page) {
  const list = `{ bookings(first: 1, filter: { statuses: [CONFIRMED] }) { nodes { id version reference } } }`
  const [booking] = (await ask<Listed>(page, list)).bookings.nodes
  if (!booking) throw new Error('the demo hotel has no confirmed booking')
  return booking
}

const setNotes = (page: Page, { id, version }: { id: string; version: number }, notes: string) =>
  ask(
    page,
    `mutation { updateBooking(input: { id: "${id}", expectedVersion: ${version}, patch: { notes: "${notes}" } })
      { __typename } }`,
  )

test('Ben is told at once what Anna does, and Anna is not', async ({ signedInAs }) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  for (const page of [anna, ben]) {
    await expect(page.getByRole('status')).toHaveText('Live: changes appear at once')
  }
  const booking = await someBooking(anna)
  await setNotes(anna, booking, 'arrives late')

  const toast = (page: Page) => page.getByText(/^Anna changed the notes for/)
  await expect(toast(ben)).toBeVisible()
  await ben.getByRole('button', { name: 'View changes' }).click()
  await expect(ben).toHaveURL(new RegExp(`booking=${booking.id}&tab=history`))
  await expect(toast(ben)).toBeHidden()
  await expect(toast(anna)).toBeHidden()
})

test('what happened while the server was away is told when it is back', async ({
  signedInAs,
  server,
  printed,
}) => {
  const ben = await signedInAs('Ben')
  const status = ben.getByRole('status')
  await expect(status).toHaveText('Live: changes appear at once')
  printed.expect(SERVER_AWAY)
  await server.kill()
  await expect(status).toHaveText(/^No connection since \d\d:\d\d\. What is shown may be old/)
  // It is said for some seconds, in which Anna may still be signing in.
  const back = expect(status).toHaveText(/^The connection is back/, BACK)
  const changed = server.restart().then(async () => {
    const anna = await signedInAs('Anna')
    await setNotes(anna, await someBooking(anna), 'needs a cot')
  })
  await Promise.all([back, changed])
  await expect(ben.getByText(/^Anna changed the notes for/)).toBeVisible()
  await expect(status).toHaveText('Live: changes appear at once')
})

test('who was away for too long is told so, and sees everything as it is now', async ({
  server,
  signedInAs,
}) => {
  const hotel = await Hotel.open(server.url)
  const upper = await hotel.room('Gap 1')
  const lower = await hotel.room('Gap 2')
  const booking = await hotel.booking(upper, 0, 3)
  const ben = await signedInAs('Ben')
  const sockets = await socketsOf(ben.context())
  await ben.goto('/bookings')
  const row = ben.getByRole('row', { name: booking.reference })
  await expect(row).toContainText('Gap 1')
  const plan = await ben.context().newPage()
  await plan.goto('/')
  const at = (room: string) => plan.getByRole('group', { name: room }).getByRole('button')
  await expect(at('Gap 1')).toHaveAccessibleName(new RegExp(booking.reference))
  for (const page of [ben, plan]) {
    await expect(page.getByRole('status')).toHaveText('Live: changes appear at once')
  }

  await sockets.cut()
  await hotel.move(booking, { roomId: lower.id })
  await server.sql('UPDATE change_stream SET floor = (SELECT max(revision) FROM change_log)')
  sockets.mend()

  // Both at once: it goes by itself.
  const told = (page: Page) => page.getByText('You were away for a long time: everything was loaded anew.')
  await Promise.all([ben, plan].map((page) => expect(told(page)).toBeVisible()))
  for (const page of [ben, plan]) {
    await expect(page.getByRole('status')).toHaveText('Live: changes appear at once')
  }
  await expect(row).toContainText('Gap 2')
  await expect(at('Gap 2')).toHaveAccessibleName(new RegExp(booking.reference))
  await expect(at('Gap 1')).toHaveCount(0)

  await hotel.move({ ...booking, version: 2 }, { roomId: upper.id })
  await expect(at('Gap 1'), 'it goes on from there').toHaveAccessibleName(new RegExp(booking.reference))
  await expect(row).toContainText('Gap 1')
})

test('a page goes on where what it began with cannot be read again', async ({
  printed,
  server,
  signedInAs,
}) => {
  const hotel = await Hotel.open(server.url)
  const booking = await hotel.booking(await hotel.room('Again 1'), 0, 3)
  const ben = await signedInAs('Ben')
  const sockets = await socketsOf(ben.context())
  await ben.goto('/')
  const bar = ben.getByRole('group', { name: 'Again 1' }).getByRole('button', { name: booking.reference })
  await expect(bar).toBeVisible()
  await expect(ben.getByRole('status')).toHaveText('Live: changes appear at once')

  printed.expect(/net::ERR_FAILED/)
  let asked = 0
  await ben.route('**/graphql', (route) => {
    if (!route.request().postData()?.includes('LiveBegin')) return route.fallback()
    // First comes where to go on from, then all that is shown.
    return ++asked === 2 ? route.abort() : route.fallback()
  })
  await sockets.cut()
  await hotel.move(booking, { checkOut: hotel.day(4) })
  await server.sql('UPDATE change_stream SET floor = (SELECT max(revision) FROM change_log)')
  sockets.mend()
  await expect(ben.getByText('You were away for a long time: everything was loaded anew.')).toBeVisible()
  expect(asked).toBeGreaterThan(1)
  await expect(bar).toBeVisible()
})

test('what a page begins with is asked once, also while others book', async ({ server, signedInAs }) => {
  const hotel = await Hotel.open(server.url)
  const room = await hotel.room('Once 1')
  const anna = await signedInAs('Anna')
  const asked: string[] = []
  anna.on('request', (request) => {
    const name = /"operationName":"(LiveBegin|AnyBooking)"/.exec(request.postData() ?? '')?.[1]
    if (name) asked.push(name)
  })
  const times = (name: string) => asked.filter((one) => one === name).length
  await anna.reload()
  for (const [from, to] of [
    [0, 2],
    [2, 4],
  ] as const) {
    const before = times('AnyBooking')
    const { reference } = await hotel.booking(room, from, to)
    await expect(anna.getByRole('button', { name: reference })).toBeVisible()
    await expect.poll(() => times('AnyBooking')).toBeGreaterThan(before)
  }
  expect(times('LiveBegin')).toBe(1)
})

/** The sockets of all pages that are opened from now on, between which and the server there is a switch. */
async function socketsOf(context: BrowserContext) {
  const open = new Set<WebSocketRoute>()
  let mended = true
  await context.routeWebSocket(/graphql/, async (socket) => {
    if (!mended) return socket.close()
    socket.connectToServer()
    open.add(socket)
  })
  return {
    cut: async () => {
      mended = false
      await Promise.all([...open].map((socket) => socket.close()))
      open.clear()
    },
    mend: () => {
      mended = true
    },
  }
}
