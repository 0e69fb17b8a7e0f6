import type { Reading } from './reading'

/** The whole number that a typed text means. */
export function readCount(text: string, min: number, max: number): Reading<number | ''> {
  const bare = text.trim()
  if (bare === '') return { value: '' }
  const count = /^\d{1,9}$/.test(bare) ? Number(bare) : NaN
  return count >= min && count <= max ? { value: count } : { why: ['typed.count', { min, max }] }
}
