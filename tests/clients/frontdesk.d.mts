export interface StartOptions {
  /** The program; FRONTDESK_BIN, else `frontdesk` in PATH. */
  program?: string
  /** The day that it is in the demo and that its bookings lie around, as in 2030-05-01; today. */
  today?: string
  /** Further flags of `frontdesk serve`. */
  settings?: readonly string[]
  /** How long the start may take: 60 000. The first on a machine makes the template. */
  readyMs?: number
}

export type DemoAddress = `${'anna' | 'ben' | 'mara' | 'vera'}@demo.frontdesk`

export interface Frontdesk {
  readonly url: string
  /** Bearer tokens of the demo's people: two of the desk, a manager, a viewer. They outlive a reset. */
  readonly tokens: Readonly<Record<DemoAddress, string>>
  /** Brings the first rows back. Whoever watches is told a gap. */
  reset(): Promise<void>
  /** Ends the server, and removes its database. */
  stop(): Promise<void>
}

/** Starts a server with the demo's rows, on a free port and a database of its own, and waits until it answers. */
export function startFrontdesk(options?: StartOptions): Promise<Frontdesk>
