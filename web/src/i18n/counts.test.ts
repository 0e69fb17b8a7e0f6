import { expect, it } from 'vitest'

import { readCount } from './counts'

it.each([
  ['2', 2],
  [' 12 ', 12],
  ['100', 100],
  ['007', 7],
  ['', ''],
])('%j is %j', (typed, meant) => {
  expect(readCount(typed, 1, 100)).toEqual({ value: meant })
})

it.each(['2.5', '2,5', '1e2', '-1', '+1', '0', '101', '1 0', '0x1', '٣', 'two'])(
  '%j is no count',
  (typed) => {
    expect(readCount(typed, 1, 100)).toEqual({ why: ['typed.count', { min: 1, max: 100 }] })
  },
)
