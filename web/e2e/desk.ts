import type { Locator, Page } from '@playwright/test'

/** Asks the API with the session of `page`. */
export async function ask<T>(page: Page, query: string): Promise<T> {
  return page.evaluate(async (text) => {
    const answer = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: text }),
    })
    const { data, errors } = (await answer.json()) as { data: unknown; errors?: { message: string }[] }
    if (errors?.[0]) throw new Error(errors[0].message)
    return data as never
  }, query)
}

export interface Booking {
  id: string
  version: number
  reference: string
}

/** A booking of this story's own: an inquiry takes no room from another story. */
export async function makeBooking(page: Page, fields = ''): Promise<Booking> {
  const { rooms, guests } = await ask<{
    rooms: { nodes: { id: string }[] }
    guests: { nodes: { id: string }[] }
  }>(page, '{ rooms(first: 1) { nodes { id } } guests(first: 1) { nodes { id } } }')
  const stay = `roomId: "${rooms.nodes[0]?.id ?? ''}", guestId: "${guests.nodes[0]?.id ?? ''}"`
  const { createBooking } = await ask<{ createBooking: { booking: Booking } }>(
    page,
    `mutation { createBooking(input: { ${stay}, checkIn: "2031-03-03", checkOut: "2031-03-06", status: INQUIRY,
      totalPrice: "100" ${fields} }) { ... on BookingSaved { booking { id version reference } } } }`,
  )
  return createBooking.booking
}

/** Changes a booking on its newest version, as another program would: `totalPrice: "120"`. */
export async function change(page: Page, { id }: Booking, patch: string): Promise<void> {
  const { booking } = await ask<{ booking: Booking }>(page, `{ booking(id: "${id}") { version } }`)
  await ask(
    page,
    `mutation { updateBooking(input: { id: "${id}", expectedVersion: ${booking.version}, patch: { ${patch} } })
      { __typename } }`,
  )
}

/** One field of a booking as the server has it. */
export async function saved(page: Page, { id }: Booking, field: string): Promise<unknown> {
  const { booking } = await ask<{ booking: Record<string, unknown> }>(
    page,
    `{ booking(id: "${id}") { ${field} } }`,
  )
  return booking[field]
}

/** Opens the booking's dialog, and answers it. */
export async function openBooking(page: Page, { id, reference }: Booking, tab = 'booking') {
  await page.goto(`/guests?booking=${id}&tab=${tab}`)
  const dialog = page.getByRole('dialog', { name: `Booking ${reference}` })
  await dialog.waitFor()
  return dialog
}

/** A text field that is shown, by its label. */
export const field = (within: Locator, name: string) => within.getByRole('textbox', { name, exact: true })

/** Waits until nothing on the page moves or fades any more. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done))
    // What turns for ever, as a spinner does, is not waited for.
    const running = () =>
      document
        .getAnimations()
        .filter(
          ({ effect, playState }) =>
            playState === 'running' && effect?.getComputedTiming().endTime !== Infinity,
        )
    do {
      await Promise.allSettled(running().map(({ finished }) => finished))
      await frame()
      await frame()
    } while (running().length > 0)
  })
}
