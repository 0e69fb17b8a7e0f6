import { expect, it } from 'vitest'

import { undoes } from './keys'

function pressed(on: string, init: KeyboardEventInit): boolean {
  document.body.innerHTML = on
  let found = false
  const listen = (event: KeyboardEvent) => (found = undoes(event))
  window.addEventListener('keydown', listen)
  const target = document.querySelector('[data-target]') ?? document.body
  target.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, ...init }))
  window.removeEventListener('keydown', listen)
  return found
}

const CTRL_Z = { key: 'z', ctrlKey: true }

it('undoes by Ctrl+Z, or by the command key', () => {
  expect(pressed('<button data-target></button>', CTRL_Z)).toBe(true)
  expect(pressed('', { key: 'Z', metaKey: true })).toBe(true)
  expect(pressed('', { key: 'z' })).toBe(false)
  expect(pressed('', { ...CTRL_Z, shiftKey: true })).toBe(false)
  expect(pressed('', { ...CTRL_Z, altKey: true })).toBe(false)
})

it('leaves to the browser what is typed into a text', () => {
  for (const text of ['<input data-target>', '<textarea data-target></textarea>']) {
    expect(pressed(text, CTRL_Z), text).toBe(false)
  }
  expect(pressed('<div contenteditable="true"><b data-target></b></div>', CTRL_Z)).toBe(false)
  expect(pressed('<div contenteditable="false"><b data-target></b></div>', CTRL_Z)).toBe(true)
})
