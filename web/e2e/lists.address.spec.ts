import type { Page } from '@playwright/test'

import { expect } from './fixtures'
import type { Hotel } from './hotel'
import { test } from './plan'

const table = (page: Page, name = 'Bookings') => page.getByRole('table', { name, exact: true })
const rows = (page: Page, name?: string) => table(page, name).getByRole('row')
const search = (page: Page) => page.getByRole('searchbox')
const head = (page: Page, name: string) => table(page).getByRole('columnheader', { name })
const chip = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^${name}`) })

/** Three stays whose notes have one word: by price, by guest and by room in three different orders. */
async function three(hotel: Hotel, word: string) {
  const [one, two, three] = [
    await hotel.room(`${word} 10`),
    await hotel.room(`${word} 9`),
    await hotel.room(`${word} 1`),
  ]
  const notes = word
  return [
    await hotel.booking(one, 40, 42, { notes, totalPrice: '99.50' }),
    await hotel.booking(two, 41, 43, { notes, totalPrice: '100' }),
    await hotel.booking(three, 42, 44, { notes, totalPrice: '20' }),
  ].map(({ reference }) => reference)
}

async function references(page: Page): Promise<string[]> {
  const cells = await rows(page).getByRole('link').allTextContents()
  return cells.filter((text) => text.startsWith('B-'))
}

test('columns sort the list, by mouse and by keyboard, and say so', async ({ hotel, signedInAs }) => {
  const [one, two, three3] = await three(hotel, 'sortable')
  const anna = await signedInAs('Anna')
  await anna.goto('/bookings?q=sortable')
  await expect.poll(() => references(anna)).toEqual([one, two, three3])
  await expect(head(anna, 'Arrival')).toHaveAttribute('aria-sort', 'ascending')
  await expect(head(anna, 'Price')).toHaveAttribute('aria-sort', 'none')
  await expect(anna.getByText('3 in the list')).toBeVisible()

  await head(anna, 'Price').getByRole('button').click()
  await expect.poll(() => references(anna)).toEqual([three3, one, two])
  await expect(head(anna, 'Price')).toHaveAttribute('aria-sort', 'ascending')
  await anna.keyboard.press('Enter')
  await expect.poll(() => references(anna)).toEqual([two, one, three3])
  await expect(head(anna, 'Price')).toHaveAttribute('aria-sort', 'descending')
  await expect(head(anna, 'Price').getByRole('button')).toBeFocused()

  await head(anna, 'Room').getByRole('button').click()
  await expect.poll(() => references(anna)).toEqual([three3, two, one])
  await anna.goBack()
  await expect.poll(() => references(anna)).toEqual([two, one, three3])
  await anna.reload()
  await expect.poll(() => references(anna)).toEqual([two, one, three3])
})

test('a link to a list shows the same list to a colleague, and the way back leads through it', async ({
  hotel,
  signedInAs,
}) => {
  const own = await hotel.room('Linked')
  // Who comes first leaves last.
  const made: string[] = []
  for (let day = 0; day < 27; day++) {
    const stay = { status: 'INQUIRY', notes: 'linked list' } as const
    made.push((await hotel.booking(own, 60 + day, 130 - day, stay)).reference)
  }
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  await anna.getByRole('link', { name: 'Bookings', exact: true }).click()
  await search(anna).fill('linked list')
  await expect(anna.getByText('27 in the list')).toBeVisible()
  await head(anna, 'Departure').getByRole('button').click()
  await anna.getByRole('button', { name: 'Next' }).click()
  await expect(rows(anna)).toHaveCount(1 + 2)
  const last = await references(anna)
  expect(last).toEqual([made[1], made[0]])

  await ben.goto(anna.url())
  await expect.poll(() => references(ben)).toEqual(last)
  await expect(search(ben)).toHaveValue('linked list')
  await expect(ben.getByText('27 in the list')).toBeVisible()
  await ben.getByRole('button', { name: 'Previous' }).click()
  await expect(rows(ben)).toHaveCount(1 + 25)

  // A booking is opened over the list, which is still there when it is closed.
  await rows(anna)
    .getByRole('link', { name: last[0] ?? '' })
    .click()
  const dialog = anna.getByRole('dialog', { name: `Booking ${last[0]}` })
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect.poll(() => references(anna)).toEqual(last)
  await anna.goBack()
  await anna.goBack()
  await anna.goBack()
  await expect(rows(anna)).toHaveCount(1 + 25)
  await expect(search(anna)).toHaveValue('linked list')
})

test('what an address says and nobody can read is said, and no other list is shown', async ({
  signedInAs,
  printed,
}) => {
  const anna = await signedInAs('Anna')
  printed.expect(/400|Bad Request/)
  for (const part of [
    'sort=size',
    'since=2026-02-30',
    'status=CONFIRMED,LOST',
    'show=everything',
    'after=abcdef',
  ]) {
    await anna.goto(`/bookings?${part}`)
    const note = anna.getByRole('alert').filter({ hasText: part })
    await expect(note, part).toBeVisible()
    await expect(table(anna)).toBeHidden()
    await note.getByRole('button', { name: 'Show the list without it' }).click()
    await expect(table(anna)).toBeVisible()
    await expect(note).toBeHidden()
  }
  await anna.goto('/guests?sort=-size')
  await expect(anna.getByRole('alert').filter({ hasText: 'sort=-size' })).toBeVisible()
})

test('chips tell who is due today, while it changes', async ({ hotel, signedInAs }) => {
  const own = async (name: string) => hotel.room(`Chip ${name}`)
  const anna = await signedInAs('Anna')
  await anna.goto('/bookings')
  const count = async (name: string) => {
    await expect(chip(anna, name)).toHaveText(/\d+$/)
    return Number(/\d+$/.exec((await chip(anna, name).textContent()) ?? '')?.[0])
  }
  const before = { arriving: await count('Arriving'), inHouse: await count('In house') }
  const due = await hotel.booking(await own('due'), 0, 2, { notes: 'chip story' })
  await hotel.booking(await own('later'), 1, 2, { notes: 'chip story' })
  const asked = await hotel.booking(await own('asked'), 3, 4, { status: 'INQUIRY', notes: 'chip story' })
  await expect(chip(anna, 'Arriving today')).toHaveText(`Arriving today${before.arriving + 1}`)

  await search(anna).fill('chip story')
  await expect(rows(anna)).toHaveCount(1 + 3)
  await chip(anna, 'Arriving today').click()
  await expect(chip(anna, 'Arriving today')).toHaveAttribute('aria-pressed', 'true')
  await expect.poll(() => references(anna)).toEqual([due.reference])
  await chip(anna, 'Unconfirmed').click()
  await expect.poll(() => references(anna)).toEqual([asked.reference])
  await anna.goBack()
  await expect.poll(() => references(anna)).toEqual([due.reference])

  // The guest comes: nobody has to look again.
  await hotel.move(due, { status: 'CHECKED_IN' })
  await expect(anna.getByText('Nothing found')).toBeVisible()
  await expect(chip(anna, 'Arriving today')).toHaveText(`Arriving today${before.arriving}`)
  await expect(chip(anna, 'In house')).toHaveText(`In house${before.inHouse + 1}`)
  await chip(anna, 'In house').click()
  await expect.poll(() => references(anna)).toEqual([due.reference])
  // Another filter takes the place of the chip.
  await anna.getByRole('combobox', { name: 'Status' }).click()
  await anna.getByRole('option', { name: 'Confirmed' }).click()
  await expect(chip(anna, 'In house')).toHaveAttribute('aria-pressed', 'false')
  await expect(rows(anna)).toHaveCount(1 + 1)
})

test('guests and rooms are sorted and counted the same way', async ({ hotel, signedInAs }) => {
  for (const name of ['Sorted Alma', 'Sorted Bela']) {
    await hotel.ask('mutation ($name: String!) { createGuest(input: { name: $name }) { __typename } }', {
      name,
    })
  }
  await hotel.room('Sorted 10', { nightlyRate: '20' })
  await hotel.room('Sorted 9', { nightlyRate: '100' })
  const anna = await signedInAs('Anna')
  await anna.goto('/guests?q=sorted&sort=-name')
  await expect(rows(anna, 'Guests').getByRole('link')).toHaveText(['Sorted Bela', 'Sorted Alma'])
  await expect(anna.getByText('2 in the list')).toBeVisible()
  await table(anna, 'Guests').getByRole('button', { name: 'Name' }).click()
  await expect(rows(anna, 'Guests').getByRole('link')).toHaveText(['Sorted Alma', 'Sorted Bela'])

  await anna.goto('/rooms?q=sorted')
  await expect(rows(anna, 'Rooms').getByRole('link')).toHaveText(['Sorted 9', 'Sorted 10'])
  await table(anna, 'Rooms').getByRole('button', { name: 'Rate' }).click()
  await expect(rows(anna, 'Rooms').getByRole('link')).toHaveText(['Sorted 10', 'Sorted 9'])
  await anna.goBack()
  await expect(rows(anna, 'Rooms').getByRole('link')).toHaveText(['Sorted 9', 'Sorted 10'])
})
