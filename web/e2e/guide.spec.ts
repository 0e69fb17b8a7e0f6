import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { change, makeBooking } from './desk'
import { expect, test } from './fixtures'

/** A file that a page of the guide shows, as a script. */
function shown(page: string, file: string): string {
  const text = readFileSync(join(import.meta.dirname, '../../api/guide', page), 'utf8')
  const code = text.split(`\`\`\`js ${file}\n`)[1]?.split('\n```')[0]
  if (!code) throw new Error(`${page} shows no ${file}`)
  return code.replaceAll('export ', '')
}

const QUERY = 'subscription { bookingChanged { __typename ... on BookingChange { version bookingId } } }'

test("an EventSource as in the guide watches from a page of the server's own", async ({ signedInAs }) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const booking = await makeBooking(ben)
  const start = `globalThis.told = []; globalThis.stop = watch(${JSON.stringify(QUERY)}, (event) => told.push(event))`
  await anna.evaluate(`(() => { ${shown('clients/fetch.md', 'event-source.mjs')}; ${start} })()`)
  const told = () => anna.evaluate('JSON.stringify(told)')
  await expect.poll(told).toContain('StreamReady')
  await change(ben, booking, 'notes: "as in the guide"')
  await expect.poll(told).toContain(`{"__typename":"BookingChange","version":2,"bookingId":"${booking.id}"}`)
  await anna.evaluate('stop()')
})
