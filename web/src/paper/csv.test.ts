import { expect, it } from 'vitest'

import { csv } from './csv'

it('writes lines as RFC 4180 has them, behind the mark that Excel knows UTF-8 by', () => {
  const text = csv(['Guest', 'Price'], [['Zoë "Zo" Ort, Dr.\nSuite', '1234567890.10']], 'Guarded')
  expect(text).toBe('\uFEFFGuest,Price,Guarded\r\n"Zoë ""Zo"" Ort, Dr.\nSuite",1234567890.10,\r\n')
})

it('writes the heads alone where there is no row', () => {
  expect(csv(['Guest'], [], 'Guarded')).toBe('\uFEFFGuest,Guarded\r\n')
})

it('lets no cell begin a formula, and names what was guarded', () => {
  for (const cell of ['=1+1', '+49 30 1', '-2', '@SUM(A1)', '\t=1', '\r=1', '\n=1']) {
    const quoted = /[\r\n]/.test(cell) ? `"'${cell}"` : `'${cell}`
    expect(csv(['Room', 'Phone'], [['101', cell]], 'Guarded')).toContain(`\r\n101,${quoted},Phone\r\n`)
  }
  const both = csv(['Room', 'Phone'], [['=a', '=b']], 'Guarded')
  expect(both).toContain("'=a,'=b,Room; Phone")
  // What only looks like a guarded cell is not named.
  expect(csv(['Room'], [["'=a"]], 'Guarded')).toContain("\r\n'=a,\r\n")
})
