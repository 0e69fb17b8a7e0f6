import { join } from 'node:path'

import type { Page } from '@playwright/test'
import { build } from 'vite'

import type { Entry, Outcome, Queue, Write } from '@frontdesk/client/queue'
import { expect, test } from './fixtures'

type Library = typeof import('@frontdesk/client/queue')
declare global {
  interface Window {
    library: Library
    queue: Queue<unknown>
    sendWrite: (mutationId: string, base: number) => Promise<Outcome>
  }
}

const ENTRY = join(import.meta.dirname, '../packages/client/src/queue/index.ts')

async function script(): Promise<string> {
  const lib = { entry: ENTRY, formats: ['es' as const] }
  const built = await build({ configFile: false, logLevel: 'silent', build: { lib, write: false } })
  const [bundle] = Array.isArray(built) ? built : [built]
  if (!('output' in bundle)) throw new Error('nothing was built')
  return bundle.output[0].code
}

async function openQueue(page: Page, account: string): Promise<void> {
  await page.goto('/queue-story')
  await page.waitForFunction(() => 'library' in window)
  await page.evaluate(async (name) => {
    const { broadcastNotice, indexedDbStorage, Queue, webLock } = window.library
    window.queue = await Queue.open({
      account: name,
      storage: await indexedDbStorage(indexedDB),
      lock: webLock(navigator.locks),
      notice: broadcastNotice(),
      send: ({ mutationId, base }) => window.sendWrite(mutationId, base),
      find: () => Promise.resolve({ kind: 'unknown' }),
      remembered: Infinity,
    })
  }, account)
}

const accept = (page: Page, body: string) =>
  page.evaluate(async (text) => {
    const write: Write<unknown> = { row: 'r', base: 1, fields: ['notes'], body: text }
    return (await window.queue.accept(write)).mutationId
  }, body)
const ends = (page: Page) =>
  page.evaluate(() =>
    window.queue.entries.map(({ state }: Entry<unknown>) => (state.at === 'ended' ? state.end.as : state.at)),
  )

test('writes outlive the tab that sends them, and the next tab goes on under the same names', async ({
  context,
  page: first,
}) => {
  const sent: { mutationId: string; base: number }[] = []
  let answers = false
  await context.exposeFunction('sendWrite', (mutationId: string, base: number) => {
    sent.push({ mutationId, base })
    const saved = { kind: 'saved', version: base + 1, mergedFields: [] }
    return answers ? saved : new Promise<never>(() => undefined)
  })
  const code = await script()
  await context.route('**/queue-story.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: code }),
  )
  const body = `<!doctype html><link rel="icon" href="data:,"><script type="module">
    import * as library from './queue-story.js'
    window.library = library
  </script>`
  await context.route('**/queue-story', (route) => route.fulfill({ contentType: 'text/html', body }))

  await openQueue(first, 'anna')
  const second = await context.newPage()
  await openQueue(second, 'anna')
  const names = [await accept(first, 'one'), await accept(second, 'two')]
  await expect.poll(() => ends(second)).toEqual(['sending', 'waiting'])
  await expect.poll(() => ends(first)).toEqual(['sending', 'waiting'])
  expect(sent).toEqual([{ mutationId: names[0], base: 1 }])

  // What the browser can't keep is not accepted, and harms nothing that is kept.
  const refused = second.evaluate(() =>
    window.queue.accept({ row: 'r', base: 1, fields: [], body: () => undefined }),
  )
  await expect(refused).rejects.toThrow('DataCloneError')

  answers = true
  await first.close()
  await expect.poll(() => ends(second)).toEqual(['saved', 'saved'])
  expect(sent).toEqual([
    { mutationId: names[0], base: 1 },
    { mutationId: names[0], base: 1 },
    { mutationId: names[1], base: 2 },
  ])

  await openQueue(second, 'ben')
  expect(await ends(second)).toEqual([])
  await openQueue(second, 'anna')
  expect(await ends(second)).toEqual(['saved', 'saved'])
  expect(sent).toHaveLength(3)
})
