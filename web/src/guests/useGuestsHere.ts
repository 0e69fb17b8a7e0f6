import { useApolloClient } from '@apollo/client/react'
import { useConnectionState } from '@frontdesk/client/react'

import type { GuestRowFragment } from '@/gql/graphql'
import { byName, finds } from '@/i18n/names'
import { cached } from '@/nouns/cached'
import { type NewRow, useCreations, useNewRow } from '@/outbox'
import { useSession } from '@/session/context'

import { guestNoun } from './noun'

export type GuestHere = Pick<GuestRowFragment, 'id' | 'name' | 'email'>

/**
 * While the server is away: the guests that this page has read, and those who wait to be made, by a part of their name
 * or address. Undefined while the server can be asked.
 */
export function useGuestsHere(text: string): readonly GuestHere[] | undefined {
  const client = useApolloClient()
  const { connection } = useSession()
  const away = useConnectionState(connection) === 'lost'
  const waiting = useCreations('Guest')
  if (!away) return undefined
  const read = Object.keys(client.cache.extract() as object)
    .filter((key) => key.startsWith('Guest:'))
    .flatMap((key) => cached(client, guestNoun, key.slice('Guest:'.length)) ?? [])
  const made = waiting.flatMap(({ body }) => body.rows.map(guestOf))
  return [...made, ...read]
    .filter(({ name, email }) => finds(text, name, email ?? ''))
    .sort((one, other) => byName(one.name, other.name))
}

/** A guest as this page has read them last, or as they wait to be made. */
export function useGuestHere(id: string): GuestHere | undefined {
  const client = useApolloClient()
  const waiting = useNewRow('Guest', id)
  return cached(client, guestNoun, id) ?? (waiting && guestOf(waiting.row))
}

function guestOf(row: NewRow): GuestHere {
  const email = row['email']
  return { id: row.id, name: String(row['name']), email: typeof email === 'string' ? email : null }
}
