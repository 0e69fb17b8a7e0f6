import type { Locator, Page } from '@playwright/test'

import { ask, type Booking, field, makeBooking, openBooking, saved } from './desk'
import { expect, test } from './fixtures'
import { Hotel } from './hotel'

const LANGUAGES = {
  en: { name: 'English', price: 'Price', save: 'Save', arrival: 'Arrival', departure: 'Departure' },
  de: { name: 'Deutsch', price: 'Preis', save: 'Speichern', arrival: 'Anreise', departure: 'Abreise' },
} as const
type Language = keyof typeof LANGUAGES

/** Opens the booking in the page's German, or in its English. */
async function openIn(page: Page, booking: Booking, language: Language) {
  await page.evaluate((chosen) => localStorage.setItem('frontdesk-language', chosen), language)
  await page.goto(`/guests?booking=${booking.id}`)
  const dialog = page.getByRole('dialog', { name: new RegExp(`${booking.reference}$|${booking.reference} `) })
  await dialog.waitFor()
  return dialog
}

const save = (dialog: Locator, name = 'Save') => dialog.getByRole('button', { name, exact: true }).click()

const AMOUNTS: Record<Language, readonly (readonly [typed: string, shown: string, saved: string])[]> = {
  en: [
    ['1,234.50', '1234.50', '1234.50'],
    ['1.234,50', '1234.50', '1234.50'],
    ['1.250,00', '1250.00', '1250.00'],
    ['1,250', '1250', '1250.00'],
  ],
  de: [
    ['1.234,50', '1234,50', '1234.50'],
    ['1,234.50', '1234,50', '1234.50'],
    ['1.250,00', '1250,00', '1250.00'],
    ['1.250', '1250', '1250.00'],
  ],
}

for (const language of ['en', 'de'] as const) {
  const words = LANGUAGES[language]

  test(`an amount is saved as it was meant: ${words.name}`, async ({ signedInAs }) => {
    const ben = await signedInAs('Ben')
    for (const [typed, shown, amount] of AMOUNTS[language]) {
      const booking = await makeBooking(ben)
      const dialog = await openIn(ben, booking, language)
      await field(dialog, words.price).click()
      await field(dialog, words.price).fill('')
      await ben.keyboard.type(typed)
      // What it was read as is seen before it is saved.
      await ben.keyboard.press('Tab')
      await expect(field(dialog, words.price)).toHaveValue(shown)
      await save(dialog, words.save)
      await expect.poll(() => saved(ben, booking, 'totalPrice'), typed).toBe(amount)
    }
  })

  test(`an amount that can mean two is not saved: ${words.name}`, async ({ signedInAs }) => {
    const ben = await signedInAs('Ben')
    const booking = await makeBooking(ben)
    const dialog = await openIn(ben, booking, language)
    const [typed, other] = language === 'en' ? ['1.250', '1.25'] : ['1,250', '1,25']
    await field(dialog, words.price).fill(typed)
    await field(dialog, words.price).press('Enter')
    await expect(field(dialog, words.price)).toHaveAccessibleDescription(new RegExp(`1250 .* ${other}\\b`))
    await expect(dialog.getByRole('alert')).toBeVisible()
    await save(dialog, words.save)
    await expect(field(dialog, words.price)).toHaveValue(typed)
    expect(await saved(ben, booking, 'version')).toBe(1)
  })
}

test('the rate of a room is an amount too', async ({ signedInAs, server }) => {
  const mara = await signedInAs('Mara')
  const room = await (await Hotel.open(server.url)).room('Ratenzimmer')
  await mara.evaluate(() => localStorage.setItem('frontdesk-language', 'de'))
  await mara.goto(`/rooms?room=${room.id}`)
  const dialog = mara.getByRole('dialog', { name: 'Ratenzimmer' })
  await field(dialog, 'Preis je Nacht').fill('1.250,00')
  await save(dialog, 'Speichern')
  const rate = async () => {
    const { room: now } = await ask<{ room: { nightlyRate: string } }>(
      mara,
      `{ room(id: "${room.id}") { nightlyRate } }`,
    )
    return now.nightlyRate
  }
  await expect.poll(rate).toBe('1250.00')
  await field(dialog, 'Preis je Nacht').fill('')
  await save(dialog, 'Speichern')
  await expect(field(dialog, 'Preis je Nacht')).toHaveAccessibleDescription('fehlt')
  expect(await rate()).toBe('1250.00')
})

