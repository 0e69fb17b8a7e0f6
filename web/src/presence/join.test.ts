import { ApolloClient, ApolloLink, InMemoryCache, Observable } from '@apollo/client'
import { OperationTypeNode } from 'graphql'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { join, type Place } from './join'

/** What the server hears of us: each join and each update, as mode and field. */
let heard: string[]
let letIn: () => void
let breakOff: () => void
let refuse: boolean
let place: Place

const activity = ({ mode, field }: { mode: string; field: string | null }) => `${mode} ${field ?? '-'}`

const link = new ApolloLink(
  (operation) =>
    new Observable((observer) => {
      if (operation.operationType === OperationTypeNode.SUBSCRIPTION) {
        const sent = JSON.parse(JSON.stringify(operation.variables)) as { mode: string; field: null }
        const { resume } = operation.getContext()
        heard.push(`join ${activity({ ...sent, ...resume?.() })}`)
        letIn = () =>
          observer.next({ data: { joinBooking: { __typename: 'PresenceEvent', bookingId: 'b1' } } })
        breakOff = () => observer.error(new Error('cut'))
      } else {
        heard.push(activity((operation.variables as { input: { mode: string; field: null } }).input))
        if (refuse) observer.error(new Error('refused'))
        else {
          observer.next({ data: { updatePresence: { __typename: 'PresenceSaved' } } })
          observer.complete()
        }
      }
    }),
)

beforeEach(() => {
  vi.useFakeTimers()
  heard = []
  refuse = false
  place = join(new ApolloClient({ link, cache: new InMemoryCache() }), 'b1')
})
afterEach(() => {
  place.leave()
  vi.useRealTimers()
})
const settle = () => vi.advanceTimersByTimeAsync(300)

it('comes to look, and says at which field it is by then', async () => {
  letIn()
  place.tell({ mode: 'EDITING', field: 'checkOut' })
  await settle()
  expect(heard).toEqual(['join VIEWING -', 'EDITING checkOut'])
})

it('takes the way from one field to the next for one step', async () => {
  letIn()
  place.tell({ mode: 'EDITING', field: 'checkIn' })
  await settle()
  place.tell({ mode: 'VIEWING', field: null })
  place.tell({ mode: 'EDITING', field: 'checkOut' })
  await settle()
  expect(heard.slice(1)).toEqual(['EDITING checkIn', 'EDITING checkOut'])
})

it('says nothing twice', async () => {
  letIn()
  place.tell({ mode: 'EDITING', field: 'checkIn' })
  place.tell({ mode: 'VIEWING', field: null })
  await settle()
  letIn()
  expect(heard).toEqual(['join VIEWING -'])
})

it('waits to be let in before it says where it is', async () => {
  place.tell({ mode: 'EDITING', field: 'notes' })
  await settle()
  expect(heard).toEqual(['join VIEWING -'])
  letIn()
  expect(heard[1]).toBe('EDITING notes')
})

it('comes back to the field where it was when the connection was lost', async () => {
  letIn()
  place.tell({ mode: 'EDITING', field: 'notes' })
  await settle()
  breakOff()
  await vi.advanceTimersByTimeAsync(1000)
  expect(heard).toEqual(['join VIEWING -', 'EDITING notes', 'join EDITING notes'])
})

it('goes on after an update that failed', async () => {
  letIn()
  refuse = true
  place.tell({ mode: 'EDITING', field: 'notes' })
  await settle()
  refuse = false
  place.tell({ mode: 'EDITING', field: 'checkIn' })
  await settle()
  expect(heard.at(-1)).toBe('EDITING checkIn')
})
