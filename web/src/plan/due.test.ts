import { readFileSync } from 'node:fs'

import { expect, it } from 'vitest'

import type { BookingStatus } from '@/gql/graphql'

import { dayNumber } from './days'
import { type Due, dueOf, DUES } from './due'
import { booking } from './fixtures'

const TODAY = dayNumber('2026-12-04')
const due = (status: BookingStatus, checkIn: string, checkOut: string) =>
  dueOf(booking('1', `2026-12-${checkIn}`, `2026-12-${checkOut}`, { status }), TODAY)

it.each<[Due | undefined, BookingStatus, string, string]>([
  ['inquiry', 'INQUIRY', '01', '03'],
  ['later', 'CONFIRMED', '05', '07'],
  ['arrives', 'CONFIRMED', '04', '07'],
  ['late', 'CONFIRMED', '03', '07'],
  ['late', 'CONFIRMED', '01', '03'],
  ['inHouse', 'CHECKED_IN', '03', '05'],
  ['leaves', 'CHECKED_IN', '03', '04'],
  ['overstays', 'CHECKED_IN', '01', '03'],
  ['done', 'CHECKED_OUT', '01', '04'],
  [undefined, 'CANCELLED', '04', '05'],
  [undefined, 'NO_SHOW', '04', '05'],
])('on the 4th it is %s: %s from the %s to the %s', (expected, ...stay) => {
  expect(due(...stay)).toBe(expected)
})

const SURFACES = { light: '#ffffff', dark: '#242424' }
const css = readFileSync('src/plan/due.module.css', 'utf8')

/** The three colours of a bar: its own, its edge's and its text's. */
function coloursOf(scheme: keyof typeof SURFACES, of: Due): readonly [string, string, string] {
  const dark = scheme === 'dark' ? ":global([data-mantine-color-scheme='dark']) " : ''
  const from = css.indexOf(`\n${dark}.due[data-due='${of}'] {`)
  const rule = css.slice(from, css.indexOf('}', from))
  const [bar, edge, text] = ['bar', 'bar-edge', 'bar-text'].map(
    (name) => new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(rule)?.[1],
  )
  if (from < 0 || !bar || !edge || !text) throw new Error(`no colours for ${of} in ${scheme}`)
  return [bar, edge, text]
}

/** WCAG 2.2, "contrast ratio". */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = parseInt(colour.slice(at, at + 2), 16) / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

for (const scheme of ['light', 'dark'] as const) {
  it.each(DUES)(`%s can be read in ${scheme} colours, and its edge be seen`, (of) => {
    const [bar, edge, text] = coloursOf(scheme, of)
    expect(contrast(text, bar)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(edge, SURFACES[scheme])).toBeGreaterThanOrEqual(3)
  })

  it(`no two look alike in ${scheme} colours`, () => {
    expect(new Set(DUES.map((of) => coloursOf(scheme, of)[0])).size).toBe(DUES.length)
  })
}
