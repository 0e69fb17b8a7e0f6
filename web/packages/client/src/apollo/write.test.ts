import type { TypedDocumentNode } from '@apollo/client'
import { ApolloClient, ApolloLink, gql, Observable } from '@apollo/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { write } from '../core/index.js'
import { GuardedCache } from './cache.js'
import { apolloExecutor } from './executor.js'

interface Update {
  updateOrder:
    | { __typename: 'OrderSaved'; mergedFields: string[] }
    | { __typename: 'Conflict'; message: string; currentVersion: number }
    | { __typename: 'OutOfStock'; message: string }
}
interface Variables {
  input: { id: string; expectedVersion: number; mutationId?: string }
}
const UPDATE = gql`
  mutation Update($input: UpdateOrderInput!) {
    updateOrder(input: $input) {
      ... on OrderSaved {
        mergedFields
      }
      ... on Conflict {
        message
        currentVersion
      }
      ... on OutOfStock {
        message
      }
    }
  }
` as TypedDocumentNode<Update, Variables>

type Answer = Update['updateOrder'] | Error | { code: string }
let sent: Variables['input'][]

function save(...answers: Answer[]) {
  const link = new ApolloLink(
    (operation) =>
      new Observable((observer) => {
        sent.push((operation.variables as Variables).input)
        const answer = answers.shift() ?? new Error('no answer left')
        if (answer instanceof Error) observer.error(answer)
        else if ('code' in answer) {
          observer.next({ data: { updateOrder: null }, errors: [{ message: 'no', extensions: answer }] })
          observer.complete()
        } else {
          observer.next({ data: { updateOrder: answer } })
          observer.complete()
        }
      }),
  )
  const possibleTypes = { UpdateOrderResult: ['OrderSaved', 'Conflict', 'OutOfStock'] }
  const client = new ApolloClient({ link, cache: new GuardedCache({ versioned: [], possibleTypes }) })
  return write(apolloExecutor(client), UPDATE, { id: '1', expectedVersion: 1 })
}

beforeEach(() => {
  sent = []
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('says what was merged', async () => {
  const outcome = await save({ __typename: 'OrderSaved', mergedFields: ['notes'] })
  expect(outcome).toMatchObject({ kind: 'saved', mergedFields: ['notes'] })
})

it('hands over the conflict', async () => {
  const outcome = await save({ __typename: 'Conflict', message: 'Anna was quicker', currentVersion: 2 })
  expect(outcome).toMatchObject({ kind: 'conflict', conflict: { currentVersion: 2 } })
})

it('takes every other member with a message for a problem', async () => {
  const outcome = await save({ __typename: 'OutOfStock', message: 'taken' })
  expect(outcome).toMatchObject({ kind: 'problem', problem: { message: 'taken' } })
})

it('sends a write that got no answer again under the same name', async () => {
  const outcome = save(new TypeError('offline'), { __typename: 'OrderSaved', mergedFields: [] })
  await vi.runAllTimersAsync()
  expect(await outcome).toMatchObject({ kind: 'saved' })
  expect(sent).toHaveLength(2)
  expect(sent[0]?.mutationId).toBeTruthy()
  expect(sent[1]).toEqual(sent[0])
})

it.each(['UNAVAILABLE', 'UNCONFIRMED'])('sends a write again that was answered by %s', async (code) => {
  const outcome = save({ code }, { __typename: 'OrderSaved', mergedFields: [] })
  await vi.runAllTimersAsync()
  expect(await outcome).toMatchObject({ kind: 'saved' })
  expect(sent[1]).toEqual(sent[0])
})

it('takes a mistake of the server for its answer', async () => {
  const outcome = save({ code: 'INTERNAL' }, { __typename: 'OrderSaved', mergedFields: [] })
  await vi.runAllTimersAsync()
  expect(await outcome).toMatchObject({ kind: 'failed' })
  expect(sent).toHaveLength(1)
})

it('keeps the name for the retry that a person asks for', async () => {
  const offline = Array.from({ length: 4 }, () => new TypeError('offline'))
  const running = save(...offline, { __typename: 'OrderSaved', mergedFields: [] })
  await vi.runAllTimersAsync()
  const failed = await running
  if (failed.kind !== 'failed') throw new Error(`was ${failed.kind}`)
  expect(await failed.retry()).toMatchObject({ kind: 'saved' })
  expect(new Set(sent.map((input) => input.mutationId)).size).toBe(1)
})

it('names another intention otherwise', async () => {
  await save({ __typename: 'OrderSaved', mergedFields: [] })
  await save({ __typename: 'OrderSaved', mergedFields: [] })
  expect(sent[0]?.mutationId).not.toBe(sent[1]?.mutationId)
})
