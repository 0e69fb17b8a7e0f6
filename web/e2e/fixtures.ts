import { test as base, type BrowserContext, expect, type Page } from '@playwright/test'

import { Printed } from './printed'
import { Server } from './server'

type Person = 'Anna' | 'Ben' | 'Mara' | 'Vera'

interface WorkerFixtures {
  server: Server
}
interface TestFixtures {
  /** What the pages print and throw; what a story does not expect of it fails the story. */
  printed: Printed
  /** Opens the page as somebody, in a browser of their own. */
  signedInAs: (person: Person) => Promise<Page>
}

// eslint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from the pattern.
async function runServer({}, use: (server: Server) => Promise<void>) {
  const server = await Server.start()
  await use(server)
  await server.stop()
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  server: [runServer, { scope: 'worker', timeout: 90_000 }],
  baseURL: async ({ server }, use) => use(server.url),
  printed: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from the pattern.
    async ({}, use) => {
      const printed = new Printed()
      await use(printed)
      expect(printed.unexpected, 'what the pages printed').toEqual([])
    },
    { auto: true },
  ],
  context: async ({ context, printed }, use) => {
    printed.listenTo(context)
    await use(context)
  },
  signedInAs: async ({ browser, contextOptions, printed, server }, use) => {
    const contexts: BrowserContext[] = []
    await use(async (person) => {
      const context = await browser.newContext({ ...contextOptions, baseURL: server.url })
      contexts.push(context)
      printed.listenTo(context)
      const page = await context.newPage()
      await page.goto('/')
      await page.getByRole('button', { name: person, exact: true }).click()
      await page.getByRole('navigation').waitFor()
      return page
    })
    await Promise.all(contexts.map((context) => context.close()))
  },
})

/** For stories that change what others count on: Playwright gives a fixture of another definition a process of its own. */
export const testApart = test.extend<object, WorkerFixtures>({
  server: [runServer, { scope: 'worker', timeout: 90_000 }],
})

/** For the stories of one file, after which people are not who they were: renamed, of another role, closed. */
export const testAlone = testApart.extend<object, WorkerFixtures>({
  server: [runServer, { scope: 'worker', timeout: 90_000 }],
})

export { expect }
