import type { Noun, Row, Value } from '@/editing/model'
import { coupled } from '@/gql/coupled'
import type { GuestRowFragment } from '@/gql/graphql'

export const GUEST_FIELDS = ['name', 'email', 'phone', 'country', 'notes'] as const
export type GuestField = (typeof GUEST_FIELDS)[number]

/** Nothing is nothing, and the server drops the spaces around a name. */
const isSameText = (one: Value, other: Value) => String(one ?? '').trim() === String(other ?? '').trim()

export const guestNoun: Noun<GuestField> = {
  fields: GUEST_FIELDS,
  coupled: coupled.GuestPatch,
  same: { name: isSameText, email: isSameText, phone: isSameText, country: isSameText },
}

/** Under which name what is typed into its form is kept. */
export const draftOfGuest = (id: string) => `guest:${id}`

export function rowOfGuest(guest: GuestRowFragment): Row<GuestField> {
  const { version, name, email, phone, country, notes, updatedBy, updatedAt } = guest
  return {
    version,
    values: { name, email, phone, country, notes },
    author: updatedBy ? { name: updatedBy.name, at: updatedAt } : undefined,
  }
}

/** A patch clears these with null. */
const CLEARED: readonly string[] = ['email', 'phone', 'country']

/** The input as the server wants it: a cleared field is null. */
export function cleared<Patch extends object>(patch: Patch): Patch {
  const entries = Object.entries(patch).map(([field, value]) => [
    field,
    CLEARED.includes(field) && value === '' ? null : (value as Value),
  ])
  return Object.fromEntries(entries) as Patch
}
