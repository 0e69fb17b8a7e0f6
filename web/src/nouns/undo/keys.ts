import { isTyping } from '@/ui/typing'

/** Whether a key asks to undo what was written, and not what is being typed. */
export function undoes(event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, shiftKey, altKey, defaultPrevented, target } = event
  if (defaultPrevented || key.toLowerCase() !== 'z' || ctrlKey === metaKey || shiftKey || altKey) return false
  return !isTyping(target)
}
