import {
  type PointerEvent as ReactPointerEvent,
  type RefObject,
  useEffect,
  useEffectEvent,
  useState,
} from 'react'

import { type Cell, type Drag, dragTo } from './drag'
import { EdgePull, HOLD_MS, IDLE, nextGesture, type PointerAct } from './gesture'
import type { DragControl } from './useDrag'
import { HEADER_HEIGHT, ROOM_WIDTH } from './viewport'

interface Press {
  pointerId: number
  touch: boolean
  handle: boolean
  x: number
  y: number
  drag: Drag
}

interface Options {
  scroller: RefObject<HTMLElement | null>
  control: DragControl
  /** The night under a place on the screen. */
  cellAt: (x: number, y: number) => Cell
  /** What a drag would take hold of at an element; none where nothing can be dragged. */
  grip: (target: Element, cell: Cell) => Drag | undefined
}

/** Drags with mouse, pen or finger; gives what the plane has to listen to. */
export function usePointerDrag({ scroller, control, cellAt, grip }: Options) {
  const [press, setPress] = useState<Press>()
  const over = useEffectEvent((drag: Drag, x: number, y: number) => {
    const moved = dragTo(drag, cellAt(x, y))
    control.set(moved)
    return moved
  })
  const drop = useEffectEvent((drag: Drag) => control.drop(drag))
  const abandon = useEffectEvent(() => control.set(undefined))

  useEffect(() => {
    if (!press) return
    let gesture = nextGesture(IDLE, { type: 'down', ...press })
    let { x, y, drag } = press
    const [across, down] = [new EdgePull(x), new EdgePull(y)]

    const act = (next: PointerAct) => {
      const before = gesture.state
      gesture = nextGesture(gesture, next)
      if (gesture.state === 'dragging') drag = over(press.drag, x, y)
      else if (gesture.state === 'idle') {
        if (before === 'dragging') {
          swallowClick()
          if (next.type === 'up') drop(drag)
          else abandon()
        }
        setPress(undefined)
      }
    }
    const follow = (event: PointerEvent) => {
      if (event.pointerId !== press.pointerId) return
      ;({ clientX: x, clientY: y } = event)
      act({ type: 'move', x, y })
    }
    const end = (event: PointerEvent) => {
      if (event.pointerId === press.pointerId) act({ type: event.type === 'pointerup' ? 'up' : 'cancel' })
    }
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape') act({ type: 'cancel' })
    }
    // Once a finger drags, it no longer scrolls; before that it must be free to.
    const keep = (event: Event) => {
      if (gesture.state === 'dragging' || event.type === 'contextmenu') event.preventDefault()
    }
    /** At an edge of the plan it scrolls by itself, where the pointer went there. */
    let frame = requestAnimationFrame(function pull() {
      frame = requestAnimationFrame(pull)
      const element = scroller.current
      if (!element || gesture.state !== 'dragging') return
      const box = element.getBoundingClientRect()
      const dx = across.pull(x, box.left + ROOM_WIDTH, box.right)
      const dy = down.pull(y, box.top + HEADER_HEIGHT, box.bottom)
      if (!dx && !dy) return
      element.scrollBy(dx, dy)
      drag = over(press.drag, x, y)
    })
    const hold = setTimeout(() => act({ type: 'held' }), HOLD_MS)
    window.addEventListener('pointermove', follow)
    window.addEventListener('pointerup', end)
    window.addEventListener('pointercancel', end)
    window.addEventListener('keydown', key)
    window.addEventListener('touchmove', keep, { passive: false })
    if (press.touch) window.addEventListener('contextmenu', keep)
    return () => {
      clearTimeout(hold)
      cancelAnimationFrame(frame)
      window.removeEventListener('pointermove', follow)
      window.removeEventListener('pointerup', end)
      window.removeEventListener('pointercancel', end)
      window.removeEventListener('keydown', key)
      window.removeEventListener('touchmove', keep)
      window.removeEventListener('contextmenu', keep)
    }
  }, [press, scroller])

  return (event: ReactPointerEvent) => {
    if (event.button !== 0 || !event.isPrimary) return
    const { clientX: x, clientY: y, pointerId } = event
    const drag = grip(event.target as Element, cellAt(x, y))
    const handle = (event.target as Element).closest('[data-grip]') !== null
    if (drag) setPress({ pointerId, x, y, drag, touch: event.pointerType === 'touch', handle })
  }
}

/** The click that the browser makes of a drag's end opens nothing. */
function swallowClick(): void {
  const swallow = (event: Event) => {
    event.stopPropagation()
    event.preventDefault()
  }
  window.addEventListener('click', swallow, { capture: true, once: true })
  setTimeout(() => window.removeEventListener('click', swallow, { capture: true }))
}
