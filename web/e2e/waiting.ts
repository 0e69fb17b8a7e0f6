import type { Page } from '@playwright/test'

import { expect } from './fixtures'
import type { Hotel, Room } from './hotel'
import { room } from './plan'

export const newBooking = (page: Page) => page.getByRole('dialog', { name: 'New booking', exact: true })
export const waitingBooking = (page: Page, guest: string) =>
  page.getByRole('dialog', { name: new RegExp(`^New booking: ${guest}`) })
export const question = (page: Page, name: string) =>
  room(page, name).getByRole('button', { name: /the room is not promised/ })

/** Begins a booking of a room for some nights, by its address as a click on the plan does. */
export async function begin(page: Page, hotel: Hotel, { id }: Room, nights: [number, number]) {
  // Within the page: what is read by now is all that there is.
  await page.evaluate(
    (address) => {
      history.pushState(null, '', address)
      dispatchEvent(new PopStateEvent('popstate'))
    },
    `/?new=${id}&from=${hotel.day(nights[0])}&to=${hotel.day(nights[1])}`,
  )
  const dialog = newBooking(page)
  await expect(dialog.getByRole('status')).toContainText('the room is promised to nobody')
  return dialog
}

/** Books a room without the server. Answers the dialog over what waits. */
export async function book(page: Page, hotel: Hotel, room: Room, guest: string, nights: [number, number]) {
  const dialog = await begin(page, hotel, room, nights)
  await dialog.getByRole('combobox', { name: 'Guest' }).fill(guest)
  await page.getByRole('option', { name: guest }).first().click()
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  const waiting = waitingBooking(page, guest)
  await expect(waiting.getByRole('combobox', { name: 'Guest' })).toHaveValue(new RegExp(guest))
  await expect(waiting.getByRole('status').first()).toContainText('The room is not promised yet')
  return waiting
}

/** Nothing is open over the page. */
export async function close(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name: /^New booking/ })).toBeHidden()
}
