import type { Hotel } from '../hotel'
import { type Answer, TYPE } from './check'
import type { Generated } from './generate'
import { type Tally, told } from './report'
import type { Transports } from './transports'
import type { Known } from './values'

interface Scene {
  hotel: Hotel
  transports: Transports
  tally: Tally
  rows: Known
  asked: Generated
}
type Answers = AsyncIterator<Answer, unknown>

const DEADLINE_MS = 15_000

/** Two who watch the same, by different ways, are told the same of each change; and again whoever comes back. */
export async function watch(scene: Scene, name: string): Promise<void> {
  const { transports, asked } = scene
  const ids: string[] = []
  const anna = transports.socket(asked)
  const ben = transports.events(asked, undefined, (id) => ids.push(id))
  const ready = await next(scene, anna, 'StreamReady')
  if (!ready) return
  const both: [Answer | undefined, Answer | undefined][] = [[ready, await next(scene, ben, 'StreamReady')]]
  const [seen] = ids
  const noun = name.replace('Changed', '')
  for (const write of writes(scene, noun)) {
    await write()
    const changed = `${capitalised(noun)}Change`
    both.push([await next(scene, anna, changed), await next(scene, ben, changed)])
  }
  for (const [one, other] of both) {
    const same = JSON.stringify(one) === JSON.stringify(other)
    if (!same) throw new Error(told(`not the same: ${JSON.stringify(other)}`, asked, one))
  }
  const again = transports.events(asked, seen)
  await next(scene, again, 'StreamBookmark')
  for (const answers of [anna, ben, again]) await answers.return?.(undefined)
}

/** Whoever watches a booking, or is at it, is told of somebody who comes. */
export async function meet(scene: Scene): Promise<void> {
  const { transports, asked, rows } = scene
  const anna = transports.socket(asked)
  if (!(await next(scene, anna))) return
  const ben = await join(transports, rows.watched?.id ?? '', crypto.randomUUID())
  await next(scene, anna)
  await ben.return?.(undefined)
  await anna.return?.(undefined)
}

/** Whoever watches the settings is told them as they are. */
export async function look(scene: Scene): Promise<void> {
  const settings = scene.transports.socket(scene.asked)
  await next(scene, settings)
  await settings.return?.(undefined)
}

/** Somebody who is at a booking until they return. */
export async function join(transports: Transports, booking: string, presence: string): Promise<Answers> {
  const text = `subscription { joinBooking(bookingId: "${booking}", presenceId: "${presence}") { bookingId } }`
  const joined = transports.socket({ text, variables: {} })
  const told = await joined.next()
  if (told.done || !told.value.data) throw new Error(JSON.stringify(told))
  return joined
}

/** The next answer of the type, or of any; none where the subscription is refused. What comes before is checked. */
async function next({ tally, asked }: Scene, answers: Answers, type?: string): Promise<Answer | undefined> {
  for (;;) {
    const came = await inTime(answers.next(), () => new Error(told(`no ${type ?? 'answer'} came`, asked)))
    if (came.done) throw new Error(told(`over before ${type ?? 'an answer'} came`, asked))
    const answer = came.value
    tally.check(asked, answer, 'subscription')
    if (!answer.data) return undefined
    const [event] = Object.values(answer.data) as Record<string, unknown>[]
    if (!type || event?.[TYPE] === type) return answer
  }
}

/** What a noun's watchers are to be told of. */
function writes({ hotel, rows }: Scene, noun: string): (() => Promise<unknown>)[] {
  const notes = `notes: "${crypto.randomUUID()}"`
  if (noun === 'booking') {
    const { id = '', version = 0 } = rows.watched ?? {}
    return [
      () => send(hotel, 'updateBooking', `id: "${id}", expectedVersion: ${version}, patch: { ${notes} }`),
    ]
  }
  const id = crypto.randomUUID()
  const name = `name: "Story ${id}"`
  const Noun = capitalised(noun)
  return [
    () => send(hotel, `create${Noun}`, `id: "${id}", ${name}`),
    () => send(hotel, `update${Noun}`, `id: "${id}", expectedVersion: 1, patch: { ${notes} }`),
    () => send(hotel, `delete${Noun}`, `id: "${id}", expectedVersion: 2`),
  ]
}

const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

async function send(hotel: Hotel, mutation: string, input: string): Promise<void> {
  const { end } = await hotel.ask<{ end: { __typename: string; message?: string } }>(
    `mutation { end: ${mutation}(input: { ${input} }) { __typename ... on Problem { message } } }`,
  )
  if (end.message !== undefined) throw new Error(`${mutation}: ${end.message}`)
}

async function inTime<T>(promise: Promise<T>, failure: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(failure()), DEADLINE_MS)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
