import type { Page } from '@playwright/test'

import { barriers } from './barriers'
import { field, makeBooking, settled } from './desk'
import { expect, testApart as test } from './fixtures'
import { eachDialog, eachMenu, eachScreen, eachScreenOutside, type Language, speak, words } from './screens'
import { Server } from './server'
import { cutOff, sideways, tooSmall } from './sizes'

const SIZES = { phone: [390, 844], tablet: [1024, 768] } as const

for (const [name, [width, height]] of Object.entries(SIZES)) {
  for (const language of ['en', 'de'] as const) {
    test.describe(`${name}, ${language}`, () => {
      test.use({ viewport: { width, height }, hasTouch: true, isMobile: true, reducedMotion: 'reduce' })
      // Every screen is looked at, and each by axe.
      test.describe.configure({ timeout: 240_000 })

      test('a finger meets what it means on every screen', async ({ page, signedInAs }) => {
        await page.goto('/')
        await speak(page, language)
        const outside = judgeOf(page, language)
        await eachScreenOutside(page, outside.look)
        const mara = await comes(signedInAs, language)
        const inside = judgeOf(mara, language)
        await eachScreen(mara, inside.look)
        expect([...outside.found, ...inside.found]).toEqual([])
      })

      test('a finger meets what it means in a house that nobody has furnished', async ({ page }) => {
        const t = words(language)
        const server = await Server.empty('mara@example.com', 'Mara', 'a long password')
        try {
          await page.goto(server.url)
          await speak(page, language)
          await page.reload()
          await page.getByLabel(t('session.email')).fill('mara@example.com')
          await page.getByRole('textbox', { name: t('session.password') }).fill('a long password')
          await page.getByRole('button', { name: t('session.signIn'), exact: true }).click()
          await expect(page.getByRole('region', { name: t('first.title') })).toBeVisible()
          const { look, found } = judgeOf(page, language)
          await look('first day')
          expect(found).toEqual([])
        } finally {
          await page.close()
          await server.stop()
        }
      })

      test('a finger meets what it means in every dialog', async ({ signedInAs }) => {
        const mara = await comes(signedInAs, language)
        const { look, found } = judgeOf(mara, language)
        await eachDialog(mara, language, look)
        expect(found).toEqual([])
      })

      test('a finger meets what it means in whatever the bar opens', async ({ printed, signedInAs }) => {
        const mara = await comes(signedInAs, language)
        const { look, found } = judgeOf(mara, language)
        await eachMenu(mara, language, look)
        await waitsInTray(mara, language, () => printed.expect(/net::ERR_INTERNET_DISCONNECTED/))
        await look('tray')
        expect(found).toEqual([])
      })
    })
  }
}

/** Somebody of the house who sees all of it. */
async function comes(signedInAs: (name: 'Mara') => Promise<Page>, language: Language): Promise<Page> {
  const mara = await signedInAs('Mara')
  await speak(mara, language)
  return mara
}

function judgeOf(page: Page, language: Language) {
  const found: string[] = []
  const look = async (what: string) => {
    await settled(page)
    const wrong = [...(await tooSmall(page)), ...(await sideways(page)), ...(await cutOff(page))]
    // What axe finds is the same in every language, and on a screen that is as wide as others a story of its own.
    if (language === 'en' && page.viewportSize()?.width === SIZES.phone[0])
      wrong.push(...(await barriers(page)))
    found.push(...wrong.map((one) => `${what}: ${one}`))
  }
  return { look, found }
}

/** Opens the tray over a change that waits for the server. */
async function waitsInTray(page: Page, language: Language, expectAway: () => void): Promise<void> {
  const t = words(language)
  const booking = await makeBooking(page)
  await page.goto(`/bookings?booking=${booking.id}`)
  const dialog = page.getByRole('dialog')
  await field(dialog, t('booking.notes')).fill('waits')
  expectAway()
  await page.context().setOffline(true)
  await dialog.getByRole('button', { name: t('editing.save'), exact: true }).click()
  await expect(dialog).toBeHidden()
  await page
    .getByRole('banner')
    .getByRole('button', { name: t('outbox.tray') })
    .click()
  await expect(page.getByRole('dialog', { name: t('outbox.tray') })).toBeVisible()
}
