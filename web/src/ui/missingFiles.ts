let missing = false
const listeners = new Set<() => void>()

// Vite tells of each file that the page wanted later and did not get.
window.addEventListener('vite:preloadError', () => {
  missing = true
  for (const listener of listeners) listener()
})

/** Whether a file of the page could not be loaded: the browser does not try again until the page is loaded anew. */
export function isFileMissing(): boolean {
  return missing
}

/** Answers how to stop listening. */
export function onFileMissing(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
