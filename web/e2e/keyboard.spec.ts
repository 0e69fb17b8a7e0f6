import type { Page } from '@playwright/test'

import { field, makeBooking, openBooking } from './desk'
import { expect } from './fixtures'
import { makeGuest } from './guests'
import { bar, plan, show, test } from './plan'

const dialogs = (page: Page) => page.getByRole('dialog')
const named = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name })

/** Tab goes through all of a dialog and comes back to where it began, without ever leaving it. */
async function walk(page: Page): Promise<string[]> {
  const here = () =>
    page.evaluate(() => {
      const at = document.activeElement
      const marked = window as Window & { walked?: (Element | null)[] }
      const walked = (marked.walked ??= [])
      const again = walked.includes(at)
      if (!again) walked.push(at)
      const inside = at?.closest('[role=dialog]') !== null && at !== document.body
      return { again, inside, what: at?.getAttribute('aria-label') ?? at?.textContent ?? '' }
    })
  await page.evaluate(() => delete (window as Window & { walked?: unknown }).walked)
  const passed: string[] = []
  for (;;) {
    const { again, inside, what } = await here()
    expect(inside, `${what} is in the dialog`).toBe(true)
    if (again) return passed
    passed.push(what)
    await page.keyboard.press('Tab')
  }
}

test('a dialog opens on its first field, and gives the keyboard back to where it came from', async ({
  hotel,
  signedInAs,
}) => {
  const booking = await hotel.booking(await hotel.room('Back 1'), 0, 3)
  const mara = await signedInAs('Mara')
  await show(mara, 'Back')
  await expect(bar(mara, booking.reference)).toBeVisible()
  await plan(mara).focus()
  await mara.keyboard.press('ArrowDown')
  await mara.keyboard.press('Enter')
  const form = named(mara, `Booking ${booking.reference}`)
  await expect(form.getByRole('combobox', { name: 'Guest' })).toBeFocused()
  await expect(mara.getByRole('listbox'), 'nothing that nobody asked for lies over it').toHaveCount(0)
  await walk(mara)
  // Who comes to the field by Tab is shown its list, which is what Escape closes first.
  await mara.keyboard.press('Escape')
  await expect(mara.getByRole('listbox')).toHaveCount(0)
  await mara.keyboard.press('Escape')
  await expect(dialogs(mara)).toHaveCount(0)
  await expect(bar(mara, booking.reference)).toBeFocused()

  for (const [screen, noun] of [
    ['Guests', 'guest'],
    ['Rooms', 'room'],
  ] as const) {
    await mara.getByRole('link', { name: screen, exact: true }).press('Enter')
    const link = mara.getByRole('row').getByRole('link').first()
    await link.press('Enter')
    await expect(dialogs(mara).getByRole('textbox', { name: 'Name', exact: true })).toBeFocused()
    await walk(mara)
    await mara.keyboard.press('Escape')
    await expect(dialogs(mara)).toHaveCount(0)
    await expect(link).toBeFocused()
    const begin = mara.getByRole('button', { name: `New ${noun}` })
    await begin.press('Enter')
    await expect(dialogs(mara).getByRole('textbox', { name: 'Name', exact: true })).toBeFocused()
    await walk(mara)
    await mara.keyboard.press('Escape')
    await expect(dialogs(mara)).toHaveCount(0)
    await expect(begin).toBeFocused()
  }
})

test('a dialog that the address opened gives the keyboard to the row it was about', async ({
  signedInAs,
}) => {
  const anna = await signedInAs('Anna')
  const guest = await makeGuest(anna, 'Aaron Addressed')
  await anna.goto(`/guests?guest=${guest.id}`)
  const form = named(anna, guest.name)
  await expect(field(form, 'Name')).toBeFocused()
  await anna.keyboard.press('Escape')
  await expect(dialogs(anna)).toHaveCount(0)
  await expect(anna.getByRole('link', { name: guest.name })).toBeFocused()
})

