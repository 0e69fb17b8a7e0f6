import type { Page } from '@playwright/test'

import { barriers } from './barriers'
import { ask, change, field, makeBooking, openBooking } from './desk'
import { expect } from './fixtures'
import { isLost, tray } from './outage'
import { makeGuest, openGuest } from './guests'
import { bar, drag, show, test } from './plan'
import { book, close, question } from './waiting'

async function aRoom(page: Page): Promise<string> {
  const { rooms } = await ask<{ rooms: { nodes: { id: string }[] } }>(
    page,
    '{ rooms(first: 1) { nodes { id } } }',
  )
  return rooms.nodes[0]?.id ?? ''
}

/** Looks at dialogs as they open, and notes what it finds. */
function judgeOf(page: Page) {
  const found: string[] = []
  const judge = async (name: string | RegExp) => {
    const dialog = page.getByRole('dialog', { name })
    await expect(dialog).toBeVisible()
    for (const barrier of await barriers(page)) found.push(`${String(name)}: ${barrier}`)
    return dialog
  }
  return { judge, found }
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme, reducedMotion: 'reduce' })
    // The examination of a page takes seconds where something else runs.
    test.describe.configure({ timeout: 180_000 })

    test('nothing keeps anybody from signing in', async ({ page }) => {
      await page.goto('/')
      await expect(page.getByRole('button', { name: 'Anna', exact: true })).toBeVisible()
      expect(await barriers(page)).toEqual([])
    })

    test('nothing keeps anybody from using the screens', async ({ signedInAs }) => {
      const page = await signedInAs('Mara')
      const found: Record<string, string[]> = {}
      for (const [screen, heading] of [
        ['Room plan', 'Room plan'],
        ['Bookings', 'Bookings'],
        ['Guests', 'Guests'],
        ['Rooms', 'Rooms'],
        ['Staff', 'Staff'],
      ] as const) {
        await page.getByRole('link', { name: screen, exact: true }).click()
        await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible()
        await expect(page.getByRole('status')).toHaveText('Live: changes appear at once')
        await page.waitForLoadState('networkidle')
        found[screen] = await barriers(page)
      }
      expect(found).toEqual({ 'Room plan': [], Bookings: [], Guests: [], Rooms: [], Staff: [] })
    })

    test('nothing keeps anybody from managing staff, and the own account', async ({ signedInAs }) => {
      const page = await signedInAs('Mara')
      const { judge, found } = judgeOf(page)
      await page.goto('/staff')
      await page.getByRole('button', { name: 'Edit Vera' }).click()
      await judge('Edit Vera')
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'More for Vera' }).click()
      await page.getByRole('menuitem', { name: 'New link for the password' }).click()
      await expect(page.getByRole('textbox', { name: 'Link', exact: true })).toBeVisible()
      await page.getByRole('button', { name: 'What was done to accounts' }).click()
      await expect(page.getByRole('list', { name: 'What was done to accounts' })).toBeVisible()
      found.push(...(await barriers(page)))
      await page.goto('/account')
      await expect(page.getByRole('region', { name: 'Where you are signed in' })).toBeVisible()
      found.push(...(await barriers(page)))
      await page.goto('/invitation#none')
      await expect(page.getByRole('textbox', { name: 'New password' })).toBeVisible()
      found.push(...(await barriers(page)))
      expect(found).toEqual([])
    })

    test('nothing keeps anybody from using a list that cannot be read, and what was deleted', async ({
      hotel,
      signedInAs,
    }) => {
      await hotel.delete(await hotel.booking(await hotel.room(`Deleted in ${colorScheme}`), 3, 6))
      const page = await signedInAs('Anna')
      await page.goto('/bookings?show=arriving&sort=size')
      await expect(page.getByRole('button', { name: 'Show the list without it' })).toBeVisible()
      await expect(page.getByRole('button', { name: /^Unconfirmed \d+$/ })).toBeVisible()
      expect(await barriers(page)).toEqual([])
      await page.goto('/bookings/deleted')
      await expect(page.getByRole('button', { name: /^Bring B-/ }).first()).toBeVisible()
      expect(await barriers(page)).toEqual([])
    })

    test('nothing keeps a manager from setting what the house is run with, and from seeing what was done', async ({
      signedInAs,
    }) => {
      const page = await signedInAs('Mara')
      for (const [path, heading] of [
        ['/settings', 'Hotel settings'],
        ['/activity', 'Activity'],
      ] as const) {
        await page.goto(path)
        await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible()
        await page.waitForLoadState('networkidle')
        expect(await barriers(page), path).toEqual([])
      }
      await page.goto('/rooms?room=several')
      const { judge, found } = judgeOf(page)
      const dialog = page.getByRole('dialog', { name: 'Several rooms at once' })
      await dialog.getByRole('textbox', { name: 'Rooms' }).fill('101, 901–903')
      await expect(dialog).toContainText('101: is there already')
      await judge('Several rooms at once')
      expect(found).toEqual([])
    })

    test('nothing keeps anybody from seeing who is overdue, and from deciding on a price', async ({
      hotel,
      signedInAs,
    }) => {
      const own = `Seen in ${colorScheme}`
      const from = await hotel.room(`${own} 1`, { nightlyRate: '90' })
      await hotel.room(`${own} 2`, { nightlyRate: '120' })
      const { reference } = await hotel.booking(from, -2, 2)
      const page = await signedInAs('Anna')
      await show(page, own)
      await drag(page, reference, { rooms: 1 })
      await expect(page.getByRole('button', { name: 'Take €480.00' })).toBeVisible()
      await expect(page.getByRole('region', { name: 'Overdue arrivals' })).toBeVisible()
      expect(await barriers(page)).toEqual([])
    })

    test('nothing keeps anybody from using the card of a bar, and from undoing', async ({
      hotel,
      signedInAs,
    }) => {
      const own = `Glance in ${colorScheme}`
      const { reference } = await hotel.booking(await hotel.room(own), 0, 2)
      const page = await signedInAs('Anna')
      await show(page, own)
      await bar(page, reference).hover()
      const card = page.getByRole('region', { name: `${reference} at a glance` })
      await expect(card).toBeVisible()
      expect(await barriers(page)).toEqual([])
      await card.getByRole('button', { name: /^Check in/ }).click()
      await expect(page.getByRole('alert').getByRole('button', { name: 'Undo' })).toBeVisible()
      expect(await barriers(page)).toEqual([])
    })

    test('nothing keeps anybody from reading low rows, and from changing several bookings', async ({
      hotel,
      signedInAs,
    }) => {
      const own = `Several in ${colorScheme}`
      const from = await hotel.room(`${own} 1`)
      const bookings = [
        await hotel.booking(from, -2, 0),
        await hotel.booking(from, 0, 2),
        await hotel.booking(from, 2, 4, { status: 'INQUIRY' }),
        await hotel.booking(from, 3, 5),
      ]
      const page = await signedInAs('Anna')
      await page.getByRole('button', { name: 'Low rows' }).click()
      await show(page, own)
      await page.getByRole('button', { name: 'Select several bookings' }).click()
      for (const { reference } of bookings) await bar(page, reference).click()
      await expect(page.getByRole('toolbar', { name: 'Selected bookings' })).toBeVisible()
      expect(await barriers(page)).toEqual([])
      const { judge, found } = judgeOf(page)
      await page.getByRole('button', { name: 'Cancel booking' }).click()
      await judge('Cancel 4 bookings?')
      expect(found).toEqual([])
    })

    test('nothing keeps anybody from using the dialogs of a booking', async ({ signedInAs }) => {
      const [anna, page] = [await signedInAs('Anna'), await signedInAs('Mara')]
      const { judge, found } = judgeOf(page)
      const booking = await makeBooking(anna)
      const form = await openBooking(page, booking)
      for (const tab of ['Guest', 'History', 'Booking']) {
        await form.getByRole('tab', { name: tab }).click()
        await judge(`Booking ${booking.reference}`)
      }
      await form.getByRole('button', { name: 'Delete' }).click()
      await judge(`Delete booking ${booking.reference}?`)
      await page.keyboard.press('Escape')
      await field(form, 'Price').fill('99')
      await field(form, 'Notes').fill('needs a cot')
      await change(anna, booking, 'totalPrice: "120", adults: 3')
      await expect(form.getByRole('group', { name: 'What others did to Price' })).toBeVisible()
      await judge(`Booking ${booking.reference}`)
      await form.getByRole('button', { name: 'Save', exact: true }).click()
      await judge(`Anna changed booking ${booking.reference} too`)
      await page.keyboard.press('Escape')
      await page.keyboard.press('Escape')
      await judge('Discard what you typed?')
      expect(found).toEqual([])
    })

    test('nothing keeps anybody from seeing what waits to be made', async ({
      hotel,
      printed,
      signedInAs,
    }) => {
      const own = `Waiting in ${colorScheme}`
      const room = await hotel.room(own)
      const page = await signedInAs('Anna')
      const { judge, found } = judgeOf(page)
      await page.getByRole('link', { name: 'Guests', exact: true }).click()
      await page.getByRole('row', { name: 'Carla Rossi' }).waitFor()
      await page.getByRole('link', { name: 'Room plan' }).click()
      await show(page, own)
      printed.expect(/net::ERR_INTERNET_DISCONNECTED/)
      await page.context().setOffline(true)
      await isLost(page)
      await book(page, hotel, room, 'Carla Rossi', [0, 3])
      await judge(/^New booking: Carla Rossi/)
      await close(page)
      await tray(page).click()
      await judge('Changes while the server was away')
      await page.keyboard.press('Escape')
      await expect(question(page, own)).toBeVisible()
      expect(await barriers(page)).toEqual([])
      expect(found).toEqual([])
    })

    test('nothing keeps anybody from seeing a guest’s stays, and from merging two', async ({
      signedInAs,
    }) => {
      const page = await signedInAs('Anna')
      const { judge, found } = judgeOf(page)
      const name = `Twin in ${colorScheme}`
      const guest = await makeGuest(page, name, ', phone: "1"')
      await makeGuest(page, name, ', phone: "2", notes: "vegan"')
      await ask(
        page,
        `mutation { createBooking(input: { guestId: "${guest.id}", roomId: "${await aRoom(page)}", status: INQUIRY,
          checkIn: "2036-03-01", checkOut: "2036-03-02" }) { __typename } }`,
      )
      const dialog = await openGuest(page, guest)
      await expect(dialog.getByRole('region', { name: 'Possibly the same guest' })).toBeVisible()
      await judge(name)
      await dialog.getByRole('button', { name: `Merge … ${name}` }).click()
      await judge(`Merge ${name} into ${name}`)
      await page.keyboard.press('Escape')
      await dialog.getByRole('tab', { name: 'Stays' }).click()
      await expect(dialog.getByRole('table', { name: 'Stays' })).toBeVisible()
      await judge(name)
      expect(found).toEqual([])
    })

    test('nothing keeps anybody from using the other dialogs', async ({ signedInAs }) => {
      const page = await signedInAs('Mara')
      const { judge, found } = judgeOf(page)
      await page.goto('/bookings?new=')
      const begun = await judge('New booking')
      await field(begun, 'Notes').fill('first visit')
      await begun.getByRole('button', { name: 'Save', exact: true }).click()
      await expect(begun.getByRole('alert')).toBeVisible()
      await judge('New booking')
      for (const [screen, noun] of [
        ['guests', 'guest'],
        ['rooms', 'room'],
      ] as const) {
        await page.goto(`/${screen}`)
        await page.getByRole('row').getByRole('link').first().click()
        await judge(/./)
        await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
        await page.getByRole('button', { name: `New ${noun}` }).click()
        await judge(`New ${noun}`)
      }
      await field(page.getByRole('dialog'), 'Name').fill('x')
      await ask(page, 'mutation { signOut { __typename } }')
      const ended = await judge('Your session has ended')
      await ended.getByRole('button', { name: 'Sign in as somebody else' }).click()
      await expect(ended.getByRole('alert')).toBeVisible()
      await judge('Your session has ended')
      expect(found).toEqual([])
    })
  })
}
