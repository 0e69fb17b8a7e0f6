import { expect, it } from 'vitest'

import { bookingRow } from '@/bookings/fixtures'
import type { PaperRowFragment } from '@/gql/graphql'
import type { I18n } from '@/i18n'

import { sheet } from './sheet'

const t = ((key: string) => key) as I18n['t']

function row(erasedAt: string | null): PaperRowFragment {
  const booking = bookingRow({ id: '1', totalPrice: '1234567890.10', currency: 'EUR' })
  const room = { name: '101', roomType: 'Double' } as PaperRowFragment['room']
  const { guest } = booking
  return { ...booking, room, guest: { ...guest, phone: erasedAt ? null : '+49 30 1', erasedAt } }
}

it('has amounts exactly as they are, their currency in a column of its own, and days as ISO 8601 has them', () => {
  const text = sheet([row(null)], '2026-12-01', t)
  expect(text).toContain(',2026-12-01,2026-12-04,3,')
  expect(text).toContain(",'+49 30 1,,,1234567890.10,EUR,,guest.phone\r\n")
})

it('says of erased data that it is erased', () => {
  const text = sheet([row('2026-11-01T12:00:00Z')], '2026-12-01', t)
  expect(text).not.toContain('Emma')
  expect(text).toContain('101,Double,paper.erased,')
  expect(text).toContain(',paper.erased,paper.erased,paper.erased,1234567890.10,')
})
