import { expect, it } from 'vitest'

import { de } from './de'
import { en } from './en'
import { filled } from './filled'

const LANGUAGES = { en, de } as const
const KEYS = Object.keys(en) as (keyof typeof en)[]
/** Holes that are numbers, of which there may be one. */
const COUNTS = ['count', 'nights', 'persons', 'rooms', 'seconds', 'sleeps']

const holesOf = (text: string) =>
  [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name ?? ''))].sort()
/** As it reads where every number is this. */
const readsWith = (text: string, count: number) =>
  filled(
    text,
    Object.fromEntries(holesOf(text).map((name) => [name, COUNTS.includes(name) ? count : `<${name}>`])),
  )

it('fills holes, and chooses the form of a word by its number', () => {
  expect(filled('{name} left {what}', { name: 'Anna', what: 'a note' })).toBe('Anna left a note')
  const rooms = '{taken} of {rooms} {rooms:room|rooms}'
  expect(filled(rooms, { taken: 0, rooms: 1 })).toBe('0 of 1 room')
  expect(filled(rooms, { taken: 1, rooms: 2 })).toBe('1 of 2 rooms')
  expect(filled('{n:one|}', { n: 2 })).toBe('')
})

it('says the same of the same in each language: no hole is left out or made up', () => {
  for (const key of KEYS) expect(holesOf(de[key]), key).toEqual(holesOf(en[key]))
})

it('leaves no brace, no blank at an end and no two in a row', () => {
  for (const texts of Object.values(LANGUAGES)) {
    for (const key of KEYS) {
      for (const count of [1, 2]) {
        const read = readsWith(texts[key], count)
        expect(read, key).not.toMatch(/[{}]|^\s|\s$| {2}/)
        expect(read, key).not.toBe('')
      }
    }
  }
})

it('says one night and one room', () => {
  const plurals = {
    en: /\b1 (?:nights|rooms|persons|bookings|stays|things|changes|hits|guests|seconds)\b/,
    de: /\b1 (?:Nächte|Zimmern|Personen|Buchungen|Aufenthalte|frühere|Schlafplätze|Angaben|Änderungen|Gäste|Sekunden)\b/,
  } as const
  for (const language of ['en', 'de'] as const) {
    for (const key of KEYS) expect(readsWith(LANGUAGES[language][key], 1), key).not.toMatch(plurals[language])
  }
})

it('speaks German as a house speaks to its staff: formally, with German marks', () => {
  for (const key of KEYS) {
    expect(de[key], key).not.toMatch(/\b(?:[Dd]u|[Dd]ein\w*|[Dd]ich|[Dd]ir)\b/)
    expect(de[key], key).not.toMatch(/"|\.\.\./)
    expect(en[key], key).not.toMatch(/\.\.\./)
  }
})
