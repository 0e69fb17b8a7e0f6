import type { Locator, Page } from '@playwright/test'

import { change, field, makeBooking, openBooking, saved } from './desk'
import { expect } from './fixtures'
import { makeGuest } from './guests'
import type { Hotel } from './hotel'
import { bar, boxOf, DAY, middleOf, room, ROOM, show, test, twoRooms } from './plan'
import { countSteps } from './steps'

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
  const steps = await countSteps(anna)
  await anna.mouse.click(...at)
  const dialog = newBooking(anna)
  await name(dialog, 'Petra Phone', 'New guest: Petra Phone')
  await expect(field(dialog, 'Telephone')).toBeFocused()
  await field(dialog, 'Telephone').fill('+49 30 555')
  await pick(dialog, hotel.day(5))
  await save(dialog)
  await expect(dialog).toHaveCount(0)
  expect(await steps(), 'and two texts').toBe(4)
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
  const steps = await countSteps(anna)
  await anna.mouse.click(...at)
  const dialog = newBooking(anna)
  const who = dialog.getByRole('combobox', { name: 'Guest' })
  await who.fill('rita ret')
  await expect(anna.getByRole('option')).toHaveText(['Rita Returns', 'New guest: rita ret'])
  await who.press('Enter')
  await expect(who).toHaveValue('Rita Returns')
  await pick(dialog, hotel.day(5))
  await save(dialog)
  await expect(dialog).toHaveCount(0)
  expect(await steps(), 'and one text').toBe(4)
  expect(await stays(hotel, 'Rita Returns')).toMatchObject([
    { checkIn: hotel.day(2), checkOut: hotel.day(5) },
  ])
})

test('table: a walk-in for tonight', async ({ hotel, signedInAs }) => {
  const anna = await signedInAs('Anna')
  const { at } = await freeNight(anna, hotel, 'Walk', 0)
  const steps = await countSteps(anna)
  await anna.mouse.click(...at)
  const dialog = newBooking(anna)
  await name(dialog, 'Willi Walk', 'New guest: Willi Walk')
  await dialog.getByRole('button', { name: 'Checked in' }).click()
  await save(dialog)
  await expect(dialog).toHaveCount(0)
  expect(await steps(), 'and one text').toBe(4)
  expect(await stays(hotel, 'Willi Walk')).toMatchObject([
    { checkIn: hotel.day(0), checkOut: hotel.day(1), status: 'CHECKED_IN' },
  ])
})

test('table: a family, two rooms', async ({ hotel, signedInAs }) => {
  const anna = await signedInAs('Anna')
  const { upper, at } = await freeNight(anna, hotel, 'Family', 2)
  const steps = await countSteps(anna)
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
  expect(await steps(), 'and two texts').toBe(5)
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

test('table: the same field edited by two people', async ({ signedInAs }) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const booking = await makeBooking(anna)
  const dialog = await openBooking(ben, booking)
  await field(dialog, 'Price').fill('99')
  await change(anna, booking, 'totalPrice: "120", notes: "has a dog"')
  const theirs = dialog.getByRole('group', { name: 'What others did to Price' })
  await expect(theirs).toContainText('Anna changed this to €120.00')
  const steps = await countSteps(ben)
  await theirs.getByRole('button', { name: 'Keep mine' }).click()
  await save(dialog)
  await expect.poll(() => saved(ben, booking, 'totalPrice')).toBe('99.00')
  expect(await steps()).toBe(2)
  expect(await saved(ben, booking, 'notes'), 'nothing is lost').toBe('has a dog')
})

test('table: who changed what, and restore it', async ({ hotel, signedInAs }) => {
  const booking = await hotel.booking(await hotel.room('Who 1'), 1, 4)
  await hotel.move(booking, { notes: 'has a dog', totalPrice: '120' })
  const anna = await signedInAs('Anna')
  await show(anna, 'Who')
  await bar(anna, booking.reference).hover()
  const card = anna.getByRole('region', { name: `${booking.reference} at a glance` })
  await expect(card).toBeVisible()
  const steps = await countSteps(anna)
  await card.getByRole('button', { name: 'Open' }).click()
  const dialog = anna.getByRole('dialog', { name: `Booking ${booking.reference}` })
  await dialog.getByRole('tab', { name: 'History' }).click()
  const now = dialog.getByRole('listitem', { name: 'Version 2' })
  await expect(now).toContainText('Mara changed it')
  await now.getByRole('button', { name: 'Put back: Price' }).click()
  await expect.poll(() => hotel.price(booking.id)).toBe('300.00')
  expect(await steps()).toBe(3)
  expect(await saved(anna, booking, 'notes')).toBe('has a dog')
})

test('a booking is called by its guest; what is next stands beside Save, and Save closes it', async ({
  hotel,
  signedInAs,
}) => {
  const booking = await hotel.booking(await hotel.room('Next 1'), 0, 2)
  const anna = await signedInAs('Anna')
  await openBooking(anna, booking)
  const dialog = anna.getByRole('dialog', { name: `${booking.guest} Booking ${booking.reference}` })
  const next = dialog.getByRole('button', { name: `Check in: ${booking.guest}` })
  await expect(next).toBeVisible()
  await field(dialog, 'Notes').fill('late')
  await expect(next, 'what is typed comes first').toHaveCount(0)
  await save(dialog)
  await expect(dialog).toHaveCount(0)
  await expect(anna.getByRole('alert').getByRole('button', { name: 'Undo' })).toBeVisible()
  await openBooking(anna, booking)
  await next.click()
  await expect(dialog).toHaveCount(0)
  await expect.poll(() => saved(anna, booking, 'status')).toBe('CHECKED_IN')
})
