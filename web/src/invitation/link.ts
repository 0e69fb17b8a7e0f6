/** The address that an invitation is handed over by. What is behind the `#` is sent to no server, and is in no log. */
export function linkOf(token: string, origin: string): string {
  return `${origin}/invitation#${token}`
}

/** Whether the page was opened by such a link. */
export function isInvitation({ pathname }: { pathname: string }): boolean {
  return pathname === '/invitation'
}

export function tokenOf({ hash }: { hash: string }): string {
  return hash.slice(1)
}
