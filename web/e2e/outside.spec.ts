import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { BrowserContext, Page } from '@playwright/test'

import { expect, test as base } from './fixtures'
import { countTable } from './outside/count'
import { Stranger } from './outside/stranger'
import { SERVER_AWAY } from './printed'
import { freePort, Server } from './server'

const HOST = 'bookings.example'
/** The longest that the client waits between two tries, and how short that may be by chance. */
const [LONGEST_WAIT_MS, LEAST_OF_IT_MS] = [10_000, 5_000]

const port = freePort()
const origin = port.then((number) => `http://${HOST}:${number}`)

const test = base.extend<{ signIn: (person: 'anna' | 'ben') => Promise<Page> }>({
  signIn: async ({ browser, contextOptions, printed }, use) => {
    const contexts: BrowserContext[] = []
    await use(async (person) => {
      const context = await browser.newContext(contextOptions)
      contexts.push(context)
      printed.listenTo(context)
      const page = await context.newPage()
      await page.goto(await origin)
      await page.getByLabel('Email').fill(`${person}@demo.frontdesk`)
      await page.getByLabel('Password').fill('frontdesk')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await expect(page.getByRole('status')).toHaveText('Live')
      await expect(page.getByRole('rowheader')).toHaveCount(20)
      return page
    })
    await Promise.all(contexts.map((context) => context.close()))
  },
})

// The name of another web site that leads to this machine. A real one would be served by HTTPS.
test.use({
  launchOptions: async ({ launchOptions }, use) => {
    const names = '--host-resolver-rules=MAP *.example 127.0.0.1'
    const secure = `--unsafely-treat-insecure-origin-as-secure=${await origin}`
    await use({ ...launchOptions, args: [...(launchOptions.args ?? []), names, secure] })
  },
})
test.describe.configure({ mode: 'serial' })

let stranger: Stranger
let server: Server

test.beforeAll(async () => {
  server = await Server.start('--allow-origin', await origin)
  stranger = await Stranger.arrive()
})
test.afterAll(async () => {
  await stranger.leave()
  await server.stop()
})

/** The booking in this place of the list. */
function line(page: Page, place: number) {
  const row = page.getByRole('row').nth(place)
  return { row, reference: () => row.getByRole('rowheader').innerText() }
}

async function open(page: Page, place: number) {
  const { row, reference } = line(page, place)
  await row.getByRole('button', { name: 'Edit' }).click()
  return page.getByRole('form', { name: `Edit ${await reference()}` })
}

/** Types a value into the form of a booking, and saves it. */
async function save(page: Page, place: number, label: string, value: string) {
  const form = await open(page, place)
  await form.getByLabel(label).fill(value)
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form).toHaveCount(0)
}

const saves = (page: Page) => page.getByRole('region', { name: 'Saves' }).getByRole('listitem')

async function ask<T>(query: string, token?: string): Promise<T> {
  const answer = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query }),
  })
  return ((await answer.json()) as { data: T }).data
}

interface Change {
  version: number
  fields: string[]
  mutationId: string | null
}
/** All that was ever done to a booking, oldest first. */
async function historyOf(reference: string): Promise<Change[]> {
  const { signIn } = await ask<{ signIn: { token: string } }>(
    `mutation { signIn(email: "vera@demo.frontdesk", password: "frontdesk") { ... on Session { token } } }`,
  )
  const { bookings } = await ask<{ bookings: { nodes: { history: { nodes: Change[] } }[] } }>(
    `{ bookings(first: 1, filter: { text: "${reference}" }) {
      nodes { history(first: 100) { nodes { version fields mutationId } } } } }`,
    signIn.token,
  )
  return (bookings.nodes[0]?.history.nodes ?? []).reverse()
}

test('a front end is made of the packed package and Vite’s template, and passes what the template asks', async () => {
  test.setTimeout(300_000)
  await test.step('installs', () => stranger.install())
  await test.step('generates, lints, type-checks, builds', () => stranger.build('bookings', server.url))
  await stranger.serve(HOST, await port)
})

test('from another origin, the list is live, and shows who is where', async ({ signIn }) => {
  const [anna, ben] = [await signIn('anna'), await signIn('ben')]
  const [annas, bens] = [line(anna, 1), line(ben, 1)]
  expect(await bens.reference()).toBe(await annas.reference())

  const form = await open(ben, 1)
  await expect(annas.row).toContainText('Ben is looking at this')
  await form.getByLabel('Notes').focus()
  await expect(annas.row).toContainText('Ben is editing Notes')
  await form.getByRole('button', { name: 'Close' }).click()
  await expect(annas.row).not.toContainText('Ben is')

  await save(anna, 1, 'Notes', 'Arrives late')
  await expect(bens.row).toContainText('Arrives late')
  await expect(saves(anna)).toHaveText([/Notes: saved$/])
})

