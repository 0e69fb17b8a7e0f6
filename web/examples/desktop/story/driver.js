// WebKit's WebDriver (https://www.w3.org/TR/webdriver2/), as far as the story needs it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'
const PATIENCE_MS = 60_000

/** Asks until `found` gives something, and says what was missing when it never does. */
export async function eventually(what, found) {
  const failed = Date.now() + PATIENCE_MS
  let last
  while (Date.now() < failed) {
    try {
      const result = await found()
      if (result) return result
    } catch (error) {
      last = error
    }
    await pause(100)
  }
  throw new Error(`not within ${PATIENCE_MS} ms: ${what}`, { cause: last })
}

/** A window of the program, in a browser session of its own. */
export class Window {
  #driver
  #session

  constructor(driver, session) {
    this.#driver = driver
    this.#session = session
  }

  static async open(binary, args, { port, environment }) {
    const driver = spawn('WebKitWebDriver', ['--host=127.0.0.1', `--port=${port}`], {
      env: { ...process.env, ...environment, TAURI_WEBVIEW_AUTOMATION: 'true' },
      stdio: ['ignore', 'ignore', 'inherit'],
      // A group of its own, with the window in it: see `end`.
      detached: true,
    })
    const url = `http://127.0.0.1:${port}`
    try {
      await eventually('WebKitWebDriver answers', async () => (await fetch(`${url}/status`)).ok)
      const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': { binary, args } } }
      const { sessionId } = await command('POST', `${url}/session`, { capabilities })
      return new Window(driver, `${url}/session/${sessionId}`)
    } catch (error) {
      await end(driver)
      throw error
    }
  }

  /** The address that the page believes to have. */
  address() {
    return command('GET', `${this.#session}/url`)
  }

  run(script, ...args) {
    return command('POST', `${this.#session}/execute/sync`, { script, args })
  }

  /** The first element that an XPath names, as soon as there is one. */
  find(xpath) {
    return eventually(`an element ${xpath}`, async () => {
      const found = await command('POST', `${this.#session}/element`, { using: 'xpath', value: xpath })
      return `${this.#session}/element/${found[ELEMENT]}`
    })
  }

  async click(xpath) {
    await eventually(`a click on ${xpath}`, async () => {
      await command('POST', `${await this.find(xpath)}/click`, {})
      return true
    })
  }

  /** Types in place of what is there. */
  async type(xpath, text) {
    const field = await this.find(xpath)
    await command('POST', `${field}/clear`, {})
    await command('POST', `${field}/value`, { text })
  }

  async text(xpath) {
    return command('GET', `${await this.find(xpath)}/text`)
  }

  async value(xpath) {
    return command('GET', `${await this.find(xpath)}/property/value`)
  }

  async close() {
    await command('DELETE', this.#session)
    await end(this.#driver)
  }
}

/** Ends the driver and the window, which the driver alone would sometimes leave behind. */
async function end(driver) {
  const ended = once(driver, 'exit')
  process.kill(-driver.pid)
  await ended
}

async function command(method, url, body) {
  const answer = await fetch(url, { method, body: body && JSON.stringify(body) })
  const { value } = await answer.json()
  if (!answer.ok) throw new Error(`${value.error}: ${value.message}`)
  return value
}
