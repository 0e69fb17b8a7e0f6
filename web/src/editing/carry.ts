import type { Drafts } from '@frontdesk/client'

const KEY = 'frontdesk-carried'

interface Carried {
  account: string
  drafts: string
}

/** Keeps what is typed for the page that is loaded next in this tab. False where the browser keeps nothing. */
export function carry(account: string, drafts: Drafts): boolean {
  if (drafts.isEmpty) return true
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ account, drafts: drafts.carried() } satisfies Carried))
    return true
  } catch {
    return false
  }
}

/** What the page before this one left in this tab, for whoever typed it. It is left once. */
export function takeCarried(account: string, drafts: Drafts): void {
  try {
    const carried = sessionStorage.getItem(KEY)
    sessionStorage.removeItem(KEY)
    if (carried === null) return
    const left = JSON.parse(carried) as Carried
    if (left.account === account) drafts.take(left.drafts)
  } catch {
    // What can't be read was never left by a page.
  }
}
