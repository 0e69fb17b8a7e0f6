import { expect, it } from 'vitest'

import { shownOf } from './shown'

it('keeps what the screens show and the rows that it leads to, and nothing else', () => {
  const shown = {
    ROOT_QUERY: { __typename: 'Query', 'bookings({"first":25})': { nodes: [{ __ref: 'Booking:1' }] } },
    'Booking:1': { id: '1', guest: { __ref: 'Guest:1' } },
    'Guest:1': { id: '1', name: 'Emma' },
  }
  const cache = {
    ...shown,
    ROOT_QUERY: {
      ...shown.ROOT_QUERY,
      'history({"id":"1"})': { nodes: [{ actor: { __ref: 'Actor:1' } }] },
      sessions: [{ __ref: 'SessionInfo:1' }],
    },
    ROOT_SUBSCRIPTION: { bookingChanged: { __ref: 'Booking:2' } },
    'Actor:1': { id: '1' },
    'SessionInfo:1': { id: '1' },
    'Booking:2': { id: '2' },
  }
  expect(shownOf(cache)).toEqual(shown)
  expect(shownOf({})).toEqual({})
})
