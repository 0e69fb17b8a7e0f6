import type { Page } from '@playwright/test'

import { ask } from './desk'

export interface Guest {
  id: string
  name: string
}

/** A guest of this story's own. */
export async function makeGuest(page: Page, name: string, fields = ''): Promise<Guest> {
  const { createGuest } = await ask<{ createGuest: { guest: Guest } }>(
    page,
    `mutation { createGuest(input: { name: "${name}" ${fields} }) { ... on GuestSaved { guest { id name } } } }`,
  )
  return createGuest.guest
}

/** Changes a guest on their newest version, as another program would: `phone: "1"`. */
export async function changeGuest(page: Page, { id }: Guest, patch: string): Promise<void> {
  const { guest } = await ask<{ guest: { version: number } }>(page, `{ guest(id: "${id}") { version } }`)
  await ask(
    page,
    `mutation { updateGuest(input: { id: "${id}", expectedVersion: ${guest.version}, patch: { ${patch} } })
      { __typename } }`,
  )
}

/** One field of a guest as the server has it. */
export async function savedGuest(page: Page, { id }: Guest, name: string): Promise<unknown> {
  const { guest } = await ask<{ guest: Record<string, unknown> | null }>(
    page,
    `{ guest(id: "${id}") { ${name} } }`,
  )
  return guest?.[name]
}

/** Opens the guest's dialog, and answers it. */
export async function openGuest(page: Page, { id, name }: Guest) {
  await page.goto(`/guests?guest=${id}`)
  const dialog = page.getByRole('dialog', { name, exact: true })
  await dialog.waitFor()
  return dialog
}
