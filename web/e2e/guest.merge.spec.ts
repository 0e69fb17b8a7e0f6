import type { Page } from '@playwright/test'

import { ask, field } from './desk'
import { expect, test } from './fixtures'
import { changeGuest, type Guest, makeGuest, openGuest, savedGuest } from './guests'

/** Two entries for one person, with one booking each. */
async function twins(page: Page, name: string): Promise<[Guest, Guest]> {
  const email = `, email: "${name.toLowerCase().replaceAll(' ', '.')}@twins.example"`
  const kept = await makeGuest(page, name, `${email}, phone: "1", notes: "quiet room"`)
  const other = await makeGuest(page, `${name} jr`, `${email}, phone: "2", notes: "vegan", country: "PL"`)
  const { rooms } = await ask<{ rooms: { nodes: { id: string }[] } }>(
    page,
    '{ rooms(first: 1) { nodes { id } } }',
  )
  for (const { id } of [kept, other]) {
    await ask(
      page,
      `mutation { createBooking(input: { guestId: "${id}", roomId: "${rooms.nodes[0]?.id ?? ''}", status: INQUIRY,
        checkIn: "2036-02-01", checkOut: "2036-02-02" }) { __typename } }`,
    )
  }
  return [kept, other]
}

async function bookingsOf(page: Page, { id }: Guest): Promise<number> {
  const { bookings } = await ask<{ bookings: { nodes: unknown[] } }>(
    page,
    `{ bookings(filter: { guestIds: ["${id}"] }) { nodes { id } } }`,
  )
  return bookings.nodes.length
}

/** Opens the guest, and from there the question which values stay. */
async function beginMerge(page: Page, kept: Guest, other: Guest) {
  const dialog = await openGuest(page, kept)
  const same = dialog.getByRole('region', { name: 'Possibly the same guest' })
  await expect(same).toContainText('same e-mail')
  await same.getByRole('button', { name: `Merge … ${other.name}` }).click()
  return page.getByRole('dialog', { name: `Merge ${other.name} into ${kept.name}` })
}

test('two entries for one person become one, field by field', async ({ signedInAs }) => {
  const anna = await signedInAs('Anna')
  const [kept, other] = await twins(anna, 'Zita Zwill')
  const question = await beginMerge(anna, kept, other)
  await expect(question).toContainText('This cannot be undone')
  const phone = question.getByRole('radiogroup', { name: 'Telephone' })
  await expect(phone.getByRole('radio', { name: 'Of the open guest' })).toBeChecked()
  await phone.getByRole('radio', { name: 'Of the other guest' }).click()
  await expect(question.getByRole('radiogroup', { name: 'E-mail' })).toBeHidden()
  await question.getByRole('button', { name: 'Merge', exact: true }).click()
  await expect(question).toBeHidden()
  await expect(anna.getByText('Zita Zwill has 1 more booking now.')).toBeVisible()

  expect(await savedGuest(anna, kept, 'phone')).toBe('2')
  expect(await savedGuest(anna, kept, 'name')).toBe('Zita Zwill')
  expect(await savedGuest(anna, kept, 'notes')).toBe('quiet room\n\nvegan')
  expect(await savedGuest(anna, kept, 'country')).toBe('PL')
  expect(await savedGuest(anna, other, 'name')).toBeUndefined()
  expect(await bookingsOf(anna, kept)).toBe(2)
  const dialog = anna.getByRole('dialog', { name: 'Zita Zwill', exact: true })
  await expect(dialog.getByRole('region', { name: 'Possibly the same guest' })).toBeHidden()
  await expect(field(dialog, 'Telephone')).toHaveValue('2')
})

test('who has the other open is told by whom they were merged, and keeps what was typed', async ({
  signedInAs,
}) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const [kept, other] = await twins(anna, 'Olga Offen')
  const open = await openGuest(ben, other)
  await field(open, 'Notes').fill('half ty')
  const question = await beginMerge(anna, kept, other)
  await question.getByRole('button', { name: 'Merge', exact: true }).click()
  await expect(question).toBeHidden()

  await expect(open).toContainText('Anna merged this guest into Olga Offen.')
  await expect(field(open, 'Notes')).toHaveValue('half ty')
  await open.getByRole('link', { name: 'Open Olga Offen' }).click()
  await expect(ben.getByRole('dialog', { name: 'Olga Offen', exact: true })).toBeVisible()
})

test('what somebody changes meanwhile is shown before anything is merged', async ({ signedInAs }) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const [kept, other] = await twins(anna, 'Karl Konflikt')
  const question = await beginMerge(anna, kept, other)
  const phone = question.getByRole('radiogroup', { name: 'Telephone' })
  await phone.getByRole('radio', { name: 'Of the other guest' }).click()
  await changeGuest(ben, other, 'phone: "3"')
  const merge = question.getByRole('button', { name: 'Merge', exact: true })
  await merge.click()
  await expect(question.getByRole('alert')).toContainText('Karl Konflikt jr was changed meanwhile')
  expect(await savedGuest(anna, other, 'phone')).toBe('3')
  expect(await bookingsOf(anna, other)).toBe(1)
  await expect(question).toContainText('changed again')
  await expect(merge).toBeDisabled()
  await phone.getByRole('radio', { name: 'Of the other guest' }).click()
  await merge.click()
  await expect(question).toBeHidden()
  await expect.poll(() => savedGuest(anna, kept, 'phone')).toBe('3')
  expect(await bookingsOf(anna, kept)).toBe(2)

  // And of the guest who stays, whose form is open below.
  const [stays, goes] = await twins(anna, 'Lena Laut')
  const again = await beginMerge(anna, stays, goes)
  await changeGuest(ben, stays, 'notes: "corner room"')
  await again.getByRole('button', { name: 'Merge', exact: true }).click()
  await expect(again.getByRole('alert')).toContainText('Lena Laut was changed meanwhile')
  await again.getByRole('radiogroup', { name: 'Notes' }).getByRole('radio', { name: 'Both' }).click()
  await again.getByRole('button', { name: 'Merge', exact: true }).click()
  await expect.poll(() => savedGuest(anna, stays, 'notes')).toBe('corner room\n\nvegan')
})

test('a viewer sees who may be the same, and merges nobody', async ({ signedInAs }) => {
  const [anna, vera] = [await signedInAs('Anna'), await signedInAs('Vera')]
  const [kept] = await twins(anna, 'Vera Viel')
  const dialog = await openGuest(vera, kept)
  const same = dialog.getByRole('region', { name: 'Possibly the same guest' })
  await expect(same.getByRole('link', { name: /^Vera Viel jr/ })).toBeVisible()
  await expect(same.getByRole('button')).toHaveCount(0)
  await dialog.getByRole('tab', { name: 'Stays' }).click()
  await expect(dialog.getByRole('table', { name: 'Stays' }).getByRole('row')).toHaveCount(2)
  await expect(dialog.getByRole('button', { name: 'Book again' })).toHaveCount(0)
})
