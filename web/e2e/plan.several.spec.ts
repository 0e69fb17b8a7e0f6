import type { Page } from '@playwright/test'

import { saved } from './desk'
import { expect } from './fixtures'
import type { Booking, Hotel } from './hotel'
import { bar, drag, ghost, plan, room, show, test, twoRooms } from './plan'
import { countSteps } from './steps'

const toast = (page: Page, text: string) => page.getByRole('alert').filter({ hasText: text })
const actions = (page: Page) => page.getByRole('toolbar', { name: 'Selected bookings' })
const selected = (page: Page) => plan(page).locator('[data-selected]')

async function select(page: Page, ...bookings: Booking[]) {
  for (const { reference } of bookings) await bar(page, reference).click({ modifiers: ['ControlOrMeta'] })
  await expect(selected(page)).toHaveCount(bookings.length)
}
const stays = (hotel: Hotel, ...bookings: Booking[]) => Promise.all(bookings.map(({ id }) => hotel.stay(id)))
const statuses = (page: Page, ...bookings: Booking[]) =>
  Promise.all(bookings.map((booking) => saved(page, booking, 'status')))

/** How often the page has asked the server to change something. */
function writes(page: Page) {
  const names: string[] = []
  page.on('request', (request) => {
    const name = /"operationName":"(Plan(?:Move|Group)|EditBooking)"/.exec(request.postData() ?? '')?.[1]
    if (name) names.push(name)
  })
  return names
}

test('several bars are dragged together, in one write, and one key takes all back', async ({
  hotel,
  signedInAs,
}) => {
  const { upper, lower } = await twoRooms(hotel, 'Herd')
  const spare = await hotel.room('Herd 3')
  const one = await hotel.booking(upper, 3, 6)
  const two = await hotel.booking(lower, 4, 6)
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  for (const page of [anna, ben]) await show(page, 'Herd')
  const sent = writes(anna)
  await select(anna, one, two)
  await expect(actions(anna)).toContainText('2 of at most 50 selected')
  const steps = await countSteps(anna)
  // Where the other one lies: it makes way.
  await drag(anna, one.reference, { days: 1, rooms: 1 })
  const moved = [
    { roomId: lower.id, checkIn: hotel.day(4), checkOut: hotel.day(7) },
    { roomId: spare.id, checkIn: hotel.day(5), checkOut: hotel.day(7) },
  ]
  await expect.poll(() => stays(hotel, one, two)).toEqual(moved)
  expect(await steps()).toBe(1)
  await expect(room(ben, 'Herd 2').getByRole('button', { name: one.reference })).toBeVisible()
  await expect(room(ben, 'Herd 3').getByRole('button', { name: two.reference })).toBeVisible()
  expect(sent).toEqual(['PlanGroup'])

  await expect(toast(anna, 'Moved: 2 bookings.')).toHaveCount(1)
  await plan(anna).focus()
  await anna.keyboard.press('Control+z')
  await expect(toast(anna, 'Undone: 2 bookings.')).toBeVisible()
  expect(await stays(hotel, one, two)).toEqual([
    { roomId: upper.id, checkIn: hotel.day(3), checkOut: hotel.day(6) },
    { roomId: lower.id, checkIn: hotel.day(4), checkOut: hotel.day(6) },
  ])
  expect(sent, 'taken back as a whole').toEqual(['PlanGroup', 'PlanGroup'])

  await anna.keyboard.press('Escape')
  await expect(selected(anna)).toHaveCount(0)
  await expect(actions(anna)).toHaveCount(0)
})