/** In the stay from 3 to 6 March 2031, a day typed in the field, what it shows then, and what is saved. */
const DAYS: Record<
  Language,
  readonly (readonly ['arrival' | 'departure', typed: string, shown: string, saved: string])[]
> = {
  en: [
    ['arrival', '1/3/2031', '01/03/2031', '2031-03-01'],
    ['arrival', '2 Mar 2031', '02/03/2031', '2031-03-02'],
    ['departure', '2031-03-09', '09/03/2031', '2031-03-09'],
    ['departure', '7/3', '07/03/2031', '2031-03-07'],
    ['departure', '9 Mar', '09/03/2031', '2031-03-09'],
  ],
  de: [
    ['arrival', '5.3.2031', '05.03.2031', '2031-03-05'],
    ['arrival', '1.3.31', '01.03.2031', '2031-03-01'],
    ['departure', '7.12.2031', '07.12.2031', '2031-12-07'],
    ['departure', '10.3.', '10.03.2031', '2031-03-10'],
    ['departure', '09032031', '09.03.2031', '2031-03-09'],
  ],
}
const UNREADABLE: Record<Language, readonly string[]> = {
  en: ['13/13/2031', '31 Feb', 'soon', '5.3'.padEnd(12, '9')],
  de: ['31.2.2031', '5.13.2031', 'bald', '5.3.203'],
}

for (const language of ['en', 'de'] as const) {
  const words = LANGUAGES[language]

  test(`a day is saved as it was meant: ${words.name}`, async ({ signedInAs }) => {
    test.slow()
    const ben = await signedInAs('Ben')
    for (const [end, typed, shown, day] of DAYS[language]) {
      const booking = await makeBooking(ben)
      const dialog = await openIn(ben, booking, language)
      await field(dialog, words[end]).click()
      await field(dialog, words[end]).fill('')
      await ben.keyboard.type(typed)
      await ben.keyboard.press('Tab')
      await expect(field(dialog, words[end])).toHaveValue(shown)
      await save(dialog, words.save)
      const name = end === 'arrival' ? 'checkIn' : 'checkOut'
      await expect.poll(() => saved(ben, booking, name), typed).toBe(day)
    }
  })

  test(`what is no day is not saved, and stays: ${words.name}`, async ({ signedInAs }) => {
    const ben = await signedInAs('Ben')
    const booking = await makeBooking(ben)
    const dialog = await openIn(ben, booking, language)
    const arrival = field(dialog, words.arrival)
    for (const typed of UNREADABLE[language]) {
      await arrival.fill(typed)
      await arrival.press('Enter')
      await expect(arrival).toHaveAccessibleDescription(/\d\d.\d\d.\d{4}/)
      await arrival.press('Control+Enter')
      await save(dialog, words.save)
      await expect(arrival).toHaveValue(typed)
      await expect(dialog.getByRole('alert')).toBeVisible()
    }
    expect(await saved(ben, booking, 'version')).toBe(1)
    // Also when the dialog is closed over it.
    await ben.keyboard.press('Escape')
    await expect(ben.getByRole('dialog', { name: /Discard|verwerfen/ })).toBeVisible()
  })
}

