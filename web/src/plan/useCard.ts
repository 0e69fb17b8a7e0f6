import {
  type FocusEvent,
  type HTMLAttributes,
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useEffect,
  useRef,
  useState,
} from 'react'

import { idAt } from './elements'

/** Long enough that a pointer on its way shows nothing, and can come from the bar into its card. */
const [SHOW_MS, HIDE_MS] = [350, 300]
const [WIDTH, GAP] = [320, 4]

export type Place = Partial<Record<'left' | 'top' | 'bottom', number>>
export type CardHandlers = Pick<
  HTMLAttributes<HTMLElement>,
  'onPointerEnter' | 'onPointerLeave' | 'onFocus' | 'onBlur' | 'onKeyDown'
>

export interface Card {
  shown: { id: string; place: Place } | undefined
  close: () => void
  /** What the plan has to listen to. */
  plan: Pick<
    HTMLAttributes<HTMLElement>,
    | 'onPointerOver'
    | 'onPointerLeave'
    | 'onPointerDownCapture'
    | 'onScroll'
    | 'onFocusCapture'
    | 'onBlurCapture'
  >
  card: CardHandlers
}

/** Which bar has its card shown: the one that the pointer rests on, or that the keyboard has come to. */
export function useCard(scroller: RefObject<HTMLElement | null>): Card {
  const [shown, setShown] = useState<Card['shown']>()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  /** Who takes hold of a bar is shown no card of it, until the pointer was elsewhere. */
  const pressed = useRef<string>(undefined)
  const pointed = useRef<string>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  const set = (bar: Element | undefined, inMs: number) => {
    clearTimeout(timer.current)
    const show = () => {
      const id = bar?.isConnected ? idAt(bar) : undefined
      setShown(id && bar ? { id, place: placeBeside(bar, scroller.current) } : undefined)
    }
    if (inMs === 0) show()
    else timer.current = setTimeout(show, inMs)
  }
  const close = () => {
    pressed.current = pointed.current
    // The keyboard does not get lost with it.
    if (document.activeElement?.closest('[data-card]')) focusBar()
    set(undefined, 0)
  }
  const focusBar = () =>
    scroller.current
      ?.querySelector<HTMLElement>(`[data-booking="${shown?.id}"]`)
      ?.focus({ preventScroll: true })
  return {
    shown,
    close,
    plan: {
      onPointerOver: (event: PointerEvent) => {
        if (event.pointerType === 'touch') return
        const bar = (event.target as Element).closest('[data-booking]') ?? undefined
        const id = bar && idAt(bar)
        if (id === pointed.current) return
        pointed.current = id
        if (id !== pressed.current) pressed.current = undefined
        if (id !== undefined && id === pressed.current) return
        set(bar, bar ? SHOW_MS : HIDE_MS)
      },
      onPointerLeave: () => {
        pointed.current = undefined
        set(undefined, HIDE_MS)
      },
      onPointerDownCapture: close,
      onScroll: () => set(undefined, 0),
      onFocusCapture: ({ target }: FocusEvent) => {
        const bar = target.closest('[data-booking]')
        if (bar?.matches(':focus-visible')) set(bar, SHOW_MS)
      },
      onBlurCapture: () => set(undefined, HIDE_MS),
    },
    card: {
      onPointerEnter: () => clearTimeout(timer.current),
      onPointerLeave: () => set(undefined, HIDE_MS),
      onFocus: () => clearTimeout(timer.current),
      onBlur: ({ currentTarget, relatedTarget }: FocusEvent) => {
        if (relatedTarget && !currentTarget.contains(relatedTarget)) set(undefined, HIDE_MS)
      },
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key !== 'Escape') return
        focusBar()
        set(undefined, 0)
      },
    },
  }
}

/** Below the bar, or above it where there is more room; over the part of the plan that it is seen in. */
function placeBeside(bar: Element, scroller: HTMLElement | null): Place {
  const frame = (scroller?.offsetParent ?? document.body).getBoundingClientRect()
  const inside = scroller?.getBoundingClientRect() ?? frame
  const box = bar.getBoundingClientRect()
  const left = Math.min(Math.max(box.left, inside.left), inside.right - WIDTH) - frame.left
  const isLow = box.top - inside.top > inside.bottom - box.bottom
  return isLow ? { left, bottom: frame.bottom - box.top + GAP } : { left, top: box.bottom - frame.top + GAP }
}
