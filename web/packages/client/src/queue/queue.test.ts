import { afterEach, expect, it, vi } from 'vitest'

import type { Entry, Outcome, Write } from './entry.js'
import { type Found, Queue, type QueueOptions } from './queue.js'
import { memoryStorage } from './storage.js'
import { memoryLock, memoryNotice } from './tabs.js'

type Body = string
type Send = QueueOptions<Body>['send']

const opened: Queue<Body>[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((queue) => queue.close()))
})

/** One browser: what its tabs share, and what they sent. */
function browser(...answers: (Outcome | Promise<Outcome>)[]) {
  const [storage, lock, join] = [memoryStorage<Body>(), memoryLock(), memoryNotice()]
  const sent: { mutationId: string; base: number; again: boolean; body: Body }[] = []
  const send: Send = async ({ mutationId, base, body }, again) => {
    sent.push({ mutationId, base, again, body })
    return answers.shift() ?? { kind: 'unanswered' }
  }
  const tab = async (account = 'anna', options: Partial<QueueOptions<Body>> = {}) => {
    const find = () => Promise.resolve<Found>({ kind: 'unknown' })
    const shared = { storage, lock, notice: join(), send, find, remembered: Infinity, backOff: () => 1 }
    const queue = await Queue.open<Body>({ account, ...shared, ...options })
    opened.push(queue)
    return queue
  }
  return { sent, storage, tab, answer: (...more: Outcome[]) => void answers.push(...more) }
}

const write = (body: Body, row = 'r', fields = ['notes']): Write<Body> => ({ row, base: 1, fields, body })
const saved = (version: number, ...mergedFields: string[]): Outcome => ({
  kind: 'saved',
  version,
  mergedFields,
})
const conflict: Outcome = { kind: 'conflict', currentVersion: 4 }
const ends = (entries: readonly Entry<Body>[]) =>
  entries.map(({ state }) => (state.at === 'ended' ? state.end.as : state.at))
const become = (queue: Queue<Body>, ...expected: string[]) =>
  vi.waitFor(() => expect(ends(queue.entries)).toEqual(expected))

it('is stored before it is sent', async () => {
  const { storage, tab } = browser()
  const seen: string[][] = []
  const queue = await tab('anna', {
    send: async () => {
      seen.push(ends(await storage.list('anna')))
      return saved(2)
    },
  })
  await queue.accept(write('a'))
  await become(queue, 'saved')
  expect(seen).toEqual([['sending']])
})

it('is not accepted where it cannot be stored', async () => {
  const { sent, storage, tab } = browser(saved(2))
  const full = { ...storage, change: () => Promise.reject(new Error('QuotaExceededError')) }
  const queue = await tab('anna', { storage: full })
  await expect(queue.accept(write('a'))).rejects.toThrow('Quota')
  expect(queue.entries).toEqual([])
  expect(sent).toEqual([])
})

it('keeps its name for every request', async () => {
  const { sent, tab } = browser({ kind: 'unanswered' }, { kind: 'unanswered' }, saved(2))
  const queue = await tab()
  const { mutationId } = await queue.accept(write('a'))
  await become(queue, 'saved')
  expect(sent.map((request) => [request.mutationId, request.again])).toEqual([
    [mutationId, false],
    [mutationId, true],
    [mutationId, true],
  ])
})

it('goes on after a crash with what was on its way', async () => {
  const { sent, tab, answer } = browser(new Promise<Outcome>(() => undefined))
  const crashed = await tab()
  await crashed.accept(write('a'))
  await vi.waitFor(() => expect(sent).toHaveLength(1))
  await crashed.close()
  answer(saved(2))
  const queue = await tab()
  await become(queue, 'saved')
  expect(sent[1]).toEqual({ ...sent[0], again: true })
})

it('is sent by one tab of two, and shown in both', async () => {
  const { sent, tab } = browser(saved(2), saved(2))
  const [one, other] = [await tab(), await tab()]
  await Promise.all([one.accept(write('a', 'r')), other.accept(write('b', 's'))])
  await become(one, 'saved', 'saved')
  await become(other, 'saved', 'saved')
  expect(sent).toHaveLength(2)
  expect(other.state).toBe('elsewhere')
})

it('closes a tab that only waits for its turn, and the next one takes over', async () => {
  const { tab, answer } = browser()
  const [first, waiting, next] = [await tab(), await tab(), await tab()]
  await waiting.close()
  await first.close()
  answer(saved(2))
  await next.accept(write('a'))
  await become(next, 'saved')
})

it('goes on with what was sent past it, under the same name', async () => {
  const { sent, tab } = browser(saved(2))
  const queue = await tab()
  await queue.accept(write('a'), { mutationId: 'sent before', first: Date.now() })
  await become(queue, 'saved')
  expect(sent).toEqual([{ mutationId: 'sent before', base: 1, again: true, body: 'a' }])
})

it('puts the second write of a row on the version that the first made', async () => {
  const { sent, tab } = browser(saved(2), saved(3), saved(4))
  const queue = await tab()
  for (const body of ['a', 'b', 'c']) await queue.accept(write(body))
  await become(queue, 'saved', 'saved', 'saved')
  expect(sent.map(({ base }) => base)).toEqual([1, 2, 3])
})

it('does not cover what was merged: its author has not seen it', async () => {
  const touches = (fields: readonly string[], changed: readonly string[]) =>
    fields.some((field) => changed.includes(field))
  const { sent, tab } = browser({ kind: 'unanswered' }, saved(3, 'phone'), conflict, saved(4))
  const queue = await tab('anna', { touches })
  await queue.accept(write('a'))
  await queue.accept(write('b', 'r', ['phone']))
  await become(queue, 'merged', 'conflict')
  expect(sent.at(-1)).toMatchObject({ body: 'b', base: 1 })
})

