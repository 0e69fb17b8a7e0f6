/** Names the seed of a run that is to be repeated, as for the stories in Rust. */
const VARIABLE = 'FRONTDESK_STORIES_SEED'

const WORD = (1n << 64n) - 1n

/** The seed that this run was given, else any. */
export const SEED = BigInt(process.env[VARIABLE] ?? Math.floor(Math.random() * Number.MAX_SAFE_INTEGER))

/** How to repeat this run. */
export const REPEAT = `repeat it with ${VARIABLE}=${SEED}`

/** A source of decisions that a seed repeats: SplitMix64. */
export class Dice {
  #state: bigint

  /** Those of one story of a run: what the others throw does not change them. */
  constructor(seed: bigint, story: number) {
    this.#state = (seed ^ (BigInt(story) << 48n)) & WORD
  }

  /** Below `sides`. */
  throw(sides: number): number {
    this.#state = (this.#state + 0x9e3779b97f4a7c15n) & WORD
    let word = this.#state
    word = ((word ^ (word >> 30n)) * 0xbf58476d1ce4e5b9n) & WORD
    word = ((word ^ (word >> 27n)) * 0x94d049bb133111ebn) & WORD
    return Number((word ^ (word >> 31n)) % BigInt(sides))
  }

  /** Whether something comes that comes so often in a hundred. */
  percent(often: number): boolean {
    return this.throw(100) < often
  }

  pick<T>(things: readonly T[]): T {
    const thing = things[this.throw(things.length)]
    if (thing === undefined) throw new Error('there is nothing to pick from')
    return thing
  }

  uuid(): string {
    const digits = Array.from({ length: 32 }, () => this.throw(16).toString(16)).join('')
    return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5')
  }
}
