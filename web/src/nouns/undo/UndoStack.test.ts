import { expect, it } from 'vitest'

import { KEPT, UndoStack } from './UndoStack'

it('gives what was written last first, and each only once', () => {
  const stack = new UndoStack<string>()
  const [first, second] = [stack.put('price'), stack.put('notes')]
  expect(stack.newest).toBe(second)
  expect(stack.take(first.number)?.write, 'the one that a toast is about').toBe('price')
  expect(stack.take(first.number)).toBeUndefined()
  expect(stack.take()?.write).toBe('notes')
  expect(stack.take()).toBeUndefined()
})

it('forgets what was written long ago', () => {
  const stack = new UndoStack<number>()
  for (let n = 0; n < KEPT + 2; n++) stack.put(n)
  const left: unknown[] = []
  for (let one = stack.take(); one; one = stack.take()) left.push(one.write)
  expect(left).toHaveLength(KEPT)
  expect(left.at(-1)).toBe(2)
})
