import type { Locator, Page } from '@playwright/test'

import { field } from './desk'
import { expect } from './fixtures'
import { makeGuest } from './guests'
import type { Hotel } from './hotel'
import { bar, boxOf, DAY, middleOf, room, ROOM, show, test, twoRooms } from './plan'
import { countTask } from './steps'

interface Stay {
  checkIn: string
  checkOut: string
  status: string
  totalPrice: string
  room: { id: string }
  guest: { name: string; phone: string | null }
}

/** What was booked for guests of this name, by arrival. */
async function stays(hotel: Hotel, text: string): Promise<Stay[]> {
  const { bookings } = await hotel.ask<{ bookings: { nodes: Stay[] } }>(
    `query ($text: String) { bookings(filter: { text: $text }) {
      nodes { checkIn checkOut status totalPrice room { id } guest { name phone } } } }`,
    { text },
  )
  return bookings.nodes
}

/** Two rooms on the plan, and where a night of the upper one is that nobody has. */
async function freeNight(page: Page, hotel: Hotel, name: string, day: number) {
  const { upper, lower } = await twoRooms(hotel, name)
  const marks = await hotel.booking(lower, day, day + 1)
  await show(page, name)
  // A bar of one night lies between the middles of two days: its own day's is half a column before its middle.
  const { x } = await middleOf(bar(page, marks.reference))
  const { y } = await boxOf(room(page, `${name} 1`))
  return { upper, at: [x - DAY / 2, y + ROOM / 2] as const }
}

const newBooking = (page: Page) => page.getByRole('dialog', { name: 'New booking' })
const pick = (dialog: Locator, day: string) =>
  dialog
    .getByRole('group', { name: 'Arrival and departure' })
    .getByRole('button', {
      name: new Date(day).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' }),
      exact: true,
    })
    .click()
const save = (dialog: Locator) => dialog.getByRole('button', { name: 'Save', exact: true }).click()

/** Types into the field that the dialog begins with, and takes by Enter what is found or can be made. */
async function name(dialog: Locator, guest: string, option: string) {
  const who = dialog.getByRole('combobox', { name: 'Guest' })
  await expect(who).toBeFocused()
  await who.fill(guest)
  await expect(dialog.page().getByRole('option')).toHaveText([option])
  await who.press('Enter')
}

test('table: phone call, a new guest for three nights', async ({ hotel, signedInAs }) => {
  const anna = await signedInAs('Anna')
  const { upper, at } = await freeNight(anna, hotel, 'Phone', 2)
  const taken = await countTask(anna)
  await anna.mouse.click(...at)
  const dialog = newBooking(anna)
  await name(dialog, 'Petra Phone', 'New guest: Petra Phone')
  await expect(field(dialog, 'Telephone')).toBeFocused()
  await field(dialog, 'Telephone').fill('+49 30 555')
  await pick(dialog, hotel.day(5))
  await save(dialog)
  await expect(dialog).toHaveCount(0)
  expect(await taken()).toEqual({ steps: 4, texts: 2 })
  expect(await stays(hotel, 'Petra Phone')).toMatchObject([
    {
      checkIn: hotel.day(2),
      checkOut: hotel.day(5),
      room: { id: upper.id },
      guest: { name: 'Petra Phone', phone: '+49 30 555' },
    },
  ])
})

test('table: a returning guest', async ({ hotel, signedInAs }) => {
  const anna = await signedInAs('Anna')
  await makeGuest(anna, 'Rita Returns')
  const { at } = await freeNight(anna, hotel, 'Again', 2)
  const taken = await countTask(anna)
  await anna.mouse.click(...at)
  const dialog = newBooking(anna)
  const who = dialog.getByRole('combobox', { name: 'Guest' })
  await expect(who).toBeFocused()
  await who.fill('rita ret')
  await expect(anna.getByRole('option')).toHaveText(['Rita Returns', 'New guest: rita ret'])
  await who.press('Enter')
  await expect(who).toHaveValue('Rita Returns')
  await pick(dialog, hotel.day(5))
  await save(dialog)
  await expect(dialog).toHaveCount(0)
  expect(await taken()).toEqual({ steps: 4, texts: 1 })
  expect(await stays(hotel, 'Rita Returns')).toMatchObject([
    { checkIn: hotel.day(2), checkOut: hotel.day(5) },
  ])
})

test('table: a walk-in for tonight', async ({ hotel, signedInAs }) => {
  const anna = await signedInAs('Anna')
  const { at } = await freeNight(anna, hotel, 'Walk', 0)
  const taken = await countTask(anna)
  await anna.mouse.click(...at)
  const dialog = newBooking(anna)
  await name(dialog, 'Willi Walk', 'New guest: Willi Walk')
  await dialog.getByRole('button', { name: 'Checked in' }).click()
  await save(dialog)
  await expect(dialog).toHaveCount(0)
  expect(await taken()).toEqual({ steps: 4, texts: 1 })
  expect(await stays(hotel, 'Willi Walk')).toMatchObject([
    { checkIn: hotel.day(0), checkOut: hotel.day(1), status: 'CHECKED_IN' },
  ])
})

test('table: a family, two rooms', async ({ hotel, signedInAs }) => {
  const anna = await signedInAs('Anna')
  const { upper, at } = await freeNight(anna, hotel, 'Family', 2)
  const taken = await countTask(anna)
  await anna.mouse.click(...at)
  const dialog = newBooking(anna)
  await name(dialog, 'Frieda Family', 'New guest: Frieda Family')
  await field(dialog, 'Telephone').fill('+49 30 777')
  await pick(dialog, hotel.day(5))
  await dialog.getByRole('button', { name: 'Add a room' }).click()
  const second = dialog.getByRole('group', { name: 'Room 2' })
  await expect(second.getByRole('combobox', { name: 'Room' })).not.toHaveValue('')
  await save(dialog)
  await expect(dialog).toHaveCount(0)
  expect(await taken()).toEqual({ steps: 5, texts: 2 })
  const made = await stays(hotel, 'Frieda Family')
  expect(made).toHaveLength(2)
  for (const stay of made) expect(stay).toMatchObject({ checkIn: hotel.day(2), checkOut: hotel.day(5) })
  const rooms = made.map((stay) => stay.room.id)
  expect(rooms).toContain(upper.id)
  expect(new Set(rooms).size).toBe(2)
})

test('of two rooms none is booked where somebody was quicker, and what was typed stays', async ({
  hotel,
  signedInAs,
}) => {
  const anna = await signedInAs('Anna')
  const { upper, at } = await freeNight(anna, hotel, 'Quick', 2)
  await anna.mouse.click(...at)
  const dialog = newBooking(anna)
  await name(dialog, 'Quentin Quick', 'New guest: Quentin Quick')
  await dialog.getByRole('button', { name: 'Add a room' }).click()
  const second = dialog.getByRole('group', { name: 'Room 2' })
  await expect(second.getByRole('combobox', { name: 'Room' })).not.toHaveValue('')
  const there = await hotel.booking(upper, 2, 3)
  await save(dialog)
  const refusal = dialog.getByRole('alert')
  await expect(refusal).toContainText(there.reference)
  expect(await stays(hotel, 'Quentin Quick')).toEqual([])
  await expect(dialog.getByRole('combobox', { name: 'Guest' })).toHaveValue('Quentin Quick')
  await refusal.getByRole('button').first().click()
  await save(dialog)
  await expect(dialog).toHaveCount(0)
  expect(await stays(hotel, 'Quentin Quick')).toHaveLength(2)
})
