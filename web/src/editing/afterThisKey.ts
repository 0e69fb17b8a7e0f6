/**
 * Opens a dialog in answer to a key. Every dialog of Mantine listens for Escape on the window: one that opens while
 * the key is still being told would close on it.
 */
export function afterThisKey(open: () => void): void {
  setTimeout(open)
}
