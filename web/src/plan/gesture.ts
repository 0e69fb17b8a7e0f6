/** What fingers, pens and mice do, as far as a drag is concerned. */
export type PointerAct =
  | { type: 'down'; x: number; y: number; touch: boolean }
  | { type: 'move'; x: number; y: number }
  /** The pointer has rested for `HOLD_MS`. */
  | { type: 'held' }
  | { type: 'up' }
  /** The browser has taken the pointer for scrolling, or Escape was pressed. */
  | { type: 'cancel' }

export type Gesture =
  | { state: 'idle' }
  /** It is not known yet whether this becomes a click, a scroll or a drag. */
  | { state: 'pressed'; x: number; y: number; touch: boolean }
  | { state: 'dragging' }

/** A mouse that moves less still clicks; a finger that moves more scrolls. */
export const SLACK_PX = 5
/** How long a finger has to rest before it drags, so that a swipe still scrolls. */
export const HOLD_MS = 350

export const IDLE: Gesture = { state: 'idle' }

/** A drag begins when a mouse moves while it is pressed, or when a finger rests. */
export function nextGesture(gesture: Gesture, act: PointerAct): Gesture {
  switch (act.type) {
    case 'down':
      return gesture.state === 'idle' ? { state: 'pressed', x: act.x, y: act.y, touch: act.touch } : gesture
    case 'move': {
      if (gesture.state !== 'pressed') return gesture
      if (Math.hypot(act.x - gesture.x, act.y - gesture.y) <= SLACK_PX) return gesture
      return gesture.touch ? IDLE : { state: 'dragging' }
    }
    case 'held':
      return gesture.state === 'pressed' && gesture.touch ? { state: 'dragging' } : gesture
    case 'up':
    case 'cancel':
      return IDLE
  }
}

const EDGE_PX = 36
const PULL_PX = 14

/** How far to scroll in one frame where a drag comes near an edge. */
export function edgePull(at: number, low: number, high: number): number {
  if (at > high - EDGE_PX) return PULL_PX
  if (at < low + EDGE_PX) return -PULL_PX
  return 0
}
