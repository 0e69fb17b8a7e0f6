import { expect, it } from 'vitest'

import { AnswerError, type Executing, type Executor, type TypedDocument } from '../core/index.js'
import { sendOnce } from './send.js'

interface Variables {
  input: { id: string; expectedVersion: number; mutationId: string }
}
interface Updated {
  updateOrder:
    | { __typename: 'OrderSaved'; mergedFields: string[]; order: { version: number } }
    | { __typename: 'Conflict'; message: string; currentVersion: number }
    | { __typename: 'OutOfStock'; message: string }
}
const UPDATE = {} as TypedDocument<Updated, Variables>

async function send(answer: Updated['updateOrder'] | Error) {
  const asked: { variables: unknown; executing: Executing | undefined }[] = []
  const executor: Executor = {
    execute: <TData>(_: unknown, variables: unknown, executing?: Executing) => {
      asked.push({ variables, executing })
      if (answer instanceof Error) return Promise.reject(answer)
      return Promise.resolve({ updateOrder: answer } as TData)
    },
    subscribe: () => () => undefined,
  }
  const input = { id: '1', expectedVersion: 3, mutationId: 'name' }
  const outcome = await sendOnce(executor, UPDATE, { input }, ({ order }) => order.version)
  expect(asked, 'once, and not for whoever signs in next').toEqual([
    { variables: { input }, executing: { withoutSession: true } },
  ])
  return outcome
}
const refusal = (code?: string) => new AnswerError([{ message: 'no', ...(code && { extensions: { code } }) }])

it('tells what a write has come to', async () => {
  const mergedFields = ['notes']
  const saved = await send({ __typename: 'OrderSaved', mergedFields, order: { version: 5 } })
  expect(saved).toEqual({ kind: 'saved', version: 5, mergedFields })
  const conflict = { __typename: 'Conflict', message: 'changed', currentVersion: 4 } as const
  expect(await send(conflict)).toEqual({ kind: 'conflict', currentVersion: 4, detail: conflict })
  const problem = { __typename: 'OutOfStock', message: 'none left' } as const
  expect(await send(problem)).toEqual({ kind: 'refused', detail: problem })
})

it.each([
  [new TypeError('Failed to fetch'), 'unanswered'],
  [refusal('UNAVAILABLE'), 'unanswered'],
  [refusal('UNCONFIRMED'), 'unanswered'],
  [refusal('TIMEOUT'), 'unanswered'],
  [refusal('RATE_LIMITED'), 'unanswered'],
  [refusal('UNAUTHENTICATED'), 'signedOut'],
  [refusal('FORBIDDEN'), 'refused'],
  [refusal('BAD_REQUEST'), 'refused'],
  [refusal('INTERNAL'), 'mistake'],
  [refusal(), 'mistake'],
])('tells what an error says of the write: %s', async (error, kind) => {
  const { kind: told, ...rest } = await send(error)
  expect(told).toBe(kind)
  if (kind === 'refused')
    expect(rest).toEqual({ detail: { message: 'no', code: expect.any(String) as string } })
})
