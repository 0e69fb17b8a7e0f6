import { print } from 'graphql'

import type { Connection } from './connection.js'
import { AnswerError, type AnsweredError, isUnauthenticated } from './errors.js'
import type { Executing, Executor, Sink } from './executor.js'

interface Answer {
  data?: unknown
  errors?: readonly AnsweredError[]
}

/** Sends operations as they are, and keeps nothing: for programs, and for who has a store of their own. */
export function directExecutor(connection: Connection): Executor {
  const post = async (query: string, variables: unknown): Promise<unknown> => {
    const response = await connection.fetch(connection.url, {
      method: 'POST',
      headers: { accept: 'application/graphql-response+json', 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
    const answer: unknown = await response.json().catch((cause: unknown) => {
      throw new Error(`the answer, of status ${response.status}, is no JSON`, { cause })
    })
    const { data, errors } = answer as Answer
    if (errors) throw new AnswerError(errors)
    if (!data) throw new Error(`the answer, of status ${response.status}, has no data`)
    return data
  }

  return {
    execute: async <TData>(
      document: Parameters<typeof print>[0],
      variables: unknown,
      executing?: Executing,
    ) => {
      const query = print(document)
      for (;;) {
        try {
          return (await post(query, variables)) as TData
        } catch (error) {
          if (!isUnauthenticated(error) || executing?.withoutSession) throw error
          await new Promise<void>((resolve) => connection.holdBack(resolve))
        }
      }
    },

    subscribe: <TData>(
      document: Parameters<typeof print>[0],
      variables: () => unknown,
      sink: Sink<TData>,
    ) => {
      const query = print(document)
      let stop: () => void
      const send = () => {
        let over = false
        const end = (step: () => void) => {
          if (over) return
          over = true
          step()
        }
        const refuse = (error: unknown) =>
          end(() => {
            if (isUnauthenticated(error)) stop = connection.holdBack(send)
            else sink.error(error)
          })
        const unsubscribe = connection.socket.subscribe<TData>(
          // Read whenever the socket sends it.
          { query, variables: { toJSON: variables } },
          {
            next: ({ data, errors }) => {
              if (over) return
              if (!errors && data) {
                sink.next(data)
                return
              }
              unsubscribe()
              refuse(new AnswerError(errors ?? []))
            },
            error: (error) =>
              refuse(Array.isArray(error) ? new AnswerError(error as AnsweredError[]) : error),
            complete: () => end(() => sink.complete()),
          },
        )
        stop = () => {
          over = true
          unsubscribe()
        }
      }
      send()
      return () => stop()
    },
  }
}
