import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { field } from './desk'
import { expect, test as base } from './fixtures'
import { Server } from './server'

const NOTHING = { format: 'apollo-persisted-query-manifest', version: 1, operations: [] }

/** A server whose operator has listed no documents of their own. */
const test = base.extend<object, { server: Server }>({
  server: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from the pattern.
    async ({}, use) => {
      const file = join(await mkdtemp(join(tmpdir(), 'frontdesk-e2e-list-')), 'manifest.json')
      await writeFile(file, JSON.stringify(NOTHING))
      const server = await Server.start('--trusted-documents', file)
      await use(server)
      await server.stop()
    },
    { scope: 'worker', timeout: 90_000 },
  ],
})

test('the front desk works where only trusted documents are executed', async ({ signedInAs }) => {
  const mara = await signedInAs('Mara')
  const told: string[] = []
  mara.on('response', (response) => {
    if (!response.url().endsWith('/graphql')) return
    // What the page was told before it was loaded anew can't be read any more.
    void response.text().then(
      (text) => told.push(text),
      () => undefined,
    )
  })
  mara.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => told.push(String(payload)))
  })
  await mara.reload()
  await expect(mara.getByRole('status')).toHaveText('Live: changes appear at once')
  await expect(mara.getByRole('application', { name: 'Room plan' }).getByRole('group').first()).toBeVisible()

  for (const name of ['Bookings', 'Rooms', 'Guests']) {
    await mara.getByRole('link', { name, exact: true }).click()
    const rows = mara.getByRole('table', { name }).getByRole('row')
    await expect(rows).not.toHaveCount(1)
    await rows.nth(1).getByRole('link').first().click()
    const dialog = mara.getByRole('dialog')
    await field(dialog, 'Notes').fill(`seen by Mara in ${name}`)
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    if (name === 'Bookings') {
      // A save is done with a booking.
      await expect(dialog).toBeHidden()
      await rows.nth(1).getByRole('link').first().click()
    }
    await dialog.getByRole('tab', { name: 'History' }).click()
    await expect(dialog.getByRole('tabpanel', { name: 'History' })).toContainText(`seen by Mara in ${name}`)
    await mara.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  }
  expect(told.length).toBeGreaterThan(10)
  expect(told.filter((text) => text.includes('"errors"') || text.includes('"error"'))).toEqual([])

  // As the page's own script, anything else is refused.
  const refused = await mara.evaluate(async () => {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ query: '{ hotel { currency } }' })
    return (await fetch('/graphql', { method: 'POST', headers, body })).text()
  })
  expect(refused).toContain('DOCUMENT_NOT_TRUSTED')
})
