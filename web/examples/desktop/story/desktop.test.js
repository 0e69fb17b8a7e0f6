// The window under Xvfb, driven as a person would: run by `make desktop`.
import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { eventually, Window } from './driver.js'
import { freePort, Keyring, NO_KEYRING, Server } from './services.js'

const ROOT = join(import.meta.dirname, '../../../..')
const TARGET = process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target')
const PROGRAM = process.env.FRONTDESK_BIN ?? join(TARGET, 'debug/frontdesk')
const WINDOW = join(import.meta.dirname, '../target/debug/frontdesk-desktop')

const LIVE = '//*[@role="status"][.="Live"]'
const SIGN_IN = '//button[.="Sign in"]'
const labelled = (label) => `//label[contains(., "${label}")]//input`

let server
let data
before(async () => {
  server = await Server.start(PROGRAM)
  // Where the window keeps what browsers keep: its queue, but no token.
  data = await mkdtemp(join(tmpdir(), 'frontdesk-window-'))
})
after(async () => {
  await server.stop()
  await rm(data, { recursive: true, force: true })
})

async function open(environment) {
  const given = { port: await freePort(), environment: { ...environment, XDG_DATA_HOME: data } }
  return Window.open(WINDOW, [server.url], given)
}

async function signIn(window) {
  await window.type(labelled('Email'), 'anna@demo.frontdesk')
  await window.type(labelled('Password'), 'frontdesk')
  await window.click(SIGN_IN)
  await window.find(LIVE)
}

/** Ben, at another machine. */
async function ben() {
  const { signIn } = await server.ask(
    `mutation { signIn(email: "ben@demo.frontdesk", password: "frontdesk") { ... on Session { token } } }`,
  )
  const ask = (query, variables) => server.ask(query, variables, signIn.token)
  return {
    read: async (reference) => {
      const { bookings } = await ask(
        'query ($text: String!) { bookings(filter: { text: $text }) { nodes { id version notes totalPrice } } }',
        { text: reference },
      )
      return bookings.nodes[0]
    },
    save: (input) =>
      ask('mutation ($input: UpdateBookingInput!) { updateBooking(input: $input) { __typename } }', {
        input,
      }),
  }
}

async function everythingIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return Buffer.concat(
    await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name)))),
  )
}

test('a change of somebody else is on the screen, and what was typed outlives an outage', async () => {
  const window = await open(NO_KEYRING)
  try {
    assert.match(await window.address(), /^tauri:\/\/localhost/)
    await signIn(window)
    const reference = await window.text('(//tbody//th)[1]')
    const line = `//tr[th="${reference}"]`

    const other = await ben()
    const { id, version } = await other.read(reference)
    await other.save({ id, expectedVersion: version, patch: { notes: 'Ben was on the telephone' } })
    await window.find(`${line}[contains(., "Ben was on the telephone")]`)

    await window.click(`${line}//button[.="Edit"]`)
    await window.type(labelled('Price'), '777')
    await server.kill()
    await window.find('//*[@role="status"][.="The server is away"]')
    assert.equal(await window.value(labelled('Price')), '777')
    await window.click('//button[.="Save"]')
    await window.find('//li[contains(., "waits for the server")]')

    await server.start()
    await window.find('//li[contains(., ": saved")]')
    assert.equal((await other.read(reference)).totalPrice, '777.00')
    assert.equal((await other.read(reference)).notes, 'Ben was on the telephone')
  } finally {
    await window.close()
  }
})

test('without a keyring the token is kept nowhere', async () => {
  const first = await open(NO_KEYRING)
  await signIn(first)
  await first.close()
  const second = await open(NO_KEYRING)
  await second.find(SIGN_IN)
  await second.close()
})

test('with a keyring the next window is signed in, and not after signing out', async () => {
  const keyring = await Keyring.start()
  try {
    const first = await open(keyring.environment)
    await signIn(first)
    const token = await eventually('the token is in the keyring', () =>
      first.run('return frontdeskShell.keptToken()'),
    )
    await first.close()
    assert.ok(!(await everythingIn(data)).includes(token), 'the token is in a file')

    const second = await open(keyring.environment)
    await second.find(LIVE)
    await second.click('//button[.="Sign out"]')
    await second.find(SIGN_IN)
    await eventually(
      'the keyring has forgotten it',
      async () => !(await second.run('return frontdeskShell.keptToken()')),
    )
    await second.close()

    const third = await open(keyring.environment)
    await third.find(SIGN_IN)
    await third.close()
  } finally {
    await keyring.stop()
  }
})
