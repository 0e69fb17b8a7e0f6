import { expect, it } from 'vitest'

import { type Gesture, IDLE, nextGesture, type PointerAct } from './gesture'

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

it('ends with the pointer, or when the browser takes it', () => {
  expect(after(mouse, move(150), { type: 'up' })).toBe('idle')
  expect(after(finger, { type: 'held' }, { type: 'cancel' })).toBe('idle')
})
