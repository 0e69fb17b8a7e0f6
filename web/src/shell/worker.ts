import type { Connection } from '@frontdesk/client'

/**
 * Has the browser keep the page's own files, so that it opens while the server is away. After everything else: the first
 * page does not wait for it. A server that is back may bring a newer page.
 */
export function keepPage(connection: Connection): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const { serviceWorker } = navigator
  let lost = false
  connection.states.on((state) => {
    if (state === 'open' && lost) {
      void serviceWorker
        .getRegistration()
        .then((registration) => registration?.update())
        .catch(() => undefined)
    }
    lost = state === 'lost'
  })
  // Whoever shows the newest build alone needs no older one.
  serviceWorker.controller?.postMessage('opened')
  const begin = () => void serviceWorker.register('/sw.js').catch(() => undefined)
  if (document.readyState === 'complete') begin()
  else window.addEventListener('load', begin, { once: true })
}
