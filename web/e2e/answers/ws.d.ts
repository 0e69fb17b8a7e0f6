/** Node.js 20 has no WebSocket of its own; graphql-ws takes any. */
declare module 'ws' {
  export const WebSocket: unknown
}
