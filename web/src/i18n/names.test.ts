import { expect, it } from 'vitest'

import { byName, finds } from './names'

it('has names in the order of the server', () => {
  const names = [
    '10',
    '2',
    'Zimmer',
    'attic',
    'Suite 12',
    'Ätna',
    'Suite 2',
    '1',
    'Ärger',
    'Olive',
    'Øre',
    'Özge',
  ]
  const order = [
    '1',
    '2',
    '10',
    'Ärger',
    'Ätna',
    'attic',
    'Olive',
    'Øre',
    'Özge',
    'Suite 2',
    'Suite 12',
    'Zimmer',
  ]
  expect(names.toSorted(byName)).toEqual(order)
})

it('finds a name however it is typed', () => {
  for (const search of ['gross', 'GROß', 'saal großer', 'grosser\u00a0saal']) {
    expect(finds(search, 'Großer Saal', 'Meeting'), search).toBe(true)
  }
  expect(finds('u\u0308ber', 'Überseezimmer')).toBe(true)
  expect(finds('ueber', 'Überseezimmer')).toBe(true)
  expect(finds('uber', 'Überseezimmer')).toBe(true)
  expect(finds('Über', 'Ueberseezimmer')).toBe(true)
  expect(finds('soren', 'Søren')).toBe(true)
  expect(finds('東', '東館')).toBe(true)
  expect(finds('', 'anything')).toBe(true)
  expect(finds('suite meeting', 'Suite', 'Meeting')).toBe(true)
  expect(finds('suite hall', 'Suite', 'Meeting')).toBe(false)
})
