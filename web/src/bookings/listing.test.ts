import { expect, it } from 'vitest'

import { addressOfChip, addressOfFilter, CHIPS, chipFilter, listingIn } from './listing'

const TODAY = '2026-12-24'
const read = (address: string) => listingIn(new URLSearchParams(address), TODAY)

it('lists from today on where nothing is said, and all where that is taken away', () => {
  expect(read('')).toEqual({ chip: undefined, filter: { from: TODAY }, unread: [] })
  expect(read('since=').filter).toEqual({})
  expect(read('q=ines&status=INQUIRY,CONFIRMED&since=2026-01-01&until=2027-01-02').filter).toEqual({
    text: 'ines',
    statuses: ['INQUIRY', 'CONFIRMED'],
    from: '2026-01-01',
    to: '2027-01-02',
  })
})

it('has a filter for each chip, beside what is searched for', () => {
  for (const chip of CHIPS) {
    const search = new URLSearchParams(
      Object.entries<string | null>({ ...addressOfChip(chip), q: 'x' }).flatMap(([name, value]) =>
        value === null ? [] : [[name, value]],
      ),
    )
    expect(listingIn(search, TODAY)).toEqual({
      chip,
      filter: { text: 'x', ...chipFilter(chip, TODAY) },
      unread: [],
    })
  }
})

it('says what it cannot read, and guesses nothing', () => {
  expect(read('show=everything').unread).toEqual(['show=everything'])
  expect(read('show=leaving&since=2026-01-01').unread, 'one or the other').toEqual(['since=2026-01-01'])
  expect(read('status=CONFIRMED,LOST').unread).toEqual(['status=CONFIRMED,LOST'])
  expect(read('since=2026-02-30&until=soon').unread).toEqual(['since=2026-02-30', 'until=soon'])
})

it('writes a filter as it reads it, and lets go of a chip for another', () => {
  expect(addressOfFilter({ text: '' })).toEqual({ q: null })
  expect(addressOfFilter({ from: null })).toEqual({ since: '', show: null })
  expect(addressOfFilter({ statuses: ['INQUIRY'], to: '2027-01-01' })).toEqual({
    status: 'INQUIRY',
    until: '2027-01-01',
    show: null,
  })
})
