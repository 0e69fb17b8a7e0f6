import { setImmediate as turn } from 'node:timers/promises'

import { isSettled } from '@frontdesk/client/queue'
import { expect, testApart as test } from './fixtures'
import { Desk } from './queue/desk'
import type { Post } from './queue/guests'
import { Random } from './queue/random'
import type { Server } from './server'

const RUNS = Number(process.env.QUEUE_RUNS ?? 3)
// In the environment, so that the process that runs the stories knows them by the same names.
const FIRST = Number((process.env.QUEUE_SEED ??= String(Date.now() % 1_000_000)))
const STEPS = Number(process.env.QUEUE_STEPS ?? 80)

const poster =
  (server: Server, token: string): Post =>
  async (query, variables = {}) => {
    const answer = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    })
    return (await answer.json()) as Awaited<ReturnType<Post>>
  }

async function signIn(server: Server, person: string): Promise<Post> {
  const { data } = await poster(server, '')(
    'mutation ($email: String!) { signIn(email: $email, password: "frontdesk") { ... on Session { token } } }',
    { email: `${person.toLowerCase()}@demo.frontdesk` },
  )
  return poster(server, (data as { signIn: { token: string } }).signIn.token)
}

interface Logged {
  mutationId: string | null
  version: number
  rowId: string
  actor: { name: string }
  diff: { field: string; after: unknown }[]
}

/** The whole history of a row, once it has caught up with what is known to be saved. */
async function historyOf(ask: Post, id: string): Promise<Logged[]> {
  const logged: Logged[] = []
  let after: string | null = null
  do {
    const { data } = await ask(
      `query ($id: ID!, $after: String) { history(id: $id, first: 200, after: $after) {
        pageInfo { endCursor hasNextPage }
        nodes { mutationId version rowId actor { name } diff { field after } } } }`,
      { id, after },
    )
    const { nodes, pageInfo } = (
      data as {
        history: { nodes: Logged[]; pageInfo: { endCursor: string | null; hasNextPage: boolean } }
      }
    ).history
    logged.push(...nodes)
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null
  } while (after)
  return logged
}

for (let seed = FIRST; seed < FIRST + RUNS; seed++) {
  test(`every accepted write ends once, and the log holds it at most once: QUEUE_SEED=${seed}`, async ({
    server,
  }) => {
    test.setTimeout(180_000)
    const random = new Random(seed)
    const posts = await Promise.all(['Anna', 'Ben', 'Mara'].map((person) => signIn(server, person)))
    const [ask] = posts
    if (!ask) throw new Error('nobody is signed in')
    const rows: string[] = []
    for (const name of ['One', 'Two', 'Three']) {
      const { data } = await ask(
        'mutation ($name: String!) { createGuest(input: { name: $name }) { ... on GuestSaved { guest { id } } } }',
        { name: `${name} of ${seed}` },
      )
      rows.push((data as { createGuest: { guest: { id: string } } }).createGuest.guest.id)
    }
    const desks = posts.map((post, at) => new Desk(['Anna', 'Ben', 'Mara'][at] ?? '', post, random))

    const killedAt = random.below(STEPS)
    let [down, marks] = [false, 0]
    for (let step = 0; step < STEPS; step++) {
      const desk = random.of(desks)
      const what = random.number()
      if (step === killedAt) {
        await server.kill()
        down = true
      } else if (down && step > killedAt + 12) {
        await server.restart()
        down = false
      } else if (what < 0.5) await desk.write(random.of(rows), `${seed}-${marks++}`)
      else if (what < 0.6) desk.outage = random.of(['there', 'back', 'either'] as const)
      else if (what < 0.7) desk.outage = 'none'
      else if (what < 0.8) await desk.closeOne()
      else if (what < 0.88) await desk.open()
      else if (what < 0.94) await desk.choose()
      else if (!down) await desk.look(random.of(rows))
      // Until a desk has sent something more, or for some turns: so each step may meet a request halfway.
      const sent = desk.requests
      for (let turns = random.below(400); turns > 0 && desk.requests === sent; turns--) await turn()
    }
    if (down) await server.restart()

    for (const desk of desks) {
      desk.outage = 'none'
      await desk.open()
      desk.tabs[0]?.resume()
    }
    const unsettled = async () => {
      let open = 0
      for (const desk of desks) {
        await desk.choose()
        open += (await desk.storage.list(desk.name)).filter((entry) => !isSettled(entry)).length
      }
      return open
    }
    await expect.poll(unsettled, { message: 'writes that have not ended', timeout: 90_000 }).toBe(0)

    const ends: Record<string, number> = {}
    const log = (await Promise.all(rows.map((row) => historyOf(ask, row)))).flat()
    for (const desk of desks) {
      const kept = await desk.storage.list(desk.name)
      expect(kept.map((entry) => entry.mutationId).sort()).toEqual([...desk.accepted.keys()].sort())
      for (const { body, mutationId, row, state } of kept) {
        if (state.at !== 'ended') throw new Error(`${mutationId} is ${state.at}`)
        const { end } = state
        const what = `${desk.name}'s ${JSON.stringify(body)} is ${JSON.stringify(end)}`
        ends[end.as] = (ends[end.as] ?? 0) + 1
        const named = log.filter((change) => change.mutationId === mutationId)
        if (end.as === 'saved' || end.as === 'merged') {
          expect(named, what).toMatchObject([{ rowId: row, actor: { name: desk.name } }])
          if (end.version !== undefined) expect(named[0]?.version, what).toBe(end.version)
        } else {
          expect(named, what).toEqual([])
        }
        // Nor under another name: no two writes set the same, but for those that took the place of one that failed.
        const values = Object.values(body)
        const written = log.filter((change) =>
          change.diff.some(({ after }) => values.includes(after as string)),
        )
        expect(written.length, what).toBeLessThanOrEqual(1)
      }
    }
    console.log(`seed ${seed}: ${JSON.stringify(ends)}`)
    await Promise.all(desks.flatMap((desk) => desk.tabs).map((tab) => tab.close()))
  })
}
