import type { ApolloClient, OperationVariables } from '@apollo/client'

import { type DocumentNode, OperationTypeNode } from 'graphql'

import type { Asking, Executing, Executor, Sink, TypedDocument } from '../core/index.js'

/** Sends operations through Apollo Client, so that what they answer is in its cache before anybody is told. */
export function apolloExecutor(client: ApolloClient): Executor {
  return {
    execute: async <TData, TVariables>(
      document: TypedDocument<TData, TVariables>,
      variables: TVariables,
      { withoutSession, ...asking }: Executing = {},
    ) => {
      const options = {
        variables: variables as OperationVariables,
        errorPolicy: 'none',
        ...(withoutSession && { context: { withoutSession } }),
        ...asking,
      } as const
      const { data } = isMutation(document)
        ? await client.mutate({ mutation: document, ...options })
        : await client.query({ query: document, fetchPolicy: 'network-only', ...options })
      return data
    },

    subscribe: <TData, TVariables>(
      document: TypedDocument<TData, TVariables>,
      variables: () => TVariables,
      sink: Sink<TData>,
      asking?: Asking,
    ) => {
      const running = client
        .subscribe({
          query: document,
          variables: variables() as OperationVariables,
          context: { resume: variables as () => Record<string, unknown> },
          errorPolicy: 'none',
          ...asking,
        })
        .subscribe({
          next: ({ data, error }) => {
            if (data) sink.next(data)
            else if (error) {
              running.unsubscribe()
              sink.error(error)
            }
          },
          error: (error: unknown) => sink.error(error),
          complete: () => sink.complete(),
        })
      return () => running.unsubscribe()
    },
  }
}

function isMutation(document: DocumentNode): boolean {
  return document.definitions.some(
    (part) => 'operation' in part && part.operation === OperationTypeNode.MUTATION,
  )
}