test('where one of them is in the way of somebody, none is moved', async ({ hotel, signedInAs }) => {
  const { upper, lower } = await twoRooms(hotel, 'Stuck')
  const one = await hotel.booking(upper, 3, 5)
  const two = await hotel.booking(upper, 6, 8)
  const anna = await signedInAs('Anna')
  // What others do reaches her page no longer.
  await anna.routeWebSocket(/graphql/, () => undefined)
  await anna.reload()
  await show(anna, 'Stuck')
  await select(anna, one, two)
  const holder = await hotel.booking(lower, 7, 9)
  await drag(anna, one.reference, { rooms: 1 })
  const refused = toast(anna, 'Not changed: 2 bookings.')
  await expect(refused).toContainText(`${two.reference}: Taken by ${holder.reference}, ${holder.guest}`)
  for (const { reference } of [one, two]) {
    await expect(room(anna, 'Stuck 1').getByRole('button', { name: reference })).toBeVisible()
  }
  expect(await stays(hotel, one, two)).toMatchObject([{ roomId: upper.id }, { roomId: upper.id }])

  // Once it is known, the drop itself says so.
  await anna.unrouteAll()
  await anna.reload()
  await show(anna, 'Stuck')
  await select(anna, one, two)
  await bar(anna, one.reference).focus()
  await anna.keyboard.press('Shift+ArrowDown')
  await expect(ghost(anna)).toHaveText(`Taken by ${holder.reference}, ${holder.guest}`)
  await anna.keyboard.press('Enter')
  await expect(refused).toContainText(`Taken by ${holder.reference}, ${holder.guest}`)
  expect(await stays(hotel, one, two)).toMatchObject([{ roomId: upper.id }, { roomId: upper.id }])
})

test('where Mara changed one of them meanwhile, none is moved, and it is said which', async ({
  hotel,
  signedInAs,
}) => {
  const { upper } = await twoRooms(hotel, 'Both')
  const one = await hotel.booking(upper, 3, 5)
  const two = await hotel.booking(upper, 6, 8)
  const anna = await signedInAs('Anna')
  await anna.routeWebSocket(/graphql/, () => undefined)
  await anna.reload()
  await show(anna, 'Both')
  await select(anna, one, two)
  await hotel.move(two, { checkOut: hotel.day(9) })
  await drag(anna, one.reference, { days: 5 })
  const refused = toast(anna, 'Not changed: 2 bookings.')
  await expect(refused).toContainText(two.reference)
  await refused.getByRole('button', { name: 'Open' }).click()
  await expect(anna).toHaveURL(new RegExp(`booking=${two.id}`))
  expect(await stays(hotel, one, two)).toMatchObject([{ checkIn: hotel.day(3) }, { checkOut: hotel.day(9) }])
})

test('an undo of what Mara changed too sets none of them back', async ({ hotel, signedInAs }) => {
  const { upper } = await twoRooms(hotel, 'Kept')
  const one = await hotel.booking(upper, 3, 5)
  const two = await hotel.booking(upper, 6, 8)
  const anna = await signedInAs('Anna')
  await show(anna, 'Kept')
  await select(anna, one, two)
  await drag(anna, one.reference, { days: 4 })
  await expect(toast(anna, 'Moved: 2 bookings.')).toBeVisible()
  await hotel.move({ ...two, version: 2 }, { checkOut: hotel.day(14) })
  await toast(anna, 'Moved: 2 bookings.').getByRole('button', { name: 'Undo' }).click()
  const refused = toast(anna, 'Not set back: 2 bookings.')
  await expect(refused).toContainText(two.reference)
  expect(await stays(hotel, one, two)).toMatchObject([
    { checkIn: hotel.day(7), checkOut: hotel.day(9) },
    { checkIn: hotel.day(10), checkOut: hotel.day(14) },
  ])
})

test('all that arrive are checked in at once, and by one undo are not', async ({ hotel, signedInAs }) => {
  const { upper, lower } = await twoRooms(hotel, 'Coach')
  const bookings = [await hotel.booking(upper, 0, 2), await hotel.booking(lower, 0, 3)]
  const later = await hotel.booking(upper, 5, 6)
  const anna = await signedInAs('Anna')
  await show(anna, 'Coach')
  await select(anna, ...bookings)
  await expect(actions(anna).getByRole('button')).toHaveText(['Check in', 'Cancel booking', 'End selection'])
  await bar(anna, later.reference).click({ modifiers: ['ControlOrMeta'] })
  await expect(actions(anna).getByRole('button'), 'what all can become').toHaveText([
    'Cancel booking',
    'End selection',
  ])
  await bar(anna, later.reference).click({ modifiers: ['ControlOrMeta'] })
  const sent = writes(anna)
  await actions(anna).getByRole('button', { name: 'Check in' }).click()
  await expect.poll(() => statuses(anna, ...bookings)).toEqual(['CHECKED_IN', 'CHECKED_IN'])
  expect(sent).toEqual(['PlanGroup'])
  await toast(anna, 'Checked in: 2 bookings.').getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => statuses(anna, ...bookings)).toEqual(['CONFIRMED', 'CONFIRMED'])

  await actions(anna).getByRole('button', { name: 'Cancel booking' }).click()
  const question = anna.getByRole('dialog', { name: 'Cancel 2 bookings?' })
  await question.getByRole('button', { name: 'Keep it' }).click()
  expect(await statuses(anna, ...bookings)).toEqual(['CONFIRMED', 'CONFIRMED'])
  await actions(anna).getByRole('button', { name: 'Cancel booking' }).click()
  await question.getByRole('button', { name: 'Cancel booking' }).click()
  await expect.poll(() => statuses(anna, ...bookings)).toEqual(['CANCELLED', 'CANCELLED'])
  await expect(actions(anna), 'they have left the plan').toHaveCount(0)
})

