import { describe, expect, it } from 'vitest'

import { amounts, type Currency } from './amounts'

const GERMAN = 'de-DE'
const BRITISH = 'en-GB'

const DECIMALS: Record<string, number> = { JPY: 0, KWD: 3 }
const currency = (code: string, decimals = DECIMALS[code] ?? 2): Currency => ({ code, decimals })

/** What is typed, and what it means: an amount as the API has it, or why it is none. */
type Case = readonly [locale: string, currency: string, typed: string, meant: string]

const READ: readonly Case[] = [
  [GERMAN, 'EUR', '1.234,50', '1234.50'],
  [GERMAN, 'EUR', '1,234.50', '1234.50'],
  [GERMAN, 'EUR', '1.250,00', '1250.00'],
  [GERMAN, 'EUR', '1.250', '1250'],
  [GERMAN, 'EUR', '1.234.567', '1234567'],
  [GERMAN, 'EUR', '1.234.567,8', '1234567.8'],
  [GERMAN, 'EUR', '120', '120'],
  [GERMAN, 'EUR', '120,5', '120.5'],
  [GERMAN, 'EUR', '1234,50', '1234.50'],
  [GERMAN, 'EUR', '1234.5', '1234.5'],
  [GERMAN, 'EUR', '12.50', '12.50'],
  [GERMAN, 'EUR', ' 1 234,50 ', '1234.50'],
  [GERMAN, 'EUR', '1\u202f234,50\u00a0€', '1234.50'],
  [GERMAN, 'EUR', '€ 99', '99'],
  [GERMAN, 'EUR', '99 eur', '99'],
  [GERMAN, 'EUR', '120,-', '120'],
  [GERMAN, 'EUR', ',5', '0.5'],
  [GERMAN, 'EUR', '007', '7'],
  [GERMAN, 'EUR', '0', '0'],
  [GERMAN, 'EUR', '9999999999,99', '9999999999.99'],
  [GERMAN, 'EUR', '', ''],
  [BRITISH, 'EUR', '1,234.50', '1234.50'],
  [BRITISH, 'EUR', '1.234,50', '1234.50'],
  [BRITISH, 'EUR', '1.250,00', '1250.00'],
  [BRITISH, 'EUR', '1,250', '1250'],
  [BRITISH, 'EUR', '1234,5', '1234.5'],
  [BRITISH, 'EUR', '12,50', '12.50'],
  [BRITISH, 'GBP', '£1,250.00', '1250.00'],
  ['en-IN', 'INR', '1,23,456.50', '123456.50'],
  ['en-IN', 'INR', '1,234,567', '1234567'],
  ['de-CH', 'CHF', "1'234.50", '1234.50'],
  ['de-CH', 'CHF', '1’250', '1250'],
  ['de-AT', 'EUR', '1.250', '1250'],
  [GERMAN, 'JPY', '1.250', '1250'],
  [BRITISH, 'KWD', '1.250', '1.250'],
  [GERMAN, 'KWD', '1,250', '1.250'],
  [GERMAN, 'KWD', '1.250', '1250'],
]

const REFUSED: readonly Case[] = [
  [BRITISH, 'EUR', '1.250', 'typed.amount.twoWays'],
  [GERMAN, 'EUR', '1,250', 'typed.amount.twoWays'],
  ['de-CH', 'CHF', '1.250', 'typed.amount.twoWays'],
  ['de-CH', 'CHF', '1,250', 'typed.amount.twoWays'],
  [BRITISH, 'EUR', '0.125', 'typed.amount.decimals'],
  [GERMAN, 'EUR', '1234,567', 'typed.amount.decimals'],
  [GERMAN, 'EUR', '1.234,567', 'typed.amount.decimals'],
  [GERMAN, 'JPY', '120,5', 'typed.amount.whole'],
  [GERMAN, 'EUR', '1.23.456', 'typed.amount'],
  [GERMAN, 'EUR', '1.2.3', 'typed.amount'],
  [GERMAN, 'EUR', '12.34,5', 'typed.amount'],
  [GERMAN, 'EUR', '1,2,3.4', 'typed.amount'],
  [GERMAN, 'EUR', '1 2', 'typed.amount'],
  [GERMAN, 'EUR', '1e3', 'typed.amount'],
  [GERMAN, 'EUR', '+5', 'typed.amount'],
  [GERMAN, 'EUR', '5_', 'typed.amount'],
  [GERMAN, 'EUR', '$99', 'typed.amount'],
  [GERMAN, 'EUR', 'viel', 'typed.amount'],
  [GERMAN, 'EUR', ',', 'typed.amount'],
  [GERMAN, 'EUR', '-5', 'invalid.RANGE'],
]

describe('an amount', () => {
  it.each(READ)('%s, %s: %j is %s', (locale, code, typed, meant) => {
    expect(amounts(locale).read(typed, currency(code))).toEqual({ value: meant })
  })

  it.each(REFUSED)('%s, %s: %j is refused: %s', (locale, code, typed, why) => {
    expect(amounts(locale).read(typed, currency(code))).toHaveProperty('why.0', why)
  })

  it('that can mean two says which', () => {
    const { why } = amounts(BRITISH).read('1.250', currency('EUR')) as { why: unknown }
    expect(why).toEqual(['typed.amount.twoWays', { one: '1250', other: '1.25' }])
  })

  it('is shown as it can be typed again', () => {
    for (const locale of [GERMAN, BRITISH, 'de-CH', 'en-IN']) {
      for (const [amount, code] of [
        ['1250.00', 'EUR'],
        ['1250.5', 'EUR'],
        ['0.05', 'EUR'],
        ['9999999999.99', 'EUR'],
        ['1250', 'JPY'],
        ['1.250', 'KWD'],
      ] as const) {
        const { typed, read } = amounts(locale)
        const of = currency(code)
        expect(read(typed(amount, of), of)).toEqual({ value: amount })
      }
    }
  })

  it('is shown without decimals that its currency does not have', () => {
    expect(amounts(GERMAN).typed('1250.00', currency('JPY'))).toBe('1250')
    expect(amounts(GERMAN).typed('1250.50', currency('JPY'))).toBe('1250,50')
  })

  it('has the decimals that the server counts, whatever the browser knows', () => {
    expect(amounts(GERMAN).read('1,250', currency('EUR', 3))).toEqual({ value: '1.250' })
    expect(amounts(GERMAN).read('12,5', currency('EUR', 0))).toHaveProperty('why.0', 'typed.amount.whole')
    expect(amounts(GERMAN).typed('1250.00', currency('EUR', 0))).toBe('1250')
  })

  it('is read also in what is no currency at all', () => {
    expect(amounts(GERMAN).read('12,50', currency('EU'))).toEqual({ value: '12.50' })
  })
})
