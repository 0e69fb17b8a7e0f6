import { describe, expect, test } from 'vitest'

import { readNames } from './names'

describe('names of several rooms', () => {
  test('are written one by one, or as from and to', () => {
    expect(readNames('101–103, Lake house\n  201 ,')).toEqual(['101', '102', '103', 'Lake house', '201'])
    expect(readNames('A1-A3')).toEqual(['A1', 'A2', 'A3'])
    expect(readNames('Room 9 – 11')).toEqual(['Room 9', 'Room 10', 'Room 11'])
    expect(readNames('008-010')).toEqual(['008', '009', '010'])
    expect(readNames('101 - 102')).toEqual(['101', '102'])
    expect(readNames('A1-B3')).toEqual(['A1-B3'])
  })

  test('are told where they are none, too many, the same, or the wrong way round', () => {
    expect(readNames(' , \n')).toBe('none')
    expect(readNames('1-201')).toBe('many')
    expect(readNames('1-999999999')).toBe('many')
    expect(readNames('101-103, 102')).toBe('twice')
    expect(readNames('Attic, attic')).toBe('twice')
    expect(readNames('104-101')).toBe('range')
  })
})