it('does not lift a write to a version that is newer than what it was made on', async () => {
  const { sent, tab } = browser(saved(4), conflict)
  const queue = await tab()
  await queue.accept({ ...write('a'), base: 3 })
  await queue.accept({ ...write('old form'), base: 1 })
  await become(queue, 'saved', 'conflict')
  expect(sent[1]).toMatchObject({ body: 'old form', base: 1 })
})

it('lets other rows go on while one waits for a choice', async () => {
  const { sent, tab, answer } = browser(conflict, saved(2))
  const queue = await tab()
  const { mutationId } = await queue.accept(write('a'))
  await queue.accept(write('b'))
  await queue.accept(write('c', 's'))
  await become(queue, 'conflict', 'waiting', 'saved')
  answer(saved(5), saved(6))
  const mine = await queue.replace(mutationId, { base: 4, fields: ['notes'], body: 'mine' })
  await become(queue, 'conflict', 'saved', 'saved', 'saved')
  expect(sent.map(({ body }) => body)).toEqual(['a', 'c', 'mine', 'b'])
  expect(mine?.mutationId).not.toBe(mutationId)
  expect(await queue.drop(mutationId)).toBe(false)
})

it('goes on when what was refused is given up', async () => {
  const { tab, answer } = browser({ kind: 'refused', detail: 'taken' })
  const queue = await tab()
  const { mutationId } = await queue.accept(write('a'))
  await queue.accept(write('b'))
  await become(queue, 'refused', 'waiting')
  answer(saved(2))
  await queue.drop(mutationId)
  await become(queue, 'refused', 'saved')
})

it('shows and sends nothing of another account', async () => {
  const { sent, tab, answer } = browser({ kind: 'signedOut' })
  const anna = await tab('anna')
  await anna.accept(write('a'))
  await vi.waitFor(() => expect(anna.state).toBe('signedOut'))
  await anna.close()
  answer(saved(2))
  const ben = await tab('ben')
  await vi.waitFor(() => expect(ben.state).toBe('idle'))
  expect(ben.entries).toEqual([])
  expect(sent).toHaveLength(1)
  await ben.close()
  await become(await tab('anna'), 'saved')
})

it('sends nothing while the session is of somebody else', async () => {
  let session = 'ben'
  const { sent, tab } = browser(saved(2))
  const queue = await tab('anna', { signedIn: () => Promise.resolve(session) })
  await queue.accept(write('a'))
  await vi.waitFor(() => expect(queue.state).toBe('signedOut'))
  expect(sent).toEqual([])
  session = 'anna'
  queue.resume()
  await become(queue, 'saved')
})

it('can be given up as long as nobody says who is signed in: it has not left', async () => {
  const { sent, tab } = browser(saved(1))
  let away = true
  const signedIn = () => (away ? Promise.reject(new Error('away')) : Promise.resolve('anna'))
  const queue = await tab('anna', { signedIn })
  const [given, kept] = [await queue.accept(write('a')), await queue.accept(write('b', 's'))]
  await vi.waitFor(() => expect(queue.state).toBe('away'))
  expect(await queue.drop(given.mutationId)).toBe(true)
  expect(await queue.replace(kept.mutationId, { base: 1, fields: [], body: 'c' })).toBeDefined()
  away = false
  await become(queue, 'abandoned', 'abandoned', 'saved')
  expect(sent.map(({ body }) => body)).toEqual(['c'])
})

it('waits for the rows that it names, whatever becomes of them', async () => {
  const { sent, tab } = browser({ kind: 'refused' }, saved(1), saved(1), saved(1))
  const queue = await tab()
  const order = await queue.accept(write('order', 'g'))
  await queue.accept({ ...write('line', 'b'), needs: ['g'] })
  await queue.accept(write('another', 'o'))
  await become(queue, 'refused', 'waiting', 'saved')
  await queue.replace(order.mutationId, { base: 0, fields: [], body: 'mended' })
  await vi.waitFor(() => expect(sent.map(({ body }) => body)).toEqual(['order', 'another', 'mended', 'line']))
})

it.each<[Found, string]>([
  [{ kind: 'unknown' }, 'undecided'],
  [{ kind: 'arrived', version: 2 }, 'saved'],
  [{ kind: 'absent' }, 'conflict'],
])('looks for a write whose name may be forgotten: %o', async (found, end) => {
  const { sent, tab, answer } = browser({ kind: 'signedOut' })
  let now = 0
  const options = { now: () => now, remembered: 1000, find: () => Promise.resolve(found) }
  const queue = await tab('anna', options)
  await queue.accept(write('a'))
  await vi.waitFor(() => expect(queue.state).toBe('signedOut'))
  now = 1000
  answer(conflict)
  queue.resume()
  await become(queue, end)
  expect(sent).toHaveLength(found.kind === 'absent' ? 2 : 1)
})

it('asks what to do after a mistake of the server, and can send the same again', async () => {
  const { sent, tab, answer } = browser({ kind: 'mistake' })
  const queue = await tab()
  const { mutationId } = await queue.accept(write('a'))
  await become(queue, 'undecided')
  answer(saved(2))
  expect(await queue.again(mutationId)).toBe(true)
  await become(queue, 'saved')
  expect(sent[1]?.mutationId).toBe(mutationId)
})

it('forgets only what is settled', async () => {
  const { tab } = browser(saved(2), conflict)
  const queue = await tab()
  const one = await queue.accept(write('a', 'r'))
  const other = await queue.accept(write('b', 's'))
  await become(queue, 'saved', 'conflict')
  await queue.forget(one.mutationId, other.mutationId)
  await become(queue, 'conflict')
})
