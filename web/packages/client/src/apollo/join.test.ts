import { ApolloClient, ApolloLink, gql, InMemoryCache, Observable } from '@apollo/client'
import { OperationTypeNode } from 'graphql'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { type Activity, join, type Place, type TypedDocument } from '../core/index.js'
import { apolloExecutor } from './executor.js'

type Here = Activity & { presenceId: string }
const JOIN = gql`
  subscription Join($orderId: ID!, $presenceId: ID!, $mode: PresenceMode!, $field: String) {
    joinOrder(orderId: $orderId, presenceId: $presenceId, mode: $mode, field: $field) {
      orderId
    }
  }
` as TypedDocument<unknown, Here & { orderId: string }>
const UPDATE = gql`
  mutation Update($input: UpdatePresenceInput!) {
    updatePresence(input: $input) {
      __typename
    }
  }
` as TypedDocument<unknown, { input: Here }>

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
        letIn = () => observer.next({ data: { joinOrder: { __typename: 'PresenceEvent', orderId: 'b1' } } })
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
  const client = new ApolloClient({ link, cache: new InMemoryCache() })
  place = join(apolloExecutor(client), { join: JOIN, update: UPDATE, place: { orderId: 'b1' } })
})
afterEach(() => {
  place.leave()
  vi.useRealTimers()
})
const settle = () => vi.advanceTimersByTimeAsync(300)

it('comes to look, and says at which field it is by then', async () => {
  letIn()
  place.tell({ mode: 'EDITING', field: 'endsOn' })
  await settle()
  expect(heard).toEqual(['join VIEWING -', 'EDITING endsOn'])
})

it('takes the way from one field to the next for one step', async () => {
  letIn()
  place.tell({ mode: 'EDITING', field: 'startsOn' })
  await settle()
  place.tell({ mode: 'VIEWING', field: null })
  place.tell({ mode: 'EDITING', field: 'endsOn' })
  await settle()
  expect(heard.slice(1)).toEqual(['EDITING startsOn', 'EDITING endsOn'])
})

it('says nothing twice', async () => {
  letIn()
  place.tell({ mode: 'EDITING', field: 'startsOn' })
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
  place.tell({ mode: 'EDITING', field: 'startsOn' })
  await settle()
  expect(heard.at(-1)).toBe('EDITING startsOn')
})
