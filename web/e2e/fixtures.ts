import { test as base, type BrowserContext, type Page } from '@playwright/test'

import { Server } from './server'

type Person = 'Anna' | 'Ben' | 'Mara' | 'Vera'

interface WorkerFixtures {
  server: Server
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
  baseURL: async ({ server }, use) => use(server.url),
  signedInAs: async ({ browser, contextOptions, server }, use) => {
    const contexts: BrowserContext[] = []
    await use(async (person) => {
      const context = await browser.newContext({ ...contextOptions, baseURL: server.url })
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
