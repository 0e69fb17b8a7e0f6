import { once } from 'node:events'
import { createServer, type Server as Listener } from 'node:http'
import { join } from 'node:path'

import type { Page } from '@playwright/test'

import { expect, test } from './fixtures'
import { freePort, Server } from './server'

// Names of other web sites that lead to this machine.
test.use({
  launchOptions: async ({ launchOptions }, use) => {
    const names = '--host-resolver-rules=MAP *.example 127.0.0.1'
    await use({ ...launchOptions, args: [...(launchOptions.args ?? []), names] })
  },
})

const GRAPHQL_WS = join(import.meta.dirname, '../node_modules/graphql-ws/umd/graphql-ws.min.js')
const SIGN_IN = `mutation { signIn(email: "anna@demo.frontdesk", password: "frontdesk") { ... on Session { token } } }`
const ME = '{ me { name } }'
const WATCH = 'subscription { bookingChanged { __typename } }'

/** What the browser says of the cookie of another origin, and of a page that may not call. */
const REFUSED = [/blocked by CORS policy/, /net::ERR_FAILED/, /WebSocket connection to .* failed/]

let shop: Listener
let stranger: Listener
let server: Server
let shopPort: number
let strangerPort: number

test.beforeAll(async () => {
  const serve = async (port: number) => {
    const listener = createServer((_, answer) => {
      answer.setHeader('content-type', 'text/html')
      answer.end('<!doctype html><title>A page of somebody else</title>')
    })
    await once(listener.listen(port, '127.0.0.1'), 'listening')
    return listener
  }
  shopPort = await freePort()
  strangerPort = await freePort()
  shop = await serve(shopPort)
  stranger = await serve(strangerPort)
  server = await Server.start('--allow-origin', `http://shop.example:${shopPort}`)
})

test.afterAll(async () => {
  shop.close()
  stranger.close()
  await server.stop()
})

interface Told {
  status: number
  requestId: string | null
  body: string
}

/** What the page's own script can read of an answer; null where the browser lets it read nothing. */
async function ask(page: Page, query: string, headers: Record<string, string> = {}, more: RequestInit = {}) {
  return page.evaluate(
    async ({ url, text, given, init }): Promise<Told | null> => {
      try {
        const answer = await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...given },
          body: JSON.stringify({ query: text }),
          ...init,
        })
        const requestId = answer.headers.get('x-request-id')
        return { status: answer.status, requestId, body: await answer.text() }
      } catch {
        return null
      }
    },
    { url: server.url, text: query, given: headers, init: more },
  )
}

/** The first thing that comes over a socket of graphql-ws, or that there is none. */
async function first(page: Page, query: string, token?: string): Promise<string> {
  await page.addScriptTag({ path: GRAPHQL_WS })
  return page.evaluate(
    async ({ url, text, bearer }) => {
      interface Client {
        subscribe: (
          payload: { query: string },
          sink: { next: (value: unknown) => void; error: (error: unknown) => void; complete: () => void },
        ) => void
        dispose: () => void
      }
      type Create = (options: Record<string, unknown>) => Client
      const { createClient } = (window as unknown as { graphqlWs: { createClient: Create } }).graphqlWs
      const client = createClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        connectionParams: bearer ? { authorization: `Bearer ${bearer}` } : {},
        retryAttempts: 0,
      })
      const told = await new Promise<string>((resolve) => {
        client.subscribe(
          { query: text },
          {
            next: (value) => {
              resolve(JSON.stringify(value))
            },
            error: (error) => {
              resolve(error instanceof Event ? 'no socket' : JSON.stringify(error))
            },
            complete: () => {
              resolve('complete')
            },
          },
        )
      })
      client.dispose()
      return told
    },
    { url: server.url, text: query, bearer: token },
  )
}

/** The beginning of a stream of events. */
async function events(page: Page, token: string): Promise<string> {
  return page.evaluate(
    async ({ url, text, bearer }) => {
      const answer = await fetch(`${url}/graphql/stream`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}` },
        body: JSON.stringify({ query: text }),
      })
      const reader = answer.body?.getReader()
      const chunk = await reader?.read()
      await reader?.cancel()
      return new TextDecoder().decode(chunk?.value)
    },
    { url: server.url, text: WATCH, bearer: token },
  )
}

function tokenIn(answer: Told | null): string {
  const { data } = JSON.parse(answer?.body ?? '') as { data: { signIn: { token: string } } }
  return data.signIn.token
}

test('a page of an allowed origin signs in, asks and watches by its token', async ({ page, printed }) => {
  printed.expect(...REFUSED, /responded with a status of (401|413)/)
  await page.goto(`http://shop.example:${shopPort}`)
  const token = tokenIn(await ask(page, SIGN_IN))
  const authorization = `Bearer ${token}`

  const me = await ask(page, ME, { authorization, 'apollographql-client-name': 'shop' })
  expect(me).toMatchObject({ status: 200, body: '{"data":{"me":{"name":"Anna"}}}' })
  expect(me?.requestId).toMatch(/^[0-9a-f-]{36}$/)
  expect(await events(page, token)).toContain('StreamReady')
  expect(await first(page, WATCH, token)).toContain('StreamReady')

  // It can read why it was refused.
  expect(await ask(page, ME, { authorization: 'Bearer nonsense' })).toMatchObject({ status: 401 })
  expect(await ask(page, `{ me { name } } # ${'x'.repeat(300_000)}`)).toMatchObject({ status: 413 })
  // The cookie is not for it.
  expect(await ask(page, ME, {}, { credentials: 'include' })).toBeNull()
})

test('a page of any other origin gets nothing, also on another port of the same name', async ({
  page,
  printed,
}) => {
  printed.expect(...REFUSED, /responded with a status of 403/)
  await page.goto(`http://shop.example:${shopPort}`)
  const token = tokenIn(await ask(page, SIGN_IN))
  for (const origin of [`http://shop.example:${strangerPort}`, `http://stranger.example:${strangerPort}`]) {
    await page.goto(origin)
    expect(await ask(page, ME)).toBeNull()
    expect(await ask(page, ME, { authorization: `Bearer ${token}` })).toBeNull()
    await expect(events(page, token)).rejects.toThrow('Failed to fetch')
    expect(await first(page, WATCH, token)).toBe('no socket')
  }
  // A page that has no origin.
  const frame = page.frameLocator('iframe')
  await page.setContent(`<iframe sandbox="allow-scripts" srcdoc="<script>
    fetch('${server.url}/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
      .then(() => 'read', () => 'refused').then((text) => { document.body.append(text) })
  </script>"></iframe>`)
  await expect(frame.locator('body')).toHaveText('refused')
})

test('in the demo a page on another port may call, and the cookie of the own page is not its own', async ({
  page,
}) => {
  await page.goto(server.url)
  await page.getByRole('button', { name: 'Anna', exact: true }).click()
  await page.getByRole('navigation').waitFor()
  expect((await ask(page, ME))?.body).toContain('Anna')

  // The same site to the browser, which sends the cookie along with the socket.
  await page.goto(`http://127.0.0.1:${strangerPort}`)
  expect((await page.context().cookies(server.url)).map(({ name }) => name)).toContain('frontdesk_session')
  expect(await first(page, ME)).toBe('{"data":{"me":null}}')
  expect(await ask(page, ME)).toMatchObject({ status: 200, body: '{"data":{"me":null}}' })
  const token = tokenIn(await ask(page, SIGN_IN))
  expect(await first(page, ME, token)).toContain('Anna')
})
