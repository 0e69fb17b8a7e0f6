import type { Locator, Page } from '@playwright/test'

import { test as base } from './fixtures'
import { Hotel } from './hotel'

export const test = base.extend<object, { hotel: Hotel }>({
  hotel: [async ({ server }, use) => use(await Hotel.open(server.url)), { scope: 'worker' }],
})

/** How wide a day is, and how high a room, before anything is chosen. */
export const DAY = 44
export const ROOM = 44
/** How wide the column of the rooms' names is. */
export const NAMES = 148

export const plan = (page: Page) => page.getByRole('application', { name: 'Room plan' })
export const bar = (page: Page, reference: string) =>
  page.getByRole('button', { name: new RegExp(`^${reference},`) })
export const room = (page: Page, name: string) => page.getByRole('group', { name, exact: true })
export const ghost = (page: Page) => page.getByTestId('ghost')

export async function boxOf(what: Locator) {
  await what.scrollIntoViewIfNeeded()
  const box = await what.boundingBox()
  if (!box) throw new Error('it is not shown')
  return box
}

/** Where to take hold of it. */
export async function middleOf(what: Locator) {
  const box = await boxOf(what)
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** Two rooms beside each other on the plan. */
export async function twoRooms(hotel: Hotel, name: string) {
  return { upper: await hotel.room(`${name} 1`), lower: await hotel.room(`${name} 2`) }
}

/** Shows the rooms of this name, and waits until the others are gone: what lies below them moves up. */
export async function show(page: Page, rooms: string) {
  await page.getByRole('textbox', { name: 'Find room' }).fill(rooms)
  const shown = plan(page).getByRole('group')
  await shown.first().waitFor()
  await shown.filter({ hasNotText: rooms }).first().waitFor({ state: 'detached' })
}

/** Drags a bar by its middle, and lets go. */
export async function drag(page: Page, reference: string, by: { days?: number; rooms?: number }) {
  const { x, y } = await middleOf(bar(page, reference))
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + (by.days ?? 0) * DAY, y + (by.rooms ?? 0) * ROOM, { steps: 6 })
  await page.mouse.up()
}
