import { expect, it } from 'vitest'

import { found, meant, named, namer } from './codes'

const LANGUAGES = ['en', 'de']
const COUNTRIES = ['AT', 'AU', 'CI', 'DE', 'GB', 'GE', 'NG', 'NE', 'NL', 'US', 'TR']
const CURRENCIES = ['AUD', 'CHF', 'EUR', 'GBP', 'JPY', 'KWD', 'USD']

it('takes a country by its name in either language of the page, and by its code', () => {
  for (const locale of ['en-GB', 'de-DE', 'de-AT']) {
    const countries = named(COUNTRIES, 'region', locale, LANGUAGES)
    const code = (text: string) => meant(countries, text)?.code
    for (const text of ['Austria', 'Österreich', 'oesterreich', 'OSTERREICH', ' at ', 'AT']) {
      expect(code(text), text).toBe('AT')
    }
    for (const text of ['Germany', 'Deutschland', 'de']) expect(code(text), text).toBe('DE')
    expect(code('Australia')).toBe('AU')
    expect(code('Georgien')).toBe('GE')
    expect(code('Niger')).toBe('NE')
    expect(code('Nigeria')).toBe('NG')
    for (const text of ['', 'Austr', 'Germania', 'UK', 'DEU', 'X']) expect(code(text), text).toBeUndefined()
  }
})

it('finds first what is meant, then what begins with the text', () => {
  const countries = named(COUNTRIES, 'region', 'en-GB', LANGUAGES)
  const codes = (text: string) => found(countries, text).map(({ code }) => code)
  expect(codes('aus')).toEqual(['AU', 'AT'])
  expect(codes('niger')).toEqual(['NE', 'NG'])
  expect(codes('at')[0]).toBe('AT')
  expect(codes('ge')[0]).toBe('GE')
  expect(codes('king')).toEqual(['GB'])
  expect(codes('')).toHaveLength(COUNTRIES.length)
  expect(codes('nowhere')).toEqual([])
})

it('takes a currency by its name or its code', () => {
  const currencies = named(CURRENCIES, 'currency', 'de-DE', LANGUAGES)
  const code = (text: string) => meant(currencies, text)?.code
  expect(code('Schweizer Franken')).toBe('CHF')
  expect(code('swiss franc')).toBe('CHF')
  expect(code('jpy')).toBe('JPY')
  expect(code('dollar')).toBeUndefined()
  expect(found(currencies, 'dollar').map((one) => one.code)).toEqual(['AUD', 'USD'])
})

it('leaves a code that nobody knows as it is', () => {
  expect(namer('en', 'region')('X1')).toBe('X1')
  expect(namer('de', 'currency')('€')).toBe('€')
})
