import { act, renderHook, waitFor } from '@testing-library/react'
import { parse } from 'graphql'
import type { ReactNode } from 'react'
import { expect, it, vi } from 'vitest'

import { Drafts, type Executor, type Sink, type TypedDocument } from '../core/index.js'
import { memoryLock, memoryNotice, memoryStorage, Queue } from '../queue/index.js'
import { FrontdeskContext, useQueue, useVersionedForm, useVersionedMutation, useWatch } from './index.js'

interface Told {
  told: { __typename: 'Changed'; revision: string }
}
interface Written {
  save: { __typename: 'Saved'; mergedFields: string[] }
}
const WATCH = parse('subscription { told }') as TypedDocument<Told, { after?: string; only?: string }>
const SAVE = parse('mutation { save }') as TypedDocument<
  Written,
  { input: { id: string; mutationId: string } }
>

/** An executor without Apollo Client, of which the hooks know nothing. */
function fake() {
  const begun: unknown[] = []
  const sinks: Sink<Told>[] = []
  const stop = vi.fn()
  let answer: (data: Written) => void = () => undefined
  const executor: Executor = {
    execute: <TData,>() =>
      new Promise<TData>((resolve) => {
        answer = (data) => resolve(data as TData)
      }),
    subscribe: (_document, variables, sink) => {
      begun.push(variables())
      sinks.push(sink as Sink<unknown>)
      return stop
    },
  }
  const wrapper = ({ children }: { children: ReactNode }) => (
    <FrontdeskContext value={executor}>{children}</FrontdeskContext>
  )
  return { begun, sinks, stop, wrapper, answer: (data: Written) => answer(data) }
}

it('watches while the component is there, anew for other variables', () => {
  const { begun, sinks, stop, wrapper } = fake()
  const onChange = vi.fn()
  const { rerender, unmount } = renderHook(
    ({ only }) => useWatch(WATCH, { variables: { only }, after: 'r1', onChange }),
    { wrapper, initialProps: { only: 'a' } },
  )
  rerender({ only: 'a' })
  expect(begun).toEqual([{ after: 'r1', only: 'a' }])
  const change = { __typename: 'Changed' as const, revision: 'r2' }
  sinks[0]?.next({ told: change })
  expect(onChange).toHaveBeenCalledExactlyOnceWith(change)
  rerender({ only: 'b' })
  expect(begun[1]).toEqual({ after: 'r1', only: 'b' })
  unmount()
  expect(stop).toHaveBeenCalledTimes(2)
})

it('says that it saves, until it has', async () => {
  const { wrapper, answer } = fake()
  const { result } = renderHook(() => useVersionedMutation(SAVE), { wrapper })
  let outcome: ReturnType<typeof result.current.save> | undefined
  act(() => {
    outcome = result.current.save({ id: '1' })
  })
  expect(result.current.saving).toBe(true)
  await act(async () => {
    answer({ save: { __typename: 'Saved', mergedFields: ['notes'] } })
    await outcome
  })
  expect(await outcome).toMatchObject({ kind: 'saved', mergedFields: ['notes'] })
  expect(result.current.saving).toBe(false)
})

it('keeps what was typed into a form that is closed, and what others changed meanwhile', () => {
  const drafts = new Drafts()
  const noun = { fields: ['title', 'notes'], coupled: [] } as const
  const row = (version: number, notes: string) => ({
    version,
    values: { title: 'one', notes },
    author: undefined,
  })
  const form = (now: ReturnType<typeof row>) =>
    renderHook(() => useVersionedForm<'title' | 'notes'>(drafts, noun, 'row-1', now))
  const first = form(row(1, 'old'))
  act(() => first.result.current.dispatch({ type: 'edit', field: 'title', value: 'mine' }))
  first.unmount()
  const { state } = form(row(2, 'theirs')).result.current
  expect(state.edits.title?.value).toBe('mine')
  expect(state.current.values.notes).toBe('theirs')
})

it('shows what waits in a queue, and how it ends', async () => {
  let answer: () => void = () => undefined
  const answered = new Promise<void>((resolve) => (answer = resolve))
  const queue = await Queue.open<string>({
    account: 'anna',
    storage: memoryStorage(),
    lock: memoryLock(),
    notice: memoryNotice()(),
    remembered: Infinity,
    send: () => answered.then(() => ({ kind: 'saved', version: 2, mergedFields: [] })),
    find: () => Promise.resolve({ kind: 'unknown' }),
  })
  const { result } = renderHook(() => useQueue(queue))
  expect(result.current.entries).toEqual([])
  await queue.accept({ row: 'r', base: 1, fields: ['notes'], body: 'a' })
  await waitFor(() => expect(result.current).toMatchObject({ state: 'sending', entries: [{ body: 'a' }] }))
  answer()
  await waitFor(() => expect(result.current.entries).toMatchObject([{ state: { end: { as: 'saved' } } }]))
  await queue.close()
})
