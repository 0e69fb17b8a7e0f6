import { expect, it, vi } from 'vitest'

import { othersOf, PresenceStore } from './store.js'

const at = (orderId: string, who: string, mode: 'VIEWING' | 'EDITING' = 'VIEWING', id = who) => ({
  __typename: 'Presence' as const,
  id,
  orderId,
  mode,
  field: null,
  actor: { __typename: 'Actor' as const, id: who, kind: 'USER' as const, name: who },
})

it('takes what is told of one order for all that is known of it', () => {
  const store = new PresenceStore(({ orderId }: ReturnType<typeof at>) => orderId)
  const told = vi.fn()
  store.changed.on(told)
  store.tell('b1', [at('b1', 'ben'), at('b1', 'mara')])
  store.tell('b2', [at('b2', 'vera')])
  store.tell('b1', [at('b1', 'mara')])
  expect(store.at('b1').map(({ id }) => id)).toEqual(['mara'])
  expect(store.at('b2').map(({ id }) => id)).toEqual(['vera'])
  expect(told).toHaveBeenCalledTimes(3)
})

it('begins anew with what is told of all orders', () => {
  const store = new PresenceStore(({ orderId }: ReturnType<typeof at>) => orderId)
  store.tell('b1', [at('b1', 'ben')])
  store.tell(null, [at('b2', 'ben'), at('b2', 'vera')])
  expect(store.at('b1')).toEqual([])
  expect(store.at('b2').map(({ id }) => id)).toEqual(['ben', 'vera'])
})

it('gives the same answer until somebody there does something', () => {
  const store = new PresenceStore(({ orderId }: ReturnType<typeof at>) => orderId)
  store.tell('b1', [at('b1', 'ben')])
  const before = store.at('b1')
  store.tell('b2', [at('b2', 'vera')])
  expect(store.at('b1')).toBe(before)
  expect(store.at('b3')).toBe(store.at('b4'))
})

it('knows nobody once nothing is heard any more', () => {
  const store = new PresenceStore(({ orderId }: ReturnType<typeof at>) => orderId)
  store.tell('b1', [at('b1', 'ben')])
  store.forget()
  expect(store.at('b1')).toEqual([])
})

it('shows everybody else once, as editing where one of their windows edits', () => {
  const present = [
    at('b1', 'anna'),
    at('b1', 'ben', 'VIEWING', 'tab1'),
    at('b1', 'ben', 'EDITING', 'tab2'),
    at('b1', 'ben', 'VIEWING', 'tab3'),
  ]
  expect(othersOf(present, 'anna').map(({ id, mode }) => [id, mode])).toEqual([['tab2', 'EDITING']])
})
