import { test as base, type BrowserContext, type Page } from '@playwright/test'
import { preview } from 'vite'

import { freePort, Server } from './server'

type Person = 'Anna' | 'Ben' | 'Mara' | 'Vera'

interface WorkerFixtures {
  server: Server
  /** Where the built page is. */
  origin: string
}
interface TestFixtures {
  /** Opens the page as somebody, in a browser of their own. */
  signedInAs: (person: Person) => Promise<Page>
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  server: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from the pattern.
    async ({}, use) => {
      const server = await Server.start()
      await use(server)
      await server.stop()
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  origin: [
    async ({ server }, use) => {
      process.env.FRONTDESK_URL = server.url
      const port = await freePort()
      const page = await preview({ preview: { port, strictPort: true }, logLevel: 'silent' })
      await use(`http://127.0.0.1:${port}`)
      await page.close()
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ origin }, use) => use(origin),
  signedInAs: async ({ browser, contextOptions, origin }, use) => {
    const contexts: BrowserContext[] = []
    await use(async (person) => {
      const context = await browser.newContext({ ...contextOptions, baseURL: origin })
      contexts.push(context)
      const page = await context.newPage()
      await page.goto('/')
      await page.getByRole('button', { name: person, exact: true }).click()
      await page.getByRole('navigation').waitFor()
      return page
    })
    await Promise.all(contexts.map((context) => context.close()))
  },
})

export { expect } from '@playwright/test'