test('who has only opened a booking is not said to edit it', async ({ signedInAs }) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const booking = await makeBooking(anna)
  const annas = await openBooking(anna, booking)
  const bens = await openBooking(ben, booking)
  await expect(bens.getByRole('combobox', { name: 'Guest' })).toBeFocused()
  await expect(annas.getByRole('img', { name: 'Ben is looking at this booking' })).toBeVisible()
  await ben.keyboard.type('w')
  await expect(annas.getByRole('img', { name: 'Ben is editing the guest' }).first()).toBeVisible()
})

test('Escape closes what is on top: the calendar, the list, the question, and then the dialog', async ({
  signedInAs,
}) => {
  const mara = await signedInAs('Mara')
  const booking = await makeBooking(mara)
  const form = await openBooking(mara, booking)
  const [calendar, options] = [mara.locator('[data-dates-dropdown]'), mara.getByRole('listbox')]
  await field(form, 'Arrival').press('Tab')
  await expect(field(form, 'Departure')).toBeFocused()
  await expect(calendar).toBeVisible()
  await mara.keyboard.press('Escape')
  await expect(calendar).toBeHidden()
  await expect(form).toBeVisible()

  for (const name of ['Guest', 'Room', 'Currency']) {
    await form.getByRole('combobox', { name }).press('ArrowDown')
    await expect(options).toBeVisible()
    await mara.keyboard.press('Escape')
    await expect(options).toBeHidden()
    await expect(form).toBeVisible()
  }
  const remove = form.getByRole('button', { name: 'Delete' })
  await remove.press('Enter')
  await expect(named(mara, /^Delete/).getByRole('button', { name: 'Cancel' })).toBeFocused()
  await walk(mara)
  await mara.keyboard.press('Escape')
  await expect(dialogs(mara)).toHaveCount(1)
  await expect(remove).toBeFocused()

  await mara.keyboard.press('Control+k')
  await expect(named(mara, 'Find').getByRole('combobox')).toBeFocused()
  await mara.keyboard.press('Escape')
  await expect(dialogs(mara)).toHaveCount(1)
  await expect(remove).toBeFocused()

  await mara.keyboard.press('?')
  await expect(named(mara, 'Keyboard shortcuts')).toBeVisible()
  await mara.keyboard.press('Escape')
  await expect(dialogs(mara)).toHaveCount(1)
  await mara.keyboard.press('Escape')
  await expect(dialogs(mara)).toHaveCount(0)
})

test('the question mark tells what the keyboard can do, but not where it is typed', async ({
  signedInAs,
}) => {
  const anna = await signedInAs('Anna')
  const sheet = named(anna, 'Keyboard shortcuts')
  await anna.getByRole('textbox', { name: 'Find room' }).press('?')
  await expect(anna.getByRole('textbox', { name: 'Find room' })).toHaveValue('?')
  await expect(sheet).toHaveCount(0)
  await plan(anna).focus()
  await anna.keyboard.press('?')
  await expect(sheet).toContainText('Go from booking to booking')
  await anna.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
  await expect(plan(anna)).toBeFocused()
  await anna.getByRole('button', { name: 'Anna', exact: true }).click()
  await anna.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click()
  await expect(sheet).toBeVisible()
})

test('the first Tab leads past the bar', async ({ signedInAs }) => {
  const anna = await signedInAs('Anna')
  await anna.reload()
  await expect(anna.getByRole('heading', { name: 'Room plan' })).toBeVisible()
  await anna.keyboard.press('Tab')
  const skip = anna.getByRole('link', { name: 'Skip to the content' })
  await expect(skip).toBeFocused()
  await expect(skip).toBeInViewport({ ratio: 1 })
  await anna.keyboard.press('Enter')
  await expect(anna.getByRole('main')).toBeFocused()
  await anna.keyboard.press('Tab')
  await expect(anna.getByRole('link', { name: 'Print lists' })).toBeFocused()
})
