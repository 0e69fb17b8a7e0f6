import { expect } from './fixtures'
import { bar, ghost, plan, room, show, test, twoRooms } from './plan'

test('a booking is found, moved and opened by keyboard', async ({ hotel, signedInAs }) => {
  const { upper, lower } = await twoRooms(hotel, 'Keys')
  const first = await hotel.booking(upper, 1, 3)
  const second = await hotel.booking(upper, 5, 7)
  const anna = await signedInAs('Anna')
  await show(anna, 'Keys')
  await expect(bar(anna, second.reference)).toBeVisible()
  await plan(anna).focus()
  await anna.keyboard.press('ArrowDown')
  await expect(bar(anna, first.reference)).toBeFocused()
  await anna.keyboard.press('ArrowRight')
  await expect(bar(anna, second.reference)).toBeFocused()

  // Over the first one it is refused, and says by whom.
  for (let nights = 0; nights < 3; nights++) await anna.keyboard.press('Shift+ArrowLeft')
  await expect(anna.getByText(`Taken by ${first.reference}, ${first.guest}`).last()).toBeAttached()
  await anna.keyboard.press('Shift+ArrowDown')
  await anna.keyboard.press('Alt+ArrowRight')
  await expect(ghost(anna)).toContainText('Keys 2')
  await anna.keyboard.press('Enter')

  const moved = room(anna, 'Keys 2').getByRole('button', { name: second.reference })
  await expect(moved).toBeFocused()
  await expect
    .poll(() => hotel.stay(second.id))
    .toEqual({ roomId: lower.id, checkIn: hotel.day(2), checkOut: hotel.day(5) })

  await anna.keyboard.press('Shift+ArrowRight')
  await anna.keyboard.press('Escape')
  await expect(ghost(anna)).toBeHidden()
  await expect(moved).toBeFocused()
  await anna.keyboard.press('Enter')
  await expect(anna).toHaveURL(new RegExp(`booking=${second.id}`))
})

test('a booking is made by keyboard', async ({ hotel, signedInAs }) => {
  const { upper, lower } = await twoRooms(hotel, 'New')
  const holder = await hotel.booking(upper, 1, 3)
  const anna = await signedInAs('Anna')
  await show(anna, 'New')
  await expect(bar(anna, holder.reference)).toBeVisible()
  await plan(anna).focus()
  await anna.keyboard.press('n')
  await expect(ghost(anna)).toContainText('New 1')
  await expect(ghost(anna)).toContainText('1 night')
  await anna.keyboard.press('Alt+ArrowRight')
  await expect(ghost(anna)).toHaveText(`Taken by ${holder.reference}, ${holder.guest}`)
  await anna.keyboard.press('ArrowDown')
  await anna.keyboard.press('Alt+ArrowRight')
  await expect(ghost(anna)).toContainText('3 nights')
  await anna.keyboard.press('Enter')
  await expect(anna).toHaveURL(new RegExp(`new=${lower.id}&from=${hotel.day(0)}&to=${hotel.day(3)}`))
  await expect(anna.getByRole('dialog', { name: 'New booking' })).toBeVisible()
})

test('a new booking by keyboard begins where the last one ends, and Escape makes none', async ({
  hotel,
  signedInAs,
}) => {
  const { upper } = await twoRooms(hotel, 'After')
  const first = await hotel.booking(upper, 2, 5)
  const anna = await signedInAs('Anna')
  await show(anna, 'After')
  await bar(anna, first.reference).focus()
  await anna.keyboard.press('n')
  await expect(ghost(anna)).toContainText('1 night')
  await anna.keyboard.press('Escape')
  await expect(ghost(anna)).toHaveCount(0)
  await expect(anna).not.toHaveURL(/new=/)
  await anna.keyboard.press('n')
  await anna.keyboard.press('Enter')
  await expect(anna).toHaveURL(new RegExp(`new=${upper.id}&from=${hotel.day(5)}&to=${hotel.day(6)}`))
})
