import { describe, expect, it } from 'vitest'

import { days } from './days'

const TODAY = '2026-11-25'

type Case = readonly [locale: string, typed: string, meant: string]

const READ: readonly Case[] = [
  ['de-DE', '5.3.2027', '2027-03-05'],
  ['de-DE', '05.03.2027', '2027-03-05'],
  ['de-DE', '5. 3. 2027', '2027-03-05'],
  ['de-DE', '5.3.27', '2027-03-05'],
  ['de-DE', '7.12.', '2026-12-07'],
  ['de-DE', '7.12', '2026-12-07'],
  ['de-DE', '7.12.2026', '2026-12-07'],
  ['de-DE', '24.11.', '2027-11-24'],
  ['de-DE', '25.11.', '2026-11-25'],
  ['de-DE', '29.2.', '2028-02-29'],
  ['de-DE', '05032027', '2027-03-05'],
  ['de-DE', '20122026', '2026-12-20'],
  ['de-DE', '050327', '2027-03-05'],
  ['de-DE', '5/3/2027', '2027-03-05'],
  ['de-DE', '5-3-2027', '2027-03-05'],
  ['de-DE', '2027-03-05', '2027-03-05'],
  ['de-DE', '20270305', '2027-03-05'],
  ['de-DE', '7. Dezember 2026', '2026-12-07'],
  ['de-DE', '7. Dez.', '2026-12-07'],
  ['de-DE', '1. März', '2027-03-01'],
  ['de-DE', '1. mar 27', '2027-03-01'],
  ['de-AT', '6. Jänner 2027', '2027-01-06'],
  ['de-AT', '6. Januar 2027', '2027-01-06'],
  ['en-GB', '1/12/2026', '2026-12-01'],
  ['en-GB', '7/12', '2026-12-07'],
  ['en-GB', '7.12.2026', '2026-12-07'],
  ['en-GB', '7 Dec', '2026-12-07'],
  ['en-GB', '7 december 2026', '2026-12-07'],
  ['en-GB', 'Dec 7, 2026', '2026-12-07'],
  ['en-GB', '7th Dec 26', '2026-12-07'],
  ['en-GB', '1 Sep', '2027-09-01'],
  ['en-GB', '01122026', '2026-12-01'],
  ['en-GB', ' 2026-12-01 ', '2026-12-01'],
  ['en-GB', '2026/12/01', '2026-12-01'],
  ['en-US', '1/12/2027', '2027-01-12'],
  ['en-US', '12/7', '2026-12-07'],
  ['en-US', 'Dec 7', '2026-12-07'],
  ['en-US', '12072026', '2026-12-07'],
  ['en-CA', '2026-12-07', '2026-12-07'],
  ['en-CA', '12-07', '2026-12-07'],
]

const REFUSED: readonly (readonly [string, string])[] = [
  ['de-DE', '31.2.2027'],
  ['de-DE', '29.2.2027'],
  ['de-DE', '31.6.'],
  ['de-DE', '5.3.027'],
  ['de-DE', '5.3.0027'],
  ['de-DE', '5.3.20270'],
  ['de-DE', '5,3'],
  ['de-DE', '0503'],
  ['de-DE', '5.13.2026'],
  ['de-DE', '12/24/2026'],
  ['de-DE', '12-24'],
  ['de-DE', '5.3/2027'],
  ['de-DE', 'bald'],
  ['de-DE', '5'],
  ['de-DE', '3. Ju'],
  ['en-GB', '3 xyz'],
  ['en-GB', '31 Nov'],
  ['en-US', '24/12/2026'],
  ['en-US', '5.3.2027'],
  ['en-CA', '07-12-2026'],
]

describe('a day', () => {
  it.each(READ)('%s: %j is %s', (locale, typed, meant) => {
    expect(days(locale).read(typed, TODAY)).toEqual({ value: meant })
  })

  it.each(REFUSED)('%s: %j is none', (locale, typed) => {
    expect(days(locale).read(typed, TODAY)).toHaveProperty('why.0', 'typed.day')
  })

  it('may be left empty', () => {
    expect(days('de-DE').read(' ', TODAY)).toEqual({ value: null })
  })

  it('without a year is counted from any day', () => {
    expect(days('de-DE').read('8.3.', '2031-03-03')).toEqual({ value: '2031-03-08' })
    expect(days('de-DE').read('1.1.', '2031-12-29')).toEqual({ value: '2032-01-01' })
  })

  it('is shown as it can be typed again', () => {
    for (const locale of ['de-DE', 'en-GB', 'en-US', 'en-CA', 'de-AT']) {
      const { typed, read } = days(locale)
      expect(read(typed('2027-03-05'), TODAY)).toEqual({ value: '2027-03-05' })
    }
  })

  it('is refused with an example in the reader’s order', () => {
    expect(days('de-DE').read('bald', TODAY)).toEqual({ why: ['typed.day', { example: '25.11.2026' }] })
    expect(days('en-GB').read('soon', TODAY)).toEqual({ why: ['typed.day', { example: '25/11/2026' }] })
  })
})
