import { act, render } from '@testing-library/react'
import { useRef } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { useLinger } from './useLinger'

const end = vi.fn()
let visible = true

function pass(ms: number): void {
  act(() => {
    vi.advanceTimersByTime(ms)
  })
}

function Note() {
  const at = useRef<HTMLDivElement>(null)
  useLinger(at, 10_000, end)
  return (
    <div role="alert">
      <div ref={at} />
      <button>Undo</button>
    </div>
  )
}

beforeEach(() => {
  vi.useFakeTimers()
  end.mockClear()
  visible = true
  Element.prototype.checkVisibility = () => visible
})
afterEach(() => vi.useRealTimers())

it('ends after its time', () => {
  render(<Note />)
  pass(9_500)
  expect(end).not.toHaveBeenCalled()
  pass(1_000)
  expect(end).toHaveBeenCalledOnce()
})

it('waits for whoever is at it, and while nobody can see it', () => {
  const { getByRole } = render(<Note />)
  getByRole('button').focus()
  pass(60_000)
  expect(end).not.toHaveBeenCalled()
  getByRole('button').blur()
  visible = false
  pass(60_000)
  expect(end).not.toHaveBeenCalled()
  visible = true
  pass(10_000)
  expect(end).toHaveBeenCalledOnce()
})
