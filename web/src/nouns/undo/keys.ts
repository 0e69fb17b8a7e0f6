/** Where text is typed: there Ctrl+Z is the browser's own. */
const TEXT = 'input, textarea, select, [contenteditable]:not([contenteditable=false])'

/** Whether a key asks to undo what was written, and not what is being typed. */
export function undoes(event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, shiftKey, altKey, defaultPrevented, target } = event
  if (defaultPrevented || key.toLowerCase() !== 'z' || ctrlKey === metaKey || shiftKey || altKey) return false
  return !(target instanceof Element && target.closest(TEXT))
}
