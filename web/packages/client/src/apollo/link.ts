import { ApolloLink, HttpLink, Observable } from '@apollo/client'
import { ErrorLink } from '@apollo/client/link/error'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { OperationTypeNode } from 'graphql'

import { type Connection, isUnauthenticated } from '../core/index.js'

declare module '@apollo/client' {
  interface DefaultContext {
    /** Variables of a subscription as they are when it is sent, and sent again on a new socket. */
    resume?: () => Record<string, unknown>
    /** Of an operation that says itself what it means to be signed out. */
    withoutSession?: boolean
  }
}

/** Apollo's way over a connection: HTTP for queries and mutations, one socket for all subscriptions. */
export function connectionLink(connection: Connection): ApolloLink {
  const http = new HttpLink({ uri: connection.url, fetch: connection.fetch })
  const byKind = ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    ApolloLink.from([resuming, socketLink(connection)]),
    http,
  )
  return ApolloLink.from([waitForSession(connection), byKind])
}

/** The socket is asked for by the first subscription. */
function socketLink(connection: Connection): ApolloLink {
  let link: ApolloLink | undefined
  return new ApolloLink((operation, forward) =>
    (link ??= new GraphQLWsLink(connection.socket)).request(operation, forward),
  )
}

/** What the server refuses for want of a session is held back, and sent again with the next one. */
function waitForSession(connection: Connection): ApolloLink {
  return new ErrorLink(({ error, operation, forward }) => {
    if (!isUnauthenticated(error) || operation.getContext().withoutSession) return
    return new Observable((observer) =>
      connection.holdBack(() => observer.add(forward(operation).subscribe(observer))),
    )
  })
}

/** Sends a subscription with the variables of this moment, whenever the socket sends it. */
const resuming = new ApolloLink((operation, forward) => {
  const { resume } = operation.getContext()
  if (resume) {
    const { variables } = operation
    operation.variables = { ...variables, toJSON: () => ({ ...variables, ...resume() }) }
  }
  return forward(operation)
})
