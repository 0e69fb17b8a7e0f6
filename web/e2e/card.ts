import type { Page } from '@playwright/test'

import { expect } from './fixtures'
import type { Booking } from './hotel'
import { bar } from './plan'

/** What a bar says when the pointer rests on it. */
export const card = (page: Page, { reference }: Booking) =>
  page.getByRole('region', { name: `${reference} at a glance` })

/** Rests the pointer on a bar until its card is there. */
export async function look(page: Page, booking: Booking) {
  await bar(page, booking.reference).hover()
  await expect(card(page, booking)).toBeVisible()
  return card(page, booking)
}
