import { type RefObject, useEffect } from 'react'

import { FINGERS } from './fingers'
import { placeFocus } from './placing'

const FIELD = ':is(input, textarea):not([disabled], [type=hidden], [tabindex="-1"])'
const ACTS = ['keydown', 'pointerdown'] as const
/** Later it is the reader who goes to that button, by something other than keys. */
const OPENING_MS = 500
const PLACES = [
  '[data-autofocus]',
  `[data-field] ${FIELD}`,
  FIELD,
  '[role=tab][aria-selected=true]',
  'button',
]

/**
 * Where the keyboard is when a dialog opens, and where it goes when it closes: to the dialog's first field, also where
 * that is there later than the dialog, and back to where it came from. `inside` is any element of the dialog.
 */
export function useDialogFocus(inside: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const dialog = inside.current?.closest<HTMLElement>('[role=dialog]')
    if (!dialog) return
    const back = wayBack(dialog)
    // Where a screen keyboard would cover half of what was opened, nothing is typed before a field is touched.
    const stop = window.matchMedia(FINGERS).matches ? undefined : placeWithin(dialog)
    return () => {
      stop?.()
      back()
    }
  }, [inside])
}

/** Goes to the first place as soon as there is one, unless the reader has begun to do something else. */
function placeWithin(dialog: HTMLElement): () => void {
  const body = dialog.querySelector('.mantine-Modal-body') ?? dialog
  const ended = new AbortController()
  const stop = () => ended.abort()
  const look = () => {
    const place = firstOf(body)
    if (!place) return
    stop()
    keepAt(place, dialog)
  }
  const grown = new MutationObserver(look)
  ended.signal.addEventListener('abort', () => grown.disconnect())
  grown.observe(body, { childList: true, subtree: true })
  for (const act of ACTS) window.addEventListener(act, stop, { capture: true, signal: ended.signal })
  look()
  return stop
}

/** Puts the keyboard there, and again where Mantine has put it on the button that closes: that comes some ticks later. */
function keepAt(place: HTMLElement, dialog: Element): void {
  if (document.activeElement !== place) placeFocus(place)
  const ended = new AbortController()
  const { signal } = ended
  const end = () => ended.abort()
  const again = ({ target }: Event) => {
    if (target !== place && target instanceof Element && target.matches('.mantine-Modal-close')) {
      placeFocus(place)
    }
  }
  dialog.addEventListener('focusin', again, { signal })
  for (const act of ACTS) window.addEventListener(act, end, { capture: true, signal })
  setTimeout(end, OPENING_MS)
}

function firstOf(body: Element): HTMLElement | undefined {
  for (const place of PLACES) {
    const found = [...body.querySelectorAll<HTMLElement>(place)].find((element) => element.checkVisibility())
    if (found) return found
  }
  return undefined
}

/** Back to what had the keyboard before, or else to what shows the row that the dialog was about. */
function wayBack(dialog: HTMLElement): () => void {
  const from = document.activeElement
  const named = [...new URLSearchParams(window.location.search).values()].filter((value) => ID.test(value))
  return () => {
    const below = from?.closest('[role=dialog]')
    const now = document.activeElement
    // Whoever the reader went to meanwhile keeps it.
    if (now && now !== document.body && !dialog.contains(now) && !below?.contains(now)) return
    const shown = named
      .flatMap((id) => [
        ...document.querySelectorAll<HTMLElement>(`[data-booking="${id}"], a[href*="=${id}"]`),
      ])
      .find((element) => element.checkVisibility({ visibilityProperty: true }))
    const place = from instanceof HTMLElement && from !== document.body && from.isConnected ? from : shown
    if (place) putBack(place)
  }
}

/** The dialog below begins anew, too: its first place is not where the reader was. */
function putBack(place: HTMLElement): void {
  const below = place.closest('[role=dialog]')
  if (below) keepAt(place, below)
  else placeFocus(place)
}

const ID = /^[0-9a-f-]{36}$/
