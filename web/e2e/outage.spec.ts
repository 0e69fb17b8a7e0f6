import type { Page } from '@playwright/test'

import { expect, testApart as test } from './fixtures'
import { type Booking, Hotel } from './hotel'
import { BACK, inTray, isLost, look, note, told, tray } from './outage'
import { bar, drag, room, show, twoRooms } from './plan'
import { SERVER_AWAY } from './printed'
import type { Server } from './server'

/** What a browser prints that is cut off from everything. */
const OFFLINE = /net::ERR_INTERNET_DISCONNECTED/

// As people have it.
test.use({ serviceWorkers: 'allow' })

/** Two rooms of a story's own, with a booking for this week and one for the next. */
async function somewhere(server: Server, name: string) {
  const hotel = await Hotel.open(server.url)
  const rooms = await twoRooms(hotel, name)
  const [first, second] = [await hotel.booking(rooms.upper, 0, 3), await hotel.booking(rooms.upper, 4, 6)]
  const notes = async ({ id }: Booking) => {
    const asked = 'query ($id: ID!) { booking(id: $id) { notes } }'
    return (await hotel.ask<{ booking: { notes: string } }>(asked, { id })).booking.notes
  }
  const written = async ({ id }: Booking) => {
    type History = { history: { nodes: { mutationId: string | null }[] } }
    const { history } = await hotel.ask<History>(
      'query ($id: ID!) { history(id: $id) { nodes { mutationId } } }',
      { id },
    )
    return history.nodes.length - 1
  }
  return { hotel, ...rooms, first, second, notes, written }
}

async function shown(page: Page, name: string, booking: Booking): Promise<Page> {
  await show(page, name)
  await look(page, booking)
  return page
}

test('Anna and Ben go on while the server is away, and each is told how it ended', async ({
  signedInAs,
  server,
  printed,
}) => {
  test.setTimeout(180_000)
  const { hotel, lower, first, second, notes } = await somewhere(server, 'Outage')
  const anna = await shown(await signedInAs('Anna'), 'Outage', first)
  const ben = await shown(await signedInAs('Ben'), 'Outage', first)
  await expect(tray(anna), 'nothing waits while the server answers').toBeHidden()
  printed.expect(SERVER_AWAY, OFFLINE)
  await server.kill()
  await Promise.all([isLost(anna), isLost(ben)])

  await drag(anna, first.reference, { rooms: 1 })
  await expect(bar(anna, first.reference)).toHaveAccessibleName(/waits to be saved/)
  await expect(room(anna, 'Outage 2').getByRole('button')).toHaveAccessibleName(new RegExp(first.reference))
  await note(anna, second, 'from Anna')
  await note(ben, second, 'from Ben')
  await expect(tray(anna)).toHaveAccessibleName(/2 waiting to be saved, 0 waiting for your choice/)

  await ben.context().setOffline(true)
  await server.restart()
  await expect.poll(async () => (await hotel.stay(first.id)).roomId, BACK).toBe(lower.id)
  await expect.poll(() => notes(second), BACK).toBe('from Anna')
  await tray(anna).click()
  for (const booking of [first, second]) {
    await expect(told(anna, booking.reference)).toContainText(/Anna, .*Saved\./)
  }
  await anna.keyboard.press('Escape')
  await expect(bar(anna, first.reference)).not.toHaveAccessibleName(/waits to be saved/)

  await ben.context().setOffline(false)
  await expect(tray(ben)).toHaveAccessibleName(/0 waiting to be saved, 1 waiting for your choice/, BACK)
  expect(await notes(second), 'nothing is overwritten unasked').toBe('from Anna')
  await tray(ben).click()
  await expect(told(ben, second.reference)).toContainText('Not saved: Anna changed the same meanwhile')
  await told(ben, second.reference).getByRole('button', { name: 'Choose' }).click()
  const conflict = ben.getByRole('dialog', { name: `Anna changed booking ${second.reference} too` })
  await expect(conflict.getByRole('radiogroup', { name: 'Notes' })).toContainText('from Anna')
  await conflict.getByRole('button', { name: 'Use all mine' }).click()
  await conflict.getByRole('button', { name: 'Save my choice' }).click()
  await expect.poll(() => notes(second), BACK).toBe('from Ben')
  await tray(ben).click()
  await expect(told(ben, second.reference)).toContainText('Saved.')
  await inTray(ben).getByRole('button', { name: 'Remove what is done' }).click()
  await expect(tray(ben)).toBeHidden()
})

test('a save whose answers are lost is saved once, and said to be saved', async ({
  signedInAs,
  server,
  printed,
}) => {
  const { first, notes, written } = await somewhere(server, 'Lost')
  const anna = await shown(await signedInAs('Anna'), 'Lost', first)
  printed.expect(/net::ERR_FAILED/)
  let lost = 0
  await anna.route('**/graphql', async (route) => {
    if (!route.request().postData()?.includes('EditBooking') || lost >= 5) return route.fallback()
    lost++
    await route.fetch()
    await route.abort()
  })
  await note(anna, first, 'said once')
  await tray(anna).click()
  await expect(told(anna, first.reference)).toContainText('Saved.', BACK)
  expect(lost).toBe(5)
  expect(await notes(first)).toBe('said once')
  expect(await written(first)).toBe(1)
})

