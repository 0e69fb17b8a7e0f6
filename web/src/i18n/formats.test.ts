import { expect, it } from 'vitest'

import { formats } from './formats'

const plain = (text: string) => text.replace(/\s/g, ' ')

it('writes days and money as the reader does', () => {
  const german = formats('de-DE')
  expect(german.day('2026-12-24')).toBe('24.12.2026')
  expect(plain(german.money('1234.50', 'EUR'))).toBe('1.234,50 €')

  const british = formats('en-GB')
  expect(british.day('2026-12-24')).toBe('24 Dec 2026')
  expect(british.money('1234.50', 'EUR')).toBe('€1,234.50')
})

it('says how long ago something was, and days together', () => {
  const british = formats('en-GB')
  expect([0, 2_400, 59_999, 60_000, 7_200_000, 90_000_000].map((ms) => british.ago(ms))).toEqual([
    'now',
    '2 seconds ago',
    '59 seconds ago',
    '1 minute ago',
    '2 hours ago',
    'yesterday',
  ])
  expect(formats('de-DE').ago(2_400)).toBe('vor 2 Sekunden')
  expect(plain(british.days('2031-03-03', '2031-03-06'))).toMatch(/^3 ?– ?6 Mar 2031$/)
})

it('loses no cent of the largest price', () => {
  expect(formats('en-US').money('9999999999.99', 'USD')).toBe('$9,999,999,999.99')
})
