import type { PaperRowFragment } from '@/gql/graphql'
import type { I18n } from '@/i18n'

import { isOverdue } from './choice'
import { csv } from './csv'

/** What is said of a guest: that their data is erased, where it is. */
export function guestName({ guest }: PaperRowFragment, t: I18n['t']): string {
  return guest.erasedAt ? t('paper.erased') : guest.name
}

/** The list for a spreadsheet: days and amounts as the API has them. */
export function sheet(rows: readonly PaperRowFragment[], today: string, t: I18n['t']): string {
  const known = ({ guest }: PaperRowFragment, value: string | null) =>
    guest.erasedAt ? t('paper.erased') : (value ?? '')
  const columns: readonly [string, (row: PaperRowFragment) => string | number][] = [
    [t('bookings.reference'), ({ reference }) => reference],
    [t('booking.roomId'), ({ room }) => room.name],
    [t('room.roomType'), ({ room }) => room.roomType],
    [t('booking.guestId'), (row) => guestName(row, t)],
    [t('booking.checkIn'), ({ checkIn }) => checkIn],
    [t('booking.checkOut'), ({ checkOut }) => checkOut],
    [t('paper.nights'), ({ nights }) => nights],
    [t('booking.adults'), ({ adults }) => adults],
    [t('booking.children'), ({ children }) => children],
    [t('booking.status'), ({ status }) => t(`booking.status.${status}`)],
    [t('plan.overdue'), (row) => (isOverdue(row, today) ? t('plan.overdue') : '')],
    [t('guest.phone'), (row) => known(row, row.guest.phone)],
    [t('guest.email'), (row) => known(row, row.guest.email)],
    [t('guest.country'), (row) => known(row, row.guest.country)],
    [t('booking.totalPrice'), ({ totalPrice }) => totalPrice],
    [t('booking.currency'), ({ currency }) => currency],
    [t('booking.notes'), ({ notes }) => notes],
  ]
  return csv(
    columns.map(([head]) => head),
    rows.map((row) => columns.map(([, cell]) => String(cell(row)))),
    t('paper.guarded'),
  )
}
