import { expect, it } from 'vitest'

import { EdgePull, type Gesture, IDLE, nextGesture, type PointerAct } from './gesture'

const after = (...acts: PointerAct[]) => acts.reduce<Gesture>(nextGesture, IDLE).state
const mouse: PointerAct = { type: 'down', x: 100, y: 100, touch: false }
const finger: PointerAct = { ...mouse, touch: true }
const move = (x: number): PointerAct => ({ type: 'move', x, y: 100 })

it('drags with a mouse that moves while pressed', () => {
  expect(after(mouse, move(103))).toBe('pressed')
  expect(after(mouse, move(106))).toBe('dragging')
  expect(after(mouse, { type: 'held' })).toBe('pressed')
  expect(after(move(150))).toBe('idle')
})

it('scrolls with a finger that moves, and drags with one that has rested', () => {
  expect(after(finger, move(110), { type: 'held' })).toBe('idle')
  expect(after(finger, move(102), { type: 'held' }, move(150))).toBe('dragging')
})

it('drags with a finger that moves on a handle, and opens what it only touches', () => {
  const grip: PointerAct = { ...mouse, touch: true, handle: true }
  expect(after(grip, move(103))).toBe('pressed')
  expect(after(grip, move(110))).toBe('dragging')
})

it('ends with the pointer, or when the browser takes it', () => {
  expect(after(mouse, move(150), { type: 'up' })).toBe('idle')
  expect(after(finger, { type: 'held' }, { type: 'cancel' })).toBe('idle')
})

/** Which way a drag pulls that began at the first place and went through the others, between edges at 0 and 1000. */
const pulled = (begin: number, ...through: number[]) => {
  const edges = new EdgePull(begin)
  return through.map((at) => Math.sign(edges.pull(at, 0, 1000)))
}

it('pulls at an edge that the pointer went to, and while it rests there', () => {
  expect(pulled(500, 200, 40, 20, 20, -5)).toEqual([0, 0, -1, -1, -1])
  expect(pulled(500, 980, 980)).toEqual([1, 1])
})

it('does not pull where it was taken hold of, also not when the hand drifts', () => {
  expect(pulled(20, 20, 14, 22, 9, 1)).toEqual([0, 0, 0, 0, 0])
  expect(pulled(980, 975, 990)).toEqual([0, 0])
})

it('pulls at the edge beside which it began, once the pointer means it', () => {
  expect(pulled(30, 20, 6, -10)).toEqual([0, -1, -1])
  expect(pulled(20, 70, 20)).toEqual([0, -1])
})

it('stops when the pointer turns back', () => {
  expect(pulled(500, 4, 12, 30, 30)).toEqual([-1, -1, 0, 0])
})
