/** Where text is typed: there a letter is a letter, and Ctrl+Z the browser's own. */
const TEXT = 'input, textarea, select, [contenteditable]:not([contenteditable=false])'

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TEXT) !== null
}
