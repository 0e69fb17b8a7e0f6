import { join } from 'node:path'

import { expect, test as base } from '@playwright/test'

import { type Frontdesk, startFrontdesk } from '../../tests/clients/frontdesk.mjs'

const TARGET = process.env.CARGO_TARGET_DIR ?? join(import.meta.dirname, '../../target')
const program = process.env.FRONTDESK_BIN ?? join(TARGET, 'debug/frontdesk')

/** As in tests/clients/README.md. */
const test = base.extend<{ frontdesk: Frontdesk }, { server: Frontdesk }>({
  server: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from the pattern.
    async ({}, use) => {
      const server = await startFrontdesk({ program, today: '2030-05-01' })
      await use(server)
      await server.stop()
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  frontdesk: async ({ server }, use) => {
    await server.reset()
    await use(server)
  },
  baseURL: async ({ server }, use) => use(server.url),
})

for (const time of ['first', 'second']) {
  test(`a page begins with the first rows, the ${time} time`, async ({ frontdesk, page }) => {
    await page.goto('/')
    await page.getByRole('button', { name: 'Anna', exact: true }).click()
    await page.getByRole('navigation').waitFor()
    const ask = async (query: string) => {
      const headers = { authorization: `Bearer ${frontdesk.tokens['mara@demo.frontdesk']}` }
      const answer = await page.request.post('/graphql', { data: { query }, headers })
      return (await answer.json()) as { data: Record<string, { name?: string; __typename?: string }> }
    }
    const guest = '{ guest(id: "01900000-0000-7000-8000-000200000001") { name } }'
    expect((await ask(guest)).data.guest?.name).toBe('Carla Rossi')
    const update = `mutation { updateGuest(input: { id: "01900000-0000-7000-8000-000200000001",
      expectedVersion: 1, patch: { name: "Another" } }) { __typename } }`
    expect((await ask(update)).data.updateGuest?.__typename).toBe('GuestSaved')
  })
}
