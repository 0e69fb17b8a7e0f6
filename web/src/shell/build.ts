/** The script that a page begins with: its name says what is in it, and in all that it loads. */
const ENTRY = /<script type="module"[^>]* src="([^"]+)"/

/** Whether the server has the page of another build than the one that is open. */
export async function isNewer(): Promise<boolean> {
  const own = document.querySelector<HTMLScriptElement>('script[type="module"][src]')?.getAttribute('src')
  const answer = await fetch('/', { cache: 'no-cache', headers: { accept: 'text/html' } })
  const theirs = answer.ok ? ENTRY.exec(await answer.text())?.[1] : undefined
  return own !== undefined && theirs !== undefined && own !== theirs
}
