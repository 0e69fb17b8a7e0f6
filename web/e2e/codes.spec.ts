import type { Page } from '@playwright/test'

import { ask, field, makeBooking, openBooking, saved } from './desk'
import { expect, test } from './fixtures'
import { makeGuest, openGuest, savedGuest } from './guests'
import { Hotel } from './hotel'

const IN = {
  en: { country: 'Country', save: 'Save', unlisted: 'is not in the list: choose one' },
  de: { country: 'Land', save: 'Speichern', unlisted: 'steht nicht in der Liste: bitte wählen' },
} as const

async function choose(page: Page, language: keyof typeof IN) {
  await page.evaluate((chosen) => localStorage.setItem('frontdesk-language', chosen), language)
}

/** What is typed, the code that it means, and how that is shown. */
const TYPED = {
  en: [
    ['Austria', 'AT', 'Austria · AT'],
    ['Deutschland', 'DE', 'Germany · DE'],
    ['gb', 'GB', 'United Kingdom · GB'],
  ],
  de: [
    ['Österreich', 'AT', 'Österreich · AT'],
    ['Germany', 'DE', 'Deutschland · DE'],
    ['oesterreich', 'AT', 'Österreich · AT'],
  ],
} as const

for (const language of ['en', 'de'] as const) {
  const words = IN[language]

  test(`a country is what its name says, in either language: ${language}`, async ({ signedInAs }) => {
    const ben = await signedInAs('Ben')
    await choose(ben, language)
    for (const [typed, code, shown] of TYPED[language]) {
      const guest = await makeGuest(ben, `Nora of ${typed}`)
      const dialog = await openGuest(ben, guest)
      const country = dialog.getByRole('combobox', { name: words.country })
      await country.click()
      await ben.keyboard.type(typed)
      await ben.keyboard.press('Tab')
      await expect(country).toHaveValue(shown)
      await dialog.getByRole('button', { name: words.save, exact: true }).click()
      await expect.poll(() => savedGuest(ben, guest, 'country'), typed).toBe(code)
      await expect(country).toHaveValue(shown)
    }
  })

  test(`what is no country is not saved, and none is none: ${language}`, async ({ signedInAs }) => {
    const ben = await signedInAs('Ben')
    await choose(ben, language)
    const guest = await makeGuest(ben, 'Otto Ort', ', country: "DE"')
    const dialog = await openGuest(ben, guest)
    const country = dialog.getByRole('combobox', { name: words.country })
    for (const typed of ['Atlantis', 'Austr']) {
      await country.fill(typed)
      await country.press('Tab')
      await expect(country).toHaveValue(typed)
      await expect(country).toHaveAccessibleDescription(words.unlisted)
      await dialog.getByRole('button', { name: words.save, exact: true }).click()
      await expect(dialog.getByRole('alert')).toBeVisible()
    }
    expect(await savedGuest(ben, guest, 'version')).toBe(1)
    await country.fill('')
    await country.press('Tab')
    await dialog.getByRole('button', { name: words.save, exact: true }).click()
    await expect.poll(() => savedGuest(ben, guest, 'country')).toBeNull()
  })
}

test('an e-mail address stays as it is typed', async ({ signedInAs }) => {
  const ben = await signedInAs('Ben')
  const guest = await makeGuest(ben, 'Uwe Umlaut')
  const dialog = await openGuest(ben, guest)
  await field(dialog, 'E-mail').pressSequentially('uwe@müller.example')
  await field(dialog, 'E-mail').press('Tab')
  await expect(field(dialog, 'E-mail')).toHaveValue('uwe@müller.example')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect.poll(() => savedGuest(ben, guest, 'email')).toBe('uwe@müller.example')
  await expect(field(dialog, 'E-mail')).toHaveValue('uwe@müller.example')
})

test('a currency is found by its name, and an amount has the decimals that the server gives it', async ({
  signedInAs,
  server,
}) => {
  const mara = await signedInAs('Mara')
  const room = await (await Hotel.open(server.url)).room('Münzzimmer')
  // No browser counts the francs so: the page has it from the server.
  await mara.route('**/graphql', async (route) => {
    const { operationName } = route.request().postDataJSON() as { operationName?: string }
    if (operationName !== 'Codes') return route.fallback()
    const response = await route.fetch()
    const answer = (await response.json()) as { data: { currencies: { code: string; decimals: number }[] } }
    for (const currency of answer.data.currencies) if (currency.code === 'CHF') currency.decimals = 0
    return route.fulfill({ response, json: answer })
  })
  await mara.goto(`/rooms?room=${room.id}`)
  const dialog = mara.getByRole('dialog', { name: 'Münzzimmer' })
  const currency = dialog.getByRole('combobox', { name: 'Currency' })
  await currency.click()
  await mara.keyboard.type('schweizer')
  await mara.keyboard.press('Enter')
  await expect(currency).toHaveValue('CHF')
  await field(dialog, 'Rate a night').fill('99.50')
  await field(dialog, 'Rate a night').press('Tab')
  await expect(field(dialog, 'Rate a night')).toHaveAccessibleDescription('has decimals, and CHF has none')
  await field(dialog, 'Rate a night').fill('99')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  const now = async () =>
    (await ask<{ room: unknown }>(mara, `{ room(id: "${room.id}") { nightlyRate currency } }`)).room
  await expect.poll(now).toEqual({ nightlyRate: '99.00', currency: 'CHF' })
})

test('the currency of a booking is one of the list, and never none', async ({ signedInAs }) => {
  const ben = await signedInAs('Ben')
  const booking = await makeBooking(ben)
  const dialog = await openBooking(ben, booking)
  const currency = dialog.getByRole('combobox', { name: 'Currency' })
  const save = () => dialog.getByRole('button', { name: 'Save', exact: true }).click()
  for (const [typed, why] of [
    ['Taler', 'is not in the list: choose one'],
    ['', 'is needed'],
  ] as const) {
    await currency.fill(typed)
    await currency.press('Tab')
    await save()
    await expect(currency).toHaveAccessibleDescription(why)
    await expect(currency).toHaveValue(typed)
  }
  expect(await saved(ben, booking, 'version')).toBe(1)
  await currency.fill('yen')
  await ben.getByRole('option', { name: 'JPY · Japanese Yen' }).click()
  await field(dialog, 'Price').fill('12000')
  await save()
  await expect.poll(() => saved(ben, booking, 'currency')).toBe('JPY')
  expect(await saved(ben, booking, 'totalPrice')).toBe('12000')
})