test('by keyboard the space bar selects, with Shift all up to a bar, and arrows move them', async ({
  hotel,
  signedInAs,
}) => {
  const { upper, lower } = await twoRooms(hotel, 'Space')
  const one = await hotel.booking(upper, 1, 3)
  const two = await hotel.booking(lower, 2, 4)
  const three = await hotel.booking(lower, 5, 7)
  const anna = await signedInAs('Anna')
  await show(anna, 'Space')
  await expect(bar(anna, three.reference)).toBeVisible()
  await bar(anna, one.reference).focus()
  await anna.keyboard.press('Space')
  await expect(selected(anna)).toHaveCount(1)
  await expect(anna, 'it is not opened').not.toHaveURL(/booking=/)
  await anna.keyboard.press('ArrowDown')
  await anna.keyboard.press('ArrowRight')
  await anna.keyboard.press('Shift+Space')
  await expect(selected(anna)).toHaveCount(3)
  await expect(plan(anna).getByRole('button', { pressed: true, name: two.reference })).toBeVisible()
  for (let day = 0; day < 3; day++) await anna.keyboard.press('Shift+ArrowRight')
  await expect(anna.getByTestId('along')).toHaveCount(2)
  await anna.keyboard.press('Enter')
  await expect
    .poll(() => stays(hotel, one, two, three))
    .toMatchObject([{ checkIn: hotel.day(4) }, { checkIn: hotel.day(5) }, { checkIn: hotel.day(8) }])
  await bar(anna, three.reference).focus()
  await anna.keyboard.press('Escape')
  await expect(selected(anna)).toHaveCount(0)
})

test('a range is clicked with Shift, and no more than fifty are taken', async ({ hotel, signedInAs }) => {
  const many = await hotel.room('Many 1')
  const first = await hotel.booking(many, 1, 2)
  for (let night = 3; night < 100; night += 2) await hotel.booking(many, night, night + 1)
  const last = await hotel.booking(many, 101, 102)
  const anna = await signedInAs('Anna')
  await show(anna, 'Many')
  await bar(anna, first.reference).click({ modifiers: ['ControlOrMeta'] })
  await anna.getByText('Narrow', { exact: true }).click()
  await plan(anna).evaluate((scroller) => scroller.scrollBy(90 * 24, 0))
  await bar(anna, last.reference).click({ modifiers: ['Shift'] })
  await expect(actions(anna)).toContainText('50 of at most 50 selected')
  await expect(toast(anna, 'At most 50 bookings can be changed at once.')).toBeVisible()
  const sent = writes(anna)
  await anna.getByRole('button', { name: 'Today' }).click()
  await bar(anna, first.reference).focus()
  await anna.keyboard.press('Shift+ArrowRight')
  await anna.keyboard.press('Enter')
  await expect(toast(anna, 'Moved: 50 bookings.')).toBeVisible()
  expect(sent).toEqual(['PlanGroup'])
  expect(await hotel.stay(first.id)).toMatchObject({ checkIn: hotel.day(2) })
  expect(await hotel.stay(last.id), 'the one that was too many').toMatchObject({ checkIn: hotel.day(101) })
})

test('who may only look selects nothing', async ({ hotel, signedInAs }) => {
  const { upper } = await twoRooms(hotel, 'Mere')
  const booking = await hotel.booking(upper, 3, 6)
  const vera = await signedInAs('Vera')
  await show(vera, 'Mere')
  await expect(vera.getByRole('button', { name: 'Select several bookings' })).toHaveCount(0)
  await bar(vera, booking.reference).click({ modifiers: ['ControlOrMeta'] })
  await expect(vera).toHaveURL(new RegExp(`booking=${booking.id}`))
  await expect(selected(vera)).toHaveCount(0)
})
