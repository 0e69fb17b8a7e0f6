import type { TypedDocumentNode } from '@apollo/client'
import { createContext, use, useEffect, useEffectEvent, useState } from 'react'

import type { ChangeOf, Emitter } from '@frontdesk/client'
import {
  BookingChangedDocument,
  type BookingChangedSubscription,
  GuestChangedDocument,
  type GuestChangedSubscription,
  RoomChangedDocument,
  type RoomChangedSubscription,
} from '@/gql/graphql'
import type { Noun } from '@/gql/nouns'

type Watched = BookingChangedSubscription | GuestChangedSubscription | RoomChangedSubscription
export type WatchedDocument = TypedDocumentNode<Watched, { after?: string }>

/** How the changes of each noun are watched. */
export const WATCHED: Readonly<Record<Noun, WatchedDocument>> = {
  Booking: BookingChangedDocument,
  Guest: GuestChangedDocument,
  Room: RoomChangedDocument,
}

/** A committed change. What it made of the row is in the cache already. */
export type LiveChange = ChangeOf<Watched>
export type BookingChange = Extract<LiveChange, { __typename: 'BookingChange' }>

/** What was changed. */
export function rowOf(change: LiveChange): { __typename: Noun; id: string } {
  switch (change.__typename) {
    case 'BookingChange':
      return { __typename: 'Booking', id: change.bookingId }
    case 'GuestChange':
      return { __typename: 'Guest', id: change.guestId }
    case 'RoomChange':
      return { __typename: 'Room', id: change.roomId }
  }
}

export const LiveContext = createContext<Emitter<LiveChange> | undefined>(undefined)

/** Calls with each change of anything, whoever made it. */
export function useChanges(onChange: (change: LiveChange) => void): void {
  const changes = use(LiveContext)
  if (!changes) throw new Error('useChanges is used outside of LiveProvider')
  const tell = useEffectEvent(onChange)
  useEffect(() => changes.on((change) => tell(change)), [changes])
}

/** The changes of one booking since the component is there, oldest first. */
export function useChangesOf(bookingId: string): readonly BookingChange[] {
  const [told, setTold] = useState<{ of: string; changes: readonly BookingChange[] }>({
    of: bookingId,
    changes: [],
  })
  useChanges((change) => {
    if (change.__typename !== 'BookingChange' || change.bookingId !== bookingId) return
    setTold(({ of, changes }) => ({
      of: bookingId,
      changes: of === bookingId ? [...changes, change] : [change],
    }))
  })
  return told.of === bookingId ? told.changes : []
}

/** A short rest, so that a group that is saved as a whole is read once. */
const SETTLING_MS = 100

/**
 * Reads a list anew after changes that may alter which rows it holds, or in which order. What stays in the list
 * needs no reading: the cache tells of new values.
 */
export function useRefetchOn(concerns: (change: LiveChange) => boolean, refetch: () => unknown): void {
  const [due, setDue] = useState(0)
  const read = useEffectEvent(refetch)
  useChanges((change) => {
    if (concerns(change)) setDue((count) => count + 1)
  })
  useEffect(() => {
    if (due === 0) return
    // What can't be read says so where it is shown; what is closed meanwhile need not be.
    const timer = setTimeout(() => {
      Promise.resolve(read()).catch(() => undefined)
    }, SETTLING_MS)
    return () => clearTimeout(timer)
  }, [due])
}
