import { skipToken, useQuery } from '@apollo/client/react'
import { useDebouncedValue } from '@mantine/hooks'

import type { Control } from '@/editing'
import { GuestByIdDocument, GuestListDocument } from '@/gql/graphql'
import { useAnswer } from '@/lists/useAnswer'

import { type GuestHere, useGuestHere, useGuestsHere } from './useGuestsHere'

const SHOWN = 20
const TYPING_MS = 150

/** The guests that are found by what is typed into a field, and the one that it holds. */
export function useGuestHits({ value, unread }: Pick<Control, 'value' | 'unread'>) {
  const id = value === null ? '' : String(value)
  const { data: found } = useQuery(GuestByIdDocument, id === '' ? skipToken : { variables: { id } })
  // What was found for the guest before is still there where none is chosen.
  const here = useGuestHere(id)
  const chosen = id === '' ? undefined : (found?.row ?? here)
  const text = unread?.text.trim() ?? ''
  const [asked] = useDebouncedValue(text, TYPING_MS)
  const list = useQuery(GuestListDocument, {
    variables: { first: SHOWN, ...(asked !== '' && { filter: { text: asked } }) },
    fetchPolicy: 'cache-and-network',
  })
  const { refused } = useAnswer(asked, list)
  // Not those of the text before.
  const answered = asked === text ? (refused ? [] : list.data?.page.nodes) : undefined
  const guests = useGuestsHere(text)?.slice(0, SHOWN) ?? answered
  return {
    id,
    text,
    shown: chosen ? labelOf(chosen) : id && '…',
    groups: guests && [{ name: '', hits: guests.map(hitOf) }],
    refused,
  }
}

function hitOf(guest: GuestHere) {
  return { value: guest.id, label: labelOf(guest) }
}

function labelOf({ name, email }: GuestHere) {
  return email ? `${name} · ${email}` : name
}