test('a new arrival behind the departure takes it along, and says so', async ({ signedInAs }) => {
  const ben = await signedInAs('Ben')
  const booking = await makeBooking(ben)
  const dialog = await openBooking(ben, booking)
  await field(dialog, 'Arrival').fill('10/03/2031')
  await field(dialog, 'Arrival').press('Tab')
  await expect(field(dialog, 'Departure')).toHaveValue('13/03/2031')
  await expect(dialog.getByText('3 nights · moved along with the arrival')).toBeVisible()
  await save(dialog)
  await expect.poll(() => saved(ben, booking, 'checkOut')).toBe('2031-03-13')
  await expect(dialog).toHaveCount(0)

  // The other way round it is refused, before it is saved.
  await openBooking(ben, booking)
  await field(dialog, 'Departure').fill('10/03/2031')
  await field(dialog, 'Departure').press('Tab')
  await expect(field(dialog, 'Departure')).toHaveAccessibleDescription('must be after the arrival')
  await save(dialog)
  await expect(dialog.getByRole('alert')).toBeVisible()
  expect(await saved(ben, booking, 'checkOut')).toBe('2031-03-13')
})

test('a day is picked from the calendar, with the dialog around it left open by Escape', async ({
  signedInAs,
}) => {
  const ben = await signedInAs('Ben')
  const booking = await makeBooking(ben)
  const dialog = await openBooking(ben, booking)
  await field(dialog, 'Departure').click()
  await ben.getByRole('button', { name: '9 March 2031', exact: true }).click()
  await expect(field(dialog, 'Departure')).toHaveValue('09/03/2031')
  await field(dialog, 'Departure').click()
  await expect(ben.getByRole('button', { name: '9 March 2031', exact: true })).toBeVisible()
  await ben.keyboard.press('Escape')
  await expect(ben.getByRole('button', { name: '9 March 2031', exact: true })).toBeHidden()
  await expect(dialog).toBeVisible()
  await save(dialog)
  await expect.poll(() => saved(ben, booking, 'checkOut')).toBe('2031-03-09')
})

test('a count is whole and typed in digits', async ({ signedInAs }) => {
  const ben = await signedInAs('Ben')
  const booking = await makeBooking(ben)
  const dialog = await openBooking(ben, booking)
  const adults = field(dialog, 'Adults')
  for (const typed of ['2.5', '1e2', '-1', '101']) {
    await adults.click()
    await adults.fill('')
    await ben.keyboard.type(typed)
    await save(dialog)
    await expect(adults).toHaveValue(typed)
    await expect(adults).toHaveAccessibleDescription('must be a whole number from 1 to 100')
  }
  expect(await saved(ben, booking, 'version')).toBe(1)
  await adults.fill('3')
  await adults.press('ArrowUp')
  await expect(adults).toHaveValue('4')
  await save(dialog)
  await ben.getByRole('button', { name: 'Save anyway' }).click()
  await expect.poll(() => saved(ben, booking, 'adults')).toBe(4)
})

test('the room that is shown is the one that is saved; what names none is not saved', async ({
  signedInAs,
  server,
}) => {
  const ben = await signedInAs('Ben')
  const hotel = await Hotel.open(server.url)
  const south = await hotel.room('Salon Süd')
  await hotel.room('Salon Südwest')
  const booking = await makeBooking(ben)
  const dialog = await openBooking(ben, booking)
  const room = dialog.getByRole('combobox', { name: 'Room' })
  await expect(room).toHaveValue(/^101/)
  for (const typed of ['Salon', 'Nowhere']) {
    await room.fill(typed)
    await room.press('Tab')
    await expect(room).toHaveValue(typed)
    await expect(room).toHaveAccessibleDescription('is not in the list: choose one')
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(dialog.getByRole('alert')).toBeVisible()
  }
  expect(await saved(ben, booking, 'version')).toBe(1)

  // A whole name is enough, also where it is a part of another; and so is what only one has.
  await room.fill('salon sud')
  await room.press('Tab')
  await expect(room).toHaveValue('Salon Süd · Story')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect.poll(() => saved(ben, booking, 'roomId')).toBe(south.id)
  await openBooking(ben, booking)
  await room.fill('südw')
  await room.press('Enter')
  await expect(room).toHaveValue('Salon Südwest · Story')
})