test('what does not collide is merged, and of what does the reader chooses', async ({ printed, signIn }) => {
  const [anna, ben] = [await signIn('anna'), await signIn('ben')]
  const [annas, bens] = [line(anna, 2), line(ben, 2)]

  printed.expect(/net::ERR_INTERNET_DISCONNECTED/, SERVER_AWAY)
  await ben.context().setOffline(true)
  await save(ben, 2, 'Adults', '7')
  await expect(saves(ben)).toHaveText([/Adults: waits for the server/])
  await save(anna, 2, 'Notes', 'A cot')
  await expect(saves(anna)).toHaveText([/Notes: saved$/])
  await ben.context().setOffline(false)
  await expect(saves(ben)).toHaveText([/Adults: saved, and kept what others did to Notes$/])
  await expect(annas.row.getByRole('cell').nth(3)).toHaveText('7')
  await expect(bens.row).toContainText('A cot')

  for (const [choice, mine, theirs, left] of [
    ['Use mine', '99', '120.00', '99.00'],
    ['Use theirs', '77', '130.00', '130.00'],
  ] as const) {
    const form = await open(ben, 2)
    await form.getByLabel('Price').fill(mine)
    await save(anna, 2, 'Price', theirs)
    await expect(form.getByRole('note')).toHaveText(new RegExp(`^Anna has made it ${theirs} meanwhile`))
    await form.getByRole('button', { name: 'Save' }).click()

    const dialog = ben.getByRole('dialog')
    const collision = dialog.getByRole('row').filter({ hasText: 'Price' })
    await expect(collision.getByRole('cell')).toHaveText([/\d/, `${mine}.00`, theirs, /^Anna, \d+:\d\d/])
    await dialog.getByRole('button', { name: choice }).click()
    await expect(dialog).toHaveCount(0)
    await expect(annas.row).toContainText(left)
    await expect(bens.row).toContainText(left)
  }
  await expect(saves(ben)).toHaveText([
    /Adults: saved/,
    /Price: collided, and you chose$/,
    /Price: saved$/,
    /Price: collided, and you chose$/,
  ])
})

test('saves wait while the server is away for longer than any try, and each ends once', async ({
  printed,
  signIn,
}) => {
  test.setTimeout(180_000)
  const [anna, ben] = [await signIn('anna'), await signIn('ben')]
  const reference = await line(anna, 3).reference()
  const before = await historyOf(reference)

  printed.expect(SERVER_AWAY)
  await server.kill()
  const killed = Date.now()
  await expect(anna.getByRole('status')).toHaveText('The server is away')
  const tries: number[] = []
  anna.on('requestfailed', (request) => {
    if (request.method() === 'POST') tries.push(Date.now())
  })
  await save(anna, 3, 'Notes', 'Twins')
  await save(anna, 3, 'Price', '321')
  await expect(saves(anna)).toHaveText([/Notes: waits for the server/, /Price: waits for the server/])
  await expect(line(anna, 3).row).toContainText(/321 .*Twins/)

  const longest = () => Math.max(...tries.slice(1).map((at, before) => at - (tries[before] ?? at)))
  await expect
    .poll(() => longest() >= LEAST_OF_IT_MS && Date.now() - killed > LONGEST_WAIT_MS, { timeout: 90_000 })
    .toBe(true)
  await server.restart()

  await expect(saves(anna)).toHaveText([/Notes: saved$/, /Price: saved$/], { timeout: 60_000 })
  await expect(line(ben, 3).row).toContainText(/321\.00 .*Twins/, { timeout: 60_000 })
  const done = (await historyOf(reference)).slice(before.length)
  expect(done.map(({ fields }) => fields)).toEqual([['notes'], ['totalPrice']])
  expect(new Set(done.map(({ mutationId }) => mutationId)).size).toBe(2)

  await anna.getByRole('button', { name: 'Clear what has ended' }).click()
  await expect(saves(anna)).toHaveCount(0)
})

test('the same app on Apollo Client alone is live, too, and is counted beside it', async ({ signIn }) => {
  test.setTimeout(120_000)
  const readme = await readFile(join(import.meta.dirname, '../examples/README.md'), 'utf8')
  expect(readme).toContain(`\n\n${countTable()}\n\n`)

  await stranger.build('apollo-alone', server.url)
  const [anna, ben] = [await signIn('anna'), await signIn('ben')]
  const form = await open(ben, 4)
  await expect(line(anna, 4).row).toContainText('Ben is looking at this')
  await form.getByLabel('Price').fill('88')
  await save(anna, 4, 'Price', '140')
  await expect(line(ben, 4).row).toContainText('140.00')
  await form.getByRole('button', { name: 'Save' }).click()
  await ben.getByRole('dialog').getByRole('button', { name: 'Use mine' }).click()
  await expect(line(anna, 4).row).toContainText('88.00')
})
