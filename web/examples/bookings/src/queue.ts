import type { Request } from '@frontdesk/client'
import {
  broadcastNotice,
  type Entry,
  indexedDbStorage,
  Queue,
  sendOnce,
  webLock,
} from '@frontdesk/client/queue'

import type { Field } from './booking'
import { executor } from './frontdesk'
import { type BookingPatch, UpdateBookingDocument, WritesDocument } from './gql/graphql'

/** What is written: some fields of a booking. */
export type Patch = Request<Field>['patch']
export type Save = Entry<Patch>
export type Saves = Queue<Patch>

/** Every save goes this way, whether the server is there or not. */
export async function openQueue(account: string): Promise<Saves> {
  return Queue.open<Patch>({
    account,
    storage: await indexedDbStorage(indexedDB),
    lock: webLock(navigator.locks),
    notice: broadcastNotice(),
    // The server keeps its history, which knows each write by name, for ever.
    remembered: Infinity,
    send: (save, again) =>
      sendOnce(executor, UpdateBookingDocument, { input: inputOf(save) }, ({ booking }) =>
        again ? versionMadeBy(save) : booking.version,
      ),
    find: async (save) => {
      const version = await versionMadeBy(save)
      return version === undefined ? { kind: 'unknown' } : { kind: 'arrived', version }
    },
  })
}

function inputOf({ row, base, body, mutationId }: Save) {
  const patch = body as BookingPatch
  return { id: row, expectedVersion: base, patch, mutationId, onStale: 'MERGE' as const }
}

/** A save that is sent again may be answered a row that others have changed since. */
async function versionMadeBy({ row, mutationId }: Save): Promise<number | undefined> {
  const { history } = await executor.execute(WritesDocument, { id: row }, { fetchPolicy: 'no-cache' })
  return history.nodes.find((change) => change.mutationId === mutationId)?.version
}
