import type { Page } from '@playwright/test'

import { ask, field } from './desk'
import { expect, test } from './fixtures'
import { Hotel, type Room } from './hotel'
import { Server } from './server'

async function change(page: Page, { id }: Room, patch: string): Promise<void> {
  const { room } = await ask<{ room: Room }>(page, `{ room(id: "${id}") { version } }`)
  await ask(
    page,
    `mutation { updateRoom(input: { id: "${id}", expectedVersion: ${room.version}, patch: { ${patch} } })
      { __typename } }`,
  )
}

async function saved(page: Page, { id }: Room, name: string): Promise<unknown> {
  const { room } = await ask<{ room: Record<string, unknown> | null }>(
    page,
    `{ room(id: "${id}") { ${name} } }`,
  )
  return room?.[name]
}

async function openRoom(page: Page, { id, name }: Room) {
  await page.goto(`/rooms?room=${id}`)
  const dialog = page.getByRole('dialog', { name, exact: true })
  await dialog.waitFor()
  return dialog
}

const save = { name: 'Save', exact: true } as const

test('a room is found, opened and changed, and everybody sees it at once', async ({ signedInAs, server }) => {
  const [mara, ben] = [await signedInAs('Mara'), await signedInAs('Ben')]
  const room = await (await Hotel.open(server.url)).room('Turmzimmer')
  for (const page of [mara, ben]) {
    await page.getByRole('link', { name: 'Rooms' }).click()
    const rows = page.getByRole('table', { name: 'Rooms' }).getByRole('row')
    await expect(rows).not.toHaveCount(2)
    await page.getByRole('searchbox', { name: 'Name, type or notes' }).fill('turmz')
    await expect(rows).toHaveCount(2)
  }
  const dialog = mara.getByRole('dialog', { name: 'Turmzimmer' })
  await mara.getByRole('link', { name: 'Turmzimmer' }).click()
  await field(dialog, 'Rate a night').fill('140')
  await field(dialog, 'Rate a night').press('Enter')
  await expect.poll(() => saved(mara, room, 'nightlyRate')).toBe('140.00')
  await expect(ben.getByRole('row', { name: 'Turmzimmer Story 2 €140.00' })).toBeVisible()

  await ben.getByRole('link', { name: 'Turmzimmer' }).click()
  const bens = ben.getByRole('dialog', { name: 'Turmzimmer' })
  await expect(bens.getByText('You can look at this, but not change it.')).toBeVisible()
  await field(dialog, 'Type').fill('Suite')
  await dialog.getByRole('button', save).click()
  await expect(field(bens, 'Type')).toHaveValue('Suite')
})

test('a room that was made while another screen was shown is on every screen', async ({
  signedInAs,
  server,
}) => {
  const ben = await signedInAs('Ben')
  const hotel = await Hotel.open(server.url)
  const plan = ben.getByRole('application', { name: 'Room plan' })
  await expect(plan.getByText('101', { exact: true })).toBeVisible()
  const go = (screen: string) => ben.getByRole('link', { name: screen, exact: true }).click()
  const row = (name: string) => ben.getByRole('table', { name: 'Rooms' }).getByRole('link', { name })
  await go('Rooms')
  await expect(row('101')).toBeVisible()
  await go('Guests')
  await hotel.room('Erkerzimmer')
  await go('Rooms')
  await expect(row('Erkerzimmer')).toBeVisible()
  await go('Room plan')
  await ben.getByRole('textbox', { name: 'Find room' }).fill('Erker')
  await expect(ben.getByRole('group', { name: 'Erkerzimmer' })).toBeVisible()
})

test('one field that two change is decided in the conflict dialog', async ({ signedInAs, server }) => {
  const [desk, office] = [await signedInAs('Mara'), await signedInAs('Mara')]
  const room = await (await Hotel.open(server.url)).room('Gartenzimmer')
  const dialog = await openRoom(desk, room)
  await field(dialog, 'Rate a night').fill('90')
  await change(office, room, 'nightlyRate: "110", notes: "new beds"')
  const beside = dialog.getByRole('group', { name: 'What others did to Rate a night' })
  await expect(beside).toContainText('€110.00')
  await expect(field(dialog, 'Notes')).toHaveValue('new beds')
  await dialog.getByRole('button', save).click()

  const conflict = desk.getByRole('dialog', { name: 'Mara changed Gartenzimmer too' })
  const rate = conflict.getByRole('radiogroup', { name: 'Rate a night' })
  await expect(rate).toContainText('€90.00')
  await rate.getByRole('radio', { name: 'Keep theirs' }).click()
  await conflict.getByRole('button', { name: 'Save my choice' }).click()
  await expect(conflict).toBeHidden()
  await expect(field(dialog, 'Rate a night')).toHaveValue('110.00')
  expect(await saved(desk, room, 'nightlyRate')).toBe('110.00')
})

