import type { Page } from '@playwright/test'

import { ask } from './desk'
import { expect, test } from './fixtures'

interface Listed {
  bookings: { nodes: { id: string; version: number; reference: string }[] }
}

async function someBooking(page: Page) {
  const list = `{ bookings(first: 1, filter: { statuses: [CONFIRMED] }) { nodes { id version reference } } }`
  const [booking] = (await ask<Listed>(page, list)).bookings.nodes
  if (!booking) throw new Error('the demo hotel has no confirmed booking')
  return booking
}

const setNotes = (page: Page, { id, version }: { id: string; version: number }, notes: string) =>
  ask(
    page,
    `mutation { updateBooking(input: { id: "${id}", expectedVersion: ${version}, patch: { notes: "${notes}" } })
      { __typename } }`,
  )

test('Ben is told at once what Anna does, and Anna is not', async ({ signedInAs }) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  for (const page of [anna, ben]) {
    await expect(page.getByRole('status')).toHaveText('Live: changes appear at once')
  }
  const booking = await someBooking(anna)
  await setNotes(anna, booking, 'arrives late')

  const toast = (page: Page) => page.getByText(`Anna updated booking ${booking.reference}`)
  await expect(toast(ben)).toBeVisible()
  await ben.getByRole('button', { name: 'View changes' }).click()
  await expect(ben).toHaveURL(new RegExp(`booking=${booking.id}&tab=history`))
  await expect(toast(ben)).toBeHidden()
  await expect(toast(anna)).toBeHidden()
})

test('what happened while the server was away is told when it is back', async ({ signedInAs, server }) => {
  const ben = await signedInAs('Ben')
  const status = ben.getByRole('status')
  await expect(status).toHaveText('Live: changes appear at once')
  await server.kill()
  await expect(status).toHaveText('Connection lost. Trying again …')
  await server.restart()
  const anna = await signedInAs('Anna')
  const booking = await someBooking(anna)
  await setNotes(anna, booking, 'needs a cot')
  await expect(ben.getByText(`Anna updated booking ${booking.reference}`)).toBeVisible()
  await expect(status).toHaveText('Live: changes appear at once')
})
