let placing = false

/** Puts the keyboard on an element for the reader: what begins when they come there themselves does not begin. */
export function placeFocus(element: HTMLElement): void {
  placing = true
  try {
    element.focus({ preventScroll: true })
  } finally {
    placing = false
  }
}

/** Whether what has just got the keyboard was given it by the page. */
export function isPlaced(): boolean {
  return placing
}