test('a new room is in everybody’s list; its name can be used once; unused, it is deleted', async ({
  signedInAs,
}) => {
  const [mara, ben] = [await signedInAs('Mara'), await signedInAs('Ben')]
  for (const page of [mara, ben]) await page.goto('/rooms')
  await expect(ben.getByRole('button', { name: 'New room' })).toBeHidden()

  await mara.getByRole('button', { name: 'New room' }).click()
  const form = mara.getByRole('dialog', { name: 'New room' })
  await expect(form.getByRole('combobox', { name: 'Currency' })).toHaveValue('EUR')
  await field(form, 'Name').fill('Dachzimmer')
  await form.getByRole('button', save).click()
  const dialog = mara.getByRole('dialog', { name: 'Dachzimmer', exact: true })
  await expect(dialog).toBeVisible()
  await expect(ben.getByRole('link', { name: 'Dachzimmer' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).click()

  await mara.getByRole('button', { name: 'New room' }).click()
  await expect(field(form, 'Name')).toHaveValue('')
  await field(form, 'Name').fill('Dachzimmer')
  await form.getByRole('button', save).click()
  await expect(field(form, 'Name')).toHaveAccessibleDescription('is taken already')
  await form.getByRole('button', { name: 'Discard' }).click()
  await form.getByRole('button', { name: 'Close' }).click()

  await mara.getByRole('link', { name: 'Dachzimmer' }).click()
  await dialog.getByRole('button', { name: 'Delete' }).click()
  const question = mara.getByRole('dialog', { name: 'Delete Dachzimmer?' })
  await question.getByRole('button', { name: 'Delete' }).click()
  await expect(dialog).toBeHidden()
  await expect(ben.getByRole('link', { name: 'Dachzimmer' })).toBeHidden()
})

test('a room that a booking names is not deleted', async ({ signedInAs, server }) => {
  const mara = await signedInAs('Mara')
  const hotel = await Hotel.open(server.url)
  const room = await hotel.room('Eckzimmer')
  await hotel.booking(room, 400, 402)
  const dialog = await openRoom(mara, room)
  await dialog.getByRole('button', { name: 'Delete' }).click()
  const question = mara.getByRole('dialog', { name: 'Delete Eckzimmer?' })
  await question.getByRole('button', { name: 'Delete' }).click()
  await expect(question.getByRole('alert')).toHaveText('A booking names this room.')
  expect(await saved(mara, room, 'name')).toBe('Eckzimmer')
})

test('what is made without a currency begins with the hotel’s', async ({ page }) => {
  const server = await Server.start('--currency', 'CHF')
  await page.goto(`${server.url}/rooms?room=new`)
  await page.getByRole('button', { name: 'Mara', exact: true }).click()
  const room = page.getByRole('dialog', { name: 'New room' })
  await expect(room.getByRole('combobox', { name: 'Currency' })).toHaveValue('CHF')
  await page.goto(`${server.url}/bookings?new=`)
  const booking = page.getByRole('dialog', { name: 'New booking' })
  await expect(booking.getByRole('combobox', { name: 'Currency' })).toHaveValue('CHF')
  // So that it does not ask for a server that is gone.
  await page.goto('about:blank')
  await server.stop()
})

test('rooms of every page are listed, and can be booked', async ({ signedInAs, server }) => {
  const mara = await signedInAs('Mara')
  const hotel = await Hotel.open(server.url)
  // The last of the alphabet.
  const room = await hotel.room('Zzz')
  const booking = await hotel.booking(room, 410, 412)
  // As if a page had room for five, and by that this hotel for several pages.
  await mara.route('**/graphql', (route) => {
    const body = route.request().postDataJSON() as { operationName: string; variables: { first?: number } }
    if (body.operationName === 'RoomList') body.variables.first = 5
    return route.continue({ postData: body })
  })
  await mara.goto('/bookings')
  await mara.getByRole('searchbox', { name: 'Number, guest or notes' }).fill(booking.reference)
  await expect(mara.getByRole('row', { name: booking.reference })).toContainText('Zzz')

  await mara.getByRole('link', { name: booking.reference }).click()
  await expect(mara.getByRole('combobox', { name: 'Room' })).toHaveValue('Zzz · Story')
  await mara.goto('/rooms')
  const rows = mara.getByRole('table', { name: 'Rooms' }).getByRole('row')
  await expect(rows.last()).toContainText('Zzz')
  const names = await rows.getByRole('link').allTextContents()
  expect(new Set(names).size).toBe(names.length)

  // Read anew after a change, page after page.
  await change(mara, room, 'name: "Zzzz"')
  await hotel.room('Zzzzz')
  await expect(rows.last()).toContainText('Zzzzz')
})