test('a new booking is said to be promised to nobody without the server, and what was typed stays', async ({
  signedInAs,
  server,
  printed,
}) => {
  const { first } = await somewhere(server, 'Promise')
  const anna = await shown(await signedInAs('Anna'), 'Promise', first)
  await anna.goto('/?new=')
  const dialog = anna.getByRole('dialog', { name: 'New booking' })
  await dialog.getByRole('textbox', { name: 'Notes' }).fill('a walk-in')
  printed.expect(SERVER_AWAY, OFFLINE)
  await server.kill()
  await expect(dialog.getByRole('status')).toContainText('Until then the room is promised to nobody')
  await expect(dialog.getByRole('textbox', { name: 'Notes' })).toHaveValue('a walk-in')
  await server.restart()
  await expect(dialog.getByRole('status')).toBeEmpty(BACK)
  await expect(dialog.getByRole('textbox', { name: 'Notes' })).toHaveValue('a walk-in')
})

test('of two tabs, the one that is left saves what the other kept', async ({
  signedInAs,
  server,
  printed,
}) => {
  test.setTimeout(120_000)
  const { first, second, notes, written } = await somewhere(server, 'Tabs')
  const one = await shown(await signedInAs('Anna'), 'Tabs', first)
  const other = await one.context().newPage()
  await other.goto('/')
  await shown(other, 'Tabs', first)
  printed.expect(SERVER_AWAY, OFFLINE)
  await server.kill()
  await Promise.all([isLost(one), isLost(other)])

  await note(one, first, 'in one tab')
  await expect(bar(other, first.reference)).toHaveAccessibleName(/waits to be saved/)
  await note(other, second, 'in the other')
  await expect(tray(one)).toHaveAccessibleName(/2 waiting to be saved/)
  await one.close()

  await server.restart()
  await expect.poll(() => notes(first), BACK).toBe('in one tab')
  await expect.poll(() => notes(second), BACK).toBe('in the other')
  await tray(other).click()
  for (const booking of [first, second]) {
    await expect(told(other, booking.reference)).toContainText('Saved.', BACK)
    expect(await written(booking)).toBe(1)
  }
})

/** Anna has written while the server was away, and her session is over when it is back. */
async function endedMeanwhile(anna: Page, server: Server, name: string) {
  const house = await somewhere(server, name)
  await shown(anna, name, house.first)
  await server.kill()
  await isLost(anna)
  await note(anna, house.first, 'written before')
  await anna.context().setOffline(true)
  await server.restart()
  const query = 'mutation { signOut { __typename } }'
  const request = { data: { query }, headers: { origin: server.url } }
  await anna.context().request.post(`${server.url}/graphql`, request)
  await anna.context().setOffline(false)
  const ended = anna.getByRole('dialog', { name: 'Your session has ended' })
  await expect(ended).toBeVisible(BACK)
  expect(await house.notes(house.first), 'nobody is signed in whose it is').toBe('')
  return { ...house, ended }
}

test('what waits is saved when its author signs in again', async ({ signedInAs, server, printed }) => {
  test.setTimeout(120_000)
  printed.expect(SERVER_AWAY, OFFLINE)
  const anna = await signedInAs('Anna')
  const { ended, first, notes } = await endedMeanwhile(anna, server, 'Ended')
  await ended.getByRole('button', { name: 'Anna', exact: true }).click()
  await expect(ended).toBeHidden()
  await expect.poll(() => notes(first), BACK).toBe('written before')
})

test('somebody else at the same desk sees and sends nothing of it', async ({
  signedInAs,
  server,
  printed,
}) => {
  test.setTimeout(180_000)
  printed.expect(SERVER_AWAY, OFFLINE)
  const page = await signedInAs('Anna')
  const { ended, first, second, notes } = await endedMeanwhile(page, server, 'Else')
  await ended.getByRole('button', { name: 'Sign in as somebody else' }).click()
  await page.getByRole('button', { name: 'Ben', exact: true }).click()
  await show(page, 'Else')
  await expect(bar(page, first.reference)).not.toHaveAccessibleName(/waits to be saved/)
  // Ben's own goes its way meanwhile: his queue is there, and has nothing of hers.
  printed.expect(/net::ERR_FAILED/)
  await page.route('**/graphql', (route) =>
    route.request().postData()?.includes('EditBooking') ? route.abort() : route.fallback(),
  )
  await note(page, second, 'from Ben')
  await page.unroute('**/graphql')
  await expect.poll(() => notes(second), BACK).toBe('from Ben')
  await tray(page).click()
  await expect(inTray(page).getByRole('listitem')).toHaveCount(1)
  await page.keyboard.press('Escape')
  expect(await notes(first)).toBe('')

  await page.getByRole('button', { name: 'Ben', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Anna', exact: true }).click()
  await expect.poll(() => notes(first), BACK).toBe('written before')
})
