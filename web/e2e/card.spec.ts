import { card, look } from './card'
import { saved } from './desk'
import { expect } from './fixtures'
import { bar, boxOf, DAY, middleOf, plan, room, ROOM, show, test, twoRooms } from './plan'
import { countSteps } from './steps'

test('the card of a bar says who it is, and does what is next by one click', async ({
  hotel,
  signedInAs,
}) => {
  const comes = await hotel.booking(await hotel.room('Card 1'), 0, 1)
  const anna = await signedInAs('Anna')
  await show(anna, 'Card')
  const steps = await countSteps(anna)
  const seen = await look(anna, comes)
  await expect(seen).toContainText(comes.guest)
  await expect(seen).toContainText('1 night')
  await expect(seen).toContainText('Adults: 1, children: 0')
  await expect(seen).toContainText('€300.00')
  await seen.getByRole('button', { name: /^Check in/ }).click()
  await expect.poll(() => saved(anna, comes, 'status')).toBe('CHECKED_IN')
  expect(await steps()).toBe(1)
})

test('a click on a free night begins a booking of it, and so does a button', async ({
  hotel,
  signedInAs,
}) => {
  const { upper } = await twoRooms(hotel, 'Free')
  const taken = await hotel.booking(upper, 3, 6)
  const anna = await signedInAs('Anna')
  await show(anna, 'Free')
  const line = await boxOf(room(anna, 'Free 1'))
  const { x } = await middleOf(bar(anna, taken.reference))
  const steps = await countSteps(anna)
  // The middle of the three nights of the bar is the one of day 4 at its end: five columns on, nobody is there.
  await anna.mouse.click(x + 5 * DAY, line.y + ROOM / 2)
  const dialog = anna.getByRole('dialog', { name: 'New booking' })
  await expect(dialog).toBeVisible()
  expect(await steps()).toBe(1)
  const url = new URL(anna.url())
  expect(url.searchParams.get('new')).toBe(upper.id)
  const [from, to] = [url.searchParams.get('from') ?? '', url.searchParams.get('to') ?? '']
  expect(from >= hotel.day(8) && from <= hotel.day(10), from).toBe(true)
  expect(Date.parse(to) - Date.parse(from)).toBe(86_400_000)

  await anna.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await steps()
  await anna.getByRole('button', { name: 'New booking' }).click()
  await expect(dialog).toBeVisible()
  expect(await steps()).toBe(1)
  await expect(dialog.getByRole('textbox', { name: 'Arrival' })).toHaveValue(
    hotel.day(0).split('-').reverse().join('/'),
  )
})

test('the card is reached, used and left by keyboard', async ({ hotel, signedInAs }) => {
  const booking = await hotel.booking(await hotel.room('Keyed 1'), 0, 2)
  const anna = await signedInAs('Anna')
  await show(anna, 'Keyed')
  await expect(bar(anna, booking.reference)).toBeVisible()
  await plan(anna).focus()
  await anna.keyboard.press('ArrowDown')
  const seen = card(anna, booking)
  await expect(seen).toBeVisible()
  await anna.keyboard.press('Tab')
  await expect(seen.getByRole('button', { name: /^Check in/ })).toBeFocused()
  await anna.keyboard.press('Escape')
  await expect(seen).toHaveCount(0)
  await expect(bar(anna, booking.reference)).toBeFocused()

  await anna.keyboard.press('ArrowRight')
  await bar(anna, booking.reference).blur()
  await plan(anna).focus()
  await anna.keyboard.press('ArrowDown')
  await expect(seen).toBeVisible()
  const steps = await countSteps(anna)
  await anna.keyboard.press('Tab')
  await anna.keyboard.press('Enter')
  await expect.poll(() => saved(anna, booking, 'status')).toBe('CHECKED_IN')
  expect(await steps()).toBe(2)
})

test('who may only look is offered no step', async ({ hotel, signedInAs }) => {
  const booking = await hotel.booking(await hotel.room('Seen 1'), 0, 2)
  const vera = await signedInAs('Vera')
  await show(vera, 'Seen')
  const seen = await look(vera, booking)
  await expect(seen.getByRole('button')).toHaveText(['Open'])
  await expect(vera.getByRole('button', { name: /^Check (in|out)/ })).toHaveCount(0)
  await expect(vera.getByRole('button', { name: 'New booking' })).toHaveCount(0)
})
