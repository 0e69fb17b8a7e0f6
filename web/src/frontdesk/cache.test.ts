import { gql } from '@apollo/client'
import { beforeEach, describe, expect, it } from 'vitest'

import { GuardedCache } from './cache'

const LIST = gql`
  query List {
    bookings {
      nodes {
        ...Row
      }
    }
  }
  fragment Row on Booking {
    id
    version
    price: totalPrice
    guest {
      id
      version
      name
    }
  }
`
const NOTES = gql`
  query Notes {
    booking(id: 1) {
      id
      version
      notes
    }
  }
`

const guest = (version: number, name = 'Carla') => ({ __typename: 'Guest', id: 'g', version, name })
const row = (version: number, price: string, by = guest(1)) => ({
  __typename: 'Booking',
  id: '1',
  version,
  price,
  guest: by,
})

let cache: GuardedCache
const arrives = (...nodes: unknown[]) => {
  cache.writeQuery({ query: LIST, data: { bookings: { __typename: 'BookingConnection', nodes } } })
}
const shown = () => cache.readQuery<{ bookings: { nodes: unknown[] } }>({ query: LIST })?.bookings.nodes

beforeEach(() => {
  cache = new GuardedCache({ versioned: ['Booking', 'Guest'] })
})

describe('a row never goes back', () => {
  it('takes a newer version', () => {
    arrives(row(1, '100'))
    arrives(row(2, '120'))
    expect(shown()).toEqual([row(2, '120')])
  })

  it('keeps what it has when an older version arrives late', () => {
    arrives(row(2, '120'))
    arrives(row(1, '100'))
    expect(shown()).toEqual([row(2, '120')])
  })

  it('judges each row of an answer by itself', () => {
    arrives(row(2, '120', guest(1)))
    arrives(row(3, '130', guest(2, 'Clara')))
    arrives(row(4, '140', guest(1)))
    expect(shown()).toEqual([row(4, '140', guest(2, 'Clara'))])
  })

  it('guards a fragment that is written by itself', () => {
    arrives(row(2, '120'))
    cache.writeFragment({
      id: 'Booking:1',
      fragment: gql`
        fragment Price on Booking {
          id
          version
          totalPrice
        }
      `,
      data: { __typename: 'Booking', id: '1', version: 1, totalPrice: '100' },
    })
    expect(shown()).toEqual([row(2, '120')])
  })
})

describe('a row is of one version', () => {
  const notes = (version: number, text: string) => {
    const booking = { __typename: 'Booking', id: '1', version, notes: text }
    cache.writeQuery({ query: NOTES, data: { booking } })
  }

  it('drops the fields that a newer version came without', () => {
    notes(1, 'late arrival')
    arrives(row(2, '120'))
    expect(cache.readQuery({ query: NOTES })).toBeNull()
  })

  it('keeps the fields that more of the same version came without', () => {
    notes(1, 'late arrival')
    arrives(row(1, '100'))
    expect(cache.readQuery({ query: NOTES })).toMatchObject({ booking: { notes: 'late arrival' } })
  })
})

describe('a deleted row', () => {
  it('is not brought back by a late answer', () => {
    arrives(row(1, '100'))
    cache.forget({ __typename: 'Booking', id: '1' }, 2)
    arrives(row(1, '100'))
    expect(shown()).toEqual([])
  })

  it('may come back when the cache begins anew', async () => {
    cache.forget({ __typename: 'Booking', id: '1' }, 2)
    await cache.reset()
    arrives(row(1, '100'))
    expect(shown()).toEqual([row(1, '100')])
  })
})
