/** What fingers, pens and mice do, as far as a drag is concerned. */
export type PointerAct =
  | { type: 'down'; x: number; y: number; touch: boolean; handle?: boolean }
  | { type: 'move'; x: number; y: number }
  /** The pointer has rested for `HOLD_MS`. */
  | { type: 'held' }
  | { type: 'up' }
  /** The browser has taken the pointer for scrolling, or Escape was pressed. */
  | { type: 'cancel' }

export type Gesture =
  | { state: 'idle' }
  /** It is not known yet whether this becomes a click, a scroll or a drag. */
  | { state: 'pressed'; x: number; y: number; touch: boolean; handle: boolean }
  | { state: 'dragging' }

/** A mouse that moves less still clicks; a finger that moves more scrolls. */
export const SLACK_PX = 5
/** How long a finger has to rest before it drags, so that a swipe still scrolls. */
export const HOLD_MS = 350

export const IDLE: Gesture = { state: 'idle' }

/** A drag begins when a mouse moves while it is pressed, or a finger on a handle, or when a finger rests. */
export function nextGesture(gesture: Gesture, act: PointerAct): Gesture {
  switch (act.type) {
    case 'down':
      return gesture.state === 'idle'
        ? { state: 'pressed', x: act.x, y: act.y, touch: act.touch, handle: act.handle ?? false }
        : gesture
    case 'move': {
      if (gesture.state !== 'pressed') return gesture
      if (Math.hypot(act.x - gesture.x, act.y - gesture.y) <= SLACK_PX) return gesture
      return gesture.touch && !gesture.handle ? IDLE : { state: 'dragging' }
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
/** How much nearer to an edge a drag has to come before it means the edge: a hand that goes straight down drifts less. */
const INTENT_PX = 24

/**
 * How a drag pulls at the two edges of one direction. What was taken hold of near an edge does not pull there: only
 * who goes towards an edge does, and goes on pulling while resting there, until turning back.
 */
export class EdgePull {
  readonly #low: Approach
  readonly #high: Approach

  constructor(at: number) {
    this.#low = new Approach(at)
    this.#high = new Approach(-at)
  }

  /** How far to scroll in one frame, with the pointer here. */
  pull(at: number, low: number, high: number): number {
    const [toLow, toHigh] = [this.#low.meant(at), this.#high.meant(-at)]
    if (toHigh && at > high - EDGE_PX) return PULL_PX
    if (toLow && at < low + EDGE_PX) return -PULL_PX
    return 0
  }
}

/** Whether a pointer goes downwards along an axis, whatever its small turns. */
class Approach {
  /** Where it last turned, or went to since. */
  #turn: number
  #meant = false

  constructor(at: number) {
    this.#turn = at
  }

  meant(at: number): boolean {
    this.#turn = this.#meant ? Math.min(this.#turn, at) : Math.max(this.#turn, at)
    if (Math.abs(at - this.#turn) >= INTENT_PX) {
      this.#meant = !this.#meant
      this.#turn = at
    }
    return this.#meant
  }
}
