import { gql } from '@apollo/client'
import { beforeEach, describe, expect, it } from 'vitest'

import { GuardedCache } from './cache.js'

const LIST = gql`
  query List {
    orders {
      nodes {
        ...Row
      }
    }
  }
  fragment Row on Order {
    id
    version
    price: totalPrice
    customer {
      id
      version
      name
    }
  }
`
const NOTES = gql`
  query Notes {
    order(id: 1) {
      id
      version
      notes
    }
  }
`

const customer = (version: number, name = 'Carla') => ({ __typename: 'Customer', id: 'g', version, name })
const row = (version: number, price: string, by = customer(1)) => ({
  __typename: 'Order',
  id: '1',
  version,
  price,
  customer: by,
})

let cache: GuardedCache
const arrives = (...nodes: unknown[]) => {
  cache.writeQuery({ query: LIST, data: { orders: { __typename: 'OrderConnection', nodes } } })
}
const shown = () => cache.readQuery<{ orders: { nodes: unknown[] } }>({ query: LIST })?.orders.nodes

beforeEach(() => {
  cache = new GuardedCache({ versioned: ['Order', 'Customer'] })
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
    arrives(row(2, '120', customer(1)))
    arrives(row(3, '130', customer(2, 'Clara')))
    arrives(row(4, '140', customer(1)))
    expect(shown()).toEqual([row(4, '140', customer(2, 'Clara'))])
  })

  it('believes what arrives next once the database may have gone back, and then no older one', () => {
    arrives(row(5, 'lost'), { ...row(1, '80', customer(3, 'lost')), id: '2' })
    cache.forget({ __typename: 'Order', id: '3' }, 7)
    cache.beginAnew()
    expect(shown()).toHaveLength(2)
    const again = [row(4, '140'), { ...row(1, '80'), id: '2' }, { ...row(6, '60'), id: '3' }]
    arrives(...again)
    expect(shown()).toEqual(again)
    arrives(row(3, '130'))
    expect(shown()).toEqual([row(4, '140')])
  })

  it('guards a fragment that is written by itself', () => {
    arrives(row(2, '120'))
    cache.writeFragment({
      id: 'Order:1',
      fragment: gql`
        fragment Price on Order {
          id
          version
          totalPrice
        }
      `,
      data: { __typename: 'Order', id: '1', version: 1, totalPrice: '100' },
    })
    expect(shown()).toEqual([row(2, '120')])
  })
})

describe('a row is of one version', () => {
  const notes = (version: number, text: string) => {
    const order = { __typename: 'Order', id: '1', version, notes: text }
    cache.writeQuery({ query: NOTES, data: { order } })
  }

  it('drops the fields that a newer version came without', () => {
    notes(1, 'late arrival')
    arrives(row(2, '120'))
    expect(cache.readQuery({ query: NOTES })).toBeNull()
  })

  it('keeps the fields that more of the same version came without', () => {
    notes(1, 'late arrival')
    arrives(row(1, '100'))
    expect(cache.readQuery({ query: NOTES })).toMatchObject({ order: { notes: 'late arrival' } })
  })
})

describe('a deleted row', () => {
  it('is not brought back by a late answer', () => {
    arrives(row(1, '100'))
    cache.forget({ __typename: 'Order', id: '1' }, 2)
    arrives(row(1, '100'))
    expect(shown()).toEqual([])
  })

  it('may come back when the cache begins anew', async () => {
    cache.forget({ __typename: 'Order', id: '1' }, 2)
    await cache.reset()
    arrives(row(1, '100'))
    expect(shown()).toEqual([row(1, '100')])
  })
})
