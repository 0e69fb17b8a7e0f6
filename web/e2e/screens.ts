import type { Page } from '@playwright/test'

import { de } from '@/i18n/de'
import { en } from '@/i18n/en'
import { filled } from '@/i18n/filled'

import { ask, field, makeBooking } from './desk'
import { expect } from './fixtures'
import { makeGuest } from './guests'

const TEXTS = { en, de }
export type Language = keyof typeof TEXTS
/** Is called at each screen, and at whatever opens on it. */
type Look = (what: string) => Promise<void>

/** Reads the page's own texts, whatever the language. */
export const words =
  (language: Language) =>
  (key: keyof typeof en, holes = {}) =>
    filled(TEXTS[language][key], holes)

/** Whoever comes from now on reads this language. */
export async function speak(page: Page, language: Language): Promise<void> {
  await page.evaluate((chosen) => localStorage.setItem('frontdesk-language', chosen), language)
}

async function go(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.waitForLoadState('networkidle')
}

/** What is before the sign-in. */
export async function eachScreenOutside(page: Page, look: Look): Promise<void> {
  await page.goto('/')
  await expect(page.getByRole('textbox').first()).toBeVisible()
  await look('sign-in')
  await page.goto('/invitation#none')
  await expect(page.getByRole('textbox').first()).toBeVisible()
  await look('invitation')
}

/** Every screen there is: for a manager, who sees them all. */
export async function eachScreen(page: Page, look: Look): Promise<void> {
  const deleted = await makeBooking(page)
  await ask(
    page,
    `mutation { deleteBooking(input: { id: "${deleted.id}", expectedVersion: ${deleted.version} }) { __typename } }`,
  )
  for (const address of [
    '/',
    '/bookings',
    '/bookings?sort=size',
    '/bookings/deleted',
    '/guests',
    '/rooms',
    '/staff',
    '/settings',
    '/activity',
    '/account',
    '/paper/arrivals',
    '/paper/in-house',
    '/paper/cards',
    '/nowhere',
  ]) {
    await go(page, address)
    await look(address)
  }
}

/** Whatever dialog a row has, with what opens over it. */
export async function eachDialog(page: Page, language: Language, look: Look): Promise<void> {
  const t = words(language)
  const booking = await makeBooking(page, ', notes: "for each dialog"')
  // Of their own in a house that other stories look at, too.
  const mark = crypto.randomUUID().slice(0, 8)
  const twin = await makeGuest(page, `Twin ${mark}`, `, email: "${mark}@twins.example"`)
  const guest = await makeGuest(page, `Twin ${mark} jr`, `, email: "${mark}@twins.example"`)
  const { rooms } = await ask<{ rooms: { nodes: { id: string }[] } }>(
    page,
    '{ rooms(first: 1) { nodes { id } } }',
  )
  const dialog = page.getByRole('dialog').last()
  const open = async (address: string) => {
    await go(page, address)
    await expect(dialog).toBeVisible()
    await page.waitForLoadState('networkidle')
  }
  for (const address of [
    `/bookings?booking=${booking.id}&tab=guest`,
    `/bookings?booking=${booking.id}&tab=history`,
    '/bookings?new=',
    '/guests?guest=new',
    `/rooms?room=${rooms.nodes[0]?.id ?? ''}`,
    '/rooms?room=new',
    '/rooms?room=several',
  ]) {
    await open(address)
    await look(address)
  }
  await open(`/guests?guest=${guest.id}`)
  await expect(dialog.getByRole('region', { name: t('guest.duplicates') })).toBeVisible()
  await look('a guest')
  await dialog.getByRole('button', { name: `${t('guest.merge')} ${twin.name}` }).click()
  await expect(page.getByRole('dialog', { name: new RegExp(`^${twin.name}|${twin.name} `) })).toHaveCount(2)
  await look('merge')

  await open(`/bookings?booking=${booking.id}`)
  await look('a booking')
  await field(dialog, t('booking.checkIn')).click()
  await expect(page.locator('[data-dates-dropdown]')).toBeVisible()
  await look('calendar')
  await page.keyboard.press('Escape')
  await dialog.getByRole('combobox', { name: t('booking.roomId') }).click()
  await expect(page.getByRole('option').first()).toBeVisible()
  await look('list of rooms')
  await page.keyboard.press('Escape')
  await dialog.getByRole('button', { name: t('editing.delete'), exact: true }).click()
  const what = t('booking.what', { reference: booking.reference })
  await expect(page.getByRole('dialog', { name: t('editing.delete.title', { what }) })).toBeVisible()
  await look('question')
}

/** What the bar opens, and what the screens of a manager do. */
export async function eachMenu(page: Page, language: Language, look: Look): Promise<void> {
  const t = words(language)
  const bar = page.getByRole('banner')
  await go(page, '/')
  const menus = await bar.locator('[aria-haspopup]').all()
  for (const menu of menus) {
    await menu.click()
    await expect(page.getByRole('menuitem').or(page.getByRole('dialog')).first()).toBeVisible()
    await look((await menu.getAttribute('aria-label')) ?? (await menu.innerText()))
    await page.keyboard.press('Escape')
    await expect(page.getByRole('menuitem').or(page.getByRole('dialog'))).toHaveCount(0)
  }
  await bar.getByRole('button', { name: t('find.open') }).click()
  await page.getByRole('dialog').getByRole('combobox').fill('1')
  await expect(page.getByRole('option').first()).toBeVisible()
  await look('finder')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.locator('body').press('?')
  await expect(page.getByRole('dialog', { name: t('keys.title') })).toBeVisible()
  await look('keys')
  await go(page, '/staff')
  await page.getByRole('button', { name: t('staff.edit.of', { name: 'Vera' }) }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await look('somebody of the staff')
}
