import type { BrowserContext } from '@playwright/test'

/** What a browser prints while nobody answers: each request that failed, and each socket that was not opened. */
export const SERVER_AWAY = /net::ERR_(CONNECTION_|EMPTY_RESPONSE|SOCKET_)|WebSocket connection to .* failed/

/** What Playwright says in place of the browser where it lets no page have a worker. */
const NO_WORKER = 'Service Worker registration blocked by Playwright'

/** The errors and warnings that the pages of a story print, and what they throw and nobody catches. */
export class Printed {
  readonly #found: string[] = []
  readonly #expected: RegExp[] = []

  /** A story says which of it belongs to what it tells. */
  expect(...patterns: RegExp[]): void {
    this.#expected.push(...patterns)
  }

  listenTo(context: BrowserContext): void {
    context.on('console', (message) => {
      const type = message.type()
      if ((type !== 'error' && type !== 'warning') || message.text() === NO_WORKER) return
      this.#found.push(`${type}: ${message.text()} (${message.location().url})`)
    })
    context.on('weberror', (error) => this.#found.push(`thrown: ${String(error.error())}`))
  }

  get unexpected(): readonly string[] {
    return this.#found.filter((text) => !this.#expected.some((pattern) => pattern.test(text)))
  }
}
