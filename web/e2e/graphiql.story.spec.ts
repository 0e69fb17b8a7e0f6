import type { Page } from '@playwright/test'

import { expect, testApart as test } from './fixtures'
import { Hotel } from './hotel'

const TABS = ['SignIn', 'Bookings', 'FirstSave', 'StaleSaveMerged', 'StaleSaveConflict', 'Watch']

const VARIABLES = '.graphiql-editor-tool .graphiql-editor:not(.hidden)'

/** What the page's editors are made of: CodeMirror hangs itself on its element. */
interface Editor extends Element {
  CodeMirror?: { getValue: () => string }
}

const valueOf = (page: Page, region: string) =>
  page.locator(`${region} .CodeMirror`).evaluate((editor: Editor) => editor.CodeMirror?.getValue() ?? '')

async function response<T>(page: Page): Promise<T | undefined> {
  const shown = await valueOf(page, '.result-window')
  return shown.startsWith('{') ? (JSON.parse(shown) as T) : undefined
}

const open = (page: Page, tab: string) => page.getByRole('tablist').getByText(tab, { exact: true }).click()

interface Answer {
  data: Record<string, Record<string, unknown>>
}

/** Runs a tab as it is, and gives the answer's one field. */
async function run(page: Page, tab: string) {
  await open(page, tab)
  await page.getByRole('button', { name: /Execute query/ }).click()
  await expect.poll(() => response(page)).toHaveProperty('data')
  const answer = await response<Answer>(page)
  return Object.values(answer?.data ?? {})[0]
}

interface Told {
  events: { at: string; data: { bookingChanged: { __typename: string; booking?: { reference: string } } } }[]
}

/** What the list of a subscription holds, from the top. */
async function told(page: Page): Promise<string[]> {
  const list = await response<Told>(page)
  const events = (list?.events ?? []).map(({ data }) => data.bookingChanged)
  // Where nothing happens for a while, a bookmark comes.
  const others = events.filter(({ __typename }) => __typename !== 'StreamBookmark')
  return others.map(({ __typename, booking }) => booking?.reference ?? __typename)
}

test('the playground opens with a story that runs from tab to tab with nothing copied', async ({
  page,
  server,
}) => {
  await page.goto('/graphiql')
  await expect(page.locator('.graphiql-tab-button')).toHaveText(TABS)

  expect(await run(page, 'SignIn')).toMatchObject({ __typename: 'Session', user: { name: 'Anna' } })
  const { nodes } = (await run(page, 'Bookings')) as {
    nodes: { id: string; version: number; totalPrice: string; notes: string }[]
  }
  const [first] = nodes
  if (!first) throw new Error('the demo hotel has no booking')
  const price = (more: number) => (Math.trunc(Number(first.totalPrice)) + more).toFixed(2)

  expect(await run(page, 'FirstSave')).toMatchObject({
    __typename: 'BookingSaved',
    mergedFields: [],
    booking: { version: first.version + 1, totalPrice: price(10), notes: first.notes },
  })
  expect(await run(page, 'StaleSaveMerged')).toMatchObject({
    __typename: 'BookingSaved',
    mergedFields: ['totalPrice'],
    booking: {
      version: first.version + 2,
      totalPrice: price(10),
      notes: expect.stringContaining('Called at') as unknown,
    },
  })
  expect(await run(page, 'StaleSaveConflict')).toMatchObject({
    __typename: 'Conflict',
    currentVersion: first.version + 2,
    fields: [{ field: 'totalPrice', base: first.totalPrice, yours: price(20), theirs: price(10) }],
  })

  await open(page, 'Watch')
  await page.getByRole('button', { name: /Execute query/ }).click()
  await expect.poll(() => told(page)).toEqual(['StreamReady'])
  const elsewhere = await Hotel.open(server.url)
  const room = await elsewhere.room('Seen from the playground')
  const made = await elsewhere.booking(room, 40, 42)
  await expect.poll(() => told(page)).toEqual([made.reference, 'StreamReady'])
  const other = await elsewhere.booking(room, 42, 44)
  await expect.poll(() => told(page)).toEqual([other.reference, made.reference, 'StreamReady'])
  const times = (await response<Told>(page))?.events.map(({ at }) => at) ?? []
  expect(times).toEqual([...times].sort().reverse())
})

test('who reloads the playground finds their tabs and is still signed in, with no token where scripts read', async ({
  page,
}) => {
  await page.goto('/graphiql')
  await run(page, 'SignIn')
  await run(page, 'Bookings')
  await open(page, 'FirstSave')
  const variables = await valueOf(page, VARIABLES)
  expect(JSON.parse(variables)).toHaveProperty('id')
  // The playground writes down what is in its editors, and what is in its tabs, a moment later each.
  const stored = async () => {
    const { origins } = await page.context().storageState()
    return Object.fromEntries(
      origins.flatMap(({ localStorage }) => localStorage.map((kept) => [kept.name, kept.value])),
    )
  }
  await expect.poll(stored).toHaveProperty(['graphiql:variables'], variables)
  await expect.poll(async () => (await stored())['graphiql:tabState']).toContain(JSON.stringify(variables))

  await page.reload()
  await expect(page.locator('.graphiql-tab-button')).toHaveText(TABS)
  expect(await valueOf(page, VARIABLES)).toBe(variables)
  expect(await run(page, 'Bookings')).toHaveProperty('nodes')
  const session = (await page.context().cookies()).find(({ name }) => name === 'frontdesk_session')
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
  expect(JSON.stringify(await stored())).not.toContain(session?.value)
})

test('a list of events goes on after the last one when the connection was lost', async ({ page, server }) => {
  // Each connection waits for the one that the story lets through.
  let cut = () => Promise.resolve()
  let passes: Promise<void> = Promise.resolve()
  await page.routeWebSocket('**/graphql', async (socket) => {
    await passes
    socket.connectToServer()
    cut = () => socket.close({ code: 1012, reason: 'The story cuts the line.' })
  })
  await page.goto('/graphiql')
  await run(page, 'SignIn')
  await open(page, 'Watch')
  await page.getByRole('button', { name: /Execute query/ }).click()
  await expect.poll(() => told(page)).toEqual(['StreamReady'])

  const elsewhere = await Hotel.open(server.url)
  const room = await elsewhere.room('Seen late from the playground')
  let restore = () => {}
  passes = new Promise((resolve) => (restore = resolve))
  await cut()
  const made = await elsewhere.booking(room, 40, 42)
  restore()
  await expect.poll(() => told(page)).toEqual([made.reference, 'StreamReady', 'StreamReady'])
})

test('the documentation leads to the guide, which is in the playground', async ({ page }) => {
  await page.goto('/graphiql')
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click()
  const documentation = page.getByRole('region', { name: 'Documentation Explorer' })
  await documentation.getByRole('link', { name: 'Subscription', exact: true }).click()
  await documentation.getByRole('link', { name: 'BookingEvent', exact: true }).click()
  await documentation.getByRole('link', { name: 'Guide: List, and watch from there' }).click()

  const guide = page.getByRole('region', { name: 'Guide' })
  await expect(guide.getByRole('heading', { level: 1 })).toHaveText('List, and watch from there')
  await guide.getByRole('link', { name: 'All pages' }).click()
  await guide.getByRole('link', { name: 'Absent and null' }).click()
  await expect(guide.getByRole('heading', { level: 1 })).toHaveText('Absent and null')
})
