import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { type ConnectionState, Emitter } from '@frontdesk/client'

import { BACK_MS, type ConnectionNews, GRACE_MS, watchConnection } from './connectionNews'

let states: Emitter<ConnectionState>
let told: ConnectionNews[]
let stop: () => void

beforeEach(() => {
  vi.useFakeTimers({ now: 5_000 })
  states = new Emitter()
  told = []
  stop = watchConnection({ state: 'connecting', states }, (news) => told.push(news))
  states.emit('open')
})
afterEach(() => {
  stop()
  vi.useRealTimers()
})

it('says nothing of a loss that is over at once', () => {
  states.emit('lost')
  vi.advanceTimersByTime(GRACE_MS - 1)
  states.emit('open')
  vi.advanceTimersByTime(60_000)
  expect(told).toEqual([{ is: 'open' }, { is: 'open' }])
})

it('says since when the connection is lost, however often it is tried again', () => {
  states.emit('lost')
  vi.advanceTimersByTime(GRACE_MS)
  states.emit('connecting')
  states.emit('lost')
  vi.advanceTimersByTime(60_000)
  expect(told.slice(1)).toEqual([{ is: 'lost', since: 5_000 }])
})

it('says that it is back, for a while', () => {
  states.emit('lost')
  vi.advanceTimersByTime(GRACE_MS)
  states.emit('open')
  expect(told.at(-1)).toEqual({ is: 'back' })
  vi.advanceTimersByTime(BACK_MS)
  expect(told.at(-1)).toEqual({ is: 'open' })
})

it('says of the next loss when that was', () => {
  states.emit('lost')
  vi.advanceTimersByTime(GRACE_MS)
  states.emit('open')
  states.emit('lost')
  vi.advanceTimersByTime(GRACE_MS)
  expect(told.slice(-2)).toEqual([{ is: 'back' }, { is: 'lost', since: 5_000 + GRACE_MS }])
})
