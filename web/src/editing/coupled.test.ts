import { readFileSync } from 'node:fs'

import { expect, it } from 'vitest'

import { bookingNoun } from '@/bookings/noun'
import { guestNoun } from '@/guests/noun'
import { roomNoun } from '@/rooms/noun'

/** The server's table of what is decided together: guests, rooms, bookings, in the order of its file. */
function coupledByServer(): string[][][] {
  const table = readFileSync('../api/src/edit/values.rs', 'utf8')
  const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
  return [...table.matchAll(/const COUPLED: [^=\n]*= &\[([^;]*)\];/g)].map(([, groups = '']) =>
    [...groups.matchAll(/\[([^\]]*)\]/g)].map(([, group = '']) =>
      [...group.matchAll(/"(\w+)"/g)].map(([, name = '']) => camel(name)),
    ),
  )
}

it('couples the fields that the server couples, of every noun', () => {
  const sorted = (groups: readonly (readonly string[])[]) => groups.map((group) => [...group].sort()).sort()
  const ours = [guestNoun, roomNoun, bookingNoun].map(({ coupled }) => sorted(coupled))
  expect(ours).toEqual(coupledByServer().map(sorted))
})
