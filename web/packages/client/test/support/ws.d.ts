/** What the fake server needs of it. */
declare module 'ws' {
  interface ServerSocket {
    on: (event: 'message', listener: (data: { toString: () => string }) => void) => void
    send: (text: string) => void
    terminate: () => void
  }
  export class WebSocketServer {
    constructor(options: { server: import('node:http').Server; handleProtocols: () => string })
    readonly clients: Set<ServerSocket>
    on(event: 'connection', listener: (socket: ServerSocket) => void): void
  }
}
