import type { IntrospectionQuery } from 'graphql'

import { PAGES, type Pages } from './guide'

/** Where the guide says how these types are used together. */
export const PLACES: Readonly<Record<string, readonly string[]>> = {
  'README.md': ['Problem', 'Session', 'SignInResult'],
  'list-and-watch.md': [
    ...['BookingEvent', 'BookingChange', 'GuestEvent', 'GuestChange', 'RoomEvent', 'RoomChange'],
    ...['Revision', 'StreamReady', 'StreamBookmark', 'StreamGap'],
  ],
  'saving.md': ['UpdateBookingInput', 'OnStale', 'BookingSaved', 'Conflict', 'FieldConflict'],
  'presence.md': ['Presence', 'PresenceEvent', 'UpdatePresenceInput'],
  'bulk.md': ['BookingsSaved', 'FailedUpdate'],
  'history.md': ['Change', 'ChangeConnection', 'FieldChange'],
  'cursors-and-limits.md': ['PageInfo', 'BookingFilter'],
  'absent-and-null.md': ['BookingPatch', 'GuestPatch', 'RoomPatch'],
}

/** The schema as the playground shows it: at its types, a link to the page of the guide that is about them. */
export function described(schema: IntrospectionQuery, pages: Pages = PAGES): IntrospectionQuery {
  const pageOf = new Map(Object.entries(PLACES).flatMap(([page, names]) => names.map((name) => [name, page])))
  const types = schema.__schema.types.map((type) => {
    const page = pageOf.get(type.name)
    const text = page && pages[page]
    if (!text) return type
    const title = /^# (.+)$/m.exec(text)?.[1] ?? page
    return { ...type, description: `${type.description ?? ''}\n\n[Guide: ${title}](#guide/${page})` }
  })
  return { ...schema, __schema: { ...schema.__schema, types } }
}
