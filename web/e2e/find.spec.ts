import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

import { settled } from './desk'
import { expect } from './fixtures'
import { test } from './plan'
import { countSteps } from './steps'

async function find(page: Page, text: string) {
  await page.keyboard.press('Control+k')
  const dialog = page.getByRole('dialog', { name: 'Find', exact: true })
  await dialog.getByRole('combobox').fill(text)
  return dialog
}

test('Ctrl+K goes to a booking by its number, also to one that is over', async ({ hotel, signedInAs }) => {
  const past = await hotel.booking(await hotel.room('Findable 1'), -30, -28)
  const anna = await signedInAs('Anna')
  const dialog = await find(anna, past.reference)
  await expect(dialog.getByRole('option', { selected: true })).toContainText(past.guest)
  const steps = await countSteps(anna)
  await anna.keyboard.press('Enter')
  await expect(anna.getByRole('dialog', { name: `Booking ${past.reference}` })).toBeVisible()
  expect(await steps()).toBe(1)
})

test('a guest is found by the digits of the telephone number, and a room by its name', async ({
  hotel,
  signedInAs,
}) => {
  const room = await hotel.room('Findable 2')
  const { createGuest } = await hotel.ask<{ createGuest: { guest: { id: string } } }>(
    `mutation { createGuest(input: { name: "Wilma Finder", phone: "+49 30 9876 5432" }) {
      ... on GuestSaved { guest { id } } } }`,
  )
  const anna = await signedInAs('Anna')
  const dialog = await find(anna, '98765432')
  await dialog.getByRole('option', { name: 'Wilma Finder' }).click()
  await expect(anna).toHaveURL(new RegExp(`/guests\\?guest=${createGuest.guest.id}`))
  await expect(anna.getByRole('dialog', { name: 'Wilma Finder' })).toBeVisible()

  await find(anna, room.name)
  await expect(dialog.getByRole('option')).toHaveCount(1)
  await anna.keyboard.press('Enter')
  await expect(anna).toHaveURL(new RegExp(`/rooms\\?room=${room.id}`))
})

test('what nobody is called finds nothing, and arrows mark one after the other', async ({
  hotel,
  signedInAs,
}) => {
  // The guest and the booking both have the name.
  const { guest } = await hotel.booking(await hotel.room('Findable 3'), 3, 6)
  const anna = await signedInAs('Anna')
  await anna.getByRole('button', { name: 'Find', exact: true }).click()
  const dialog = anna.getByRole('dialog', { name: 'Find', exact: true })
  await dialog.getByRole('combobox').fill('xyzzyplugh')
  await expect(dialog.getByText('Nothing found')).toBeVisible()
  await dialog.getByRole('combobox').fill(guest)
  const options = dialog.getByRole('option')
  await expect(options.first()).toHaveAttribute('aria-selected', 'true')
  await anna.keyboard.press('ArrowDown')
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true')
  await settled(anna)
  const { violations } = await new AxeBuilder({ page: anna }).analyze()
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
  await anna.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
})
