import { Text, Title } from '@mantine/core'

import type { PaperRowFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { useHotel } from '@/live'

import classes from './paper.module.css'
import { guestName } from './sheet'

/** A registration card for each booking, each on a page of its own: what is not known is a line to write on. */
export function Cards({ rows }: { rows: readonly PaperRowFragment[] }) {
  const { t } = useI18n()
  const { name, checkInFrom, checkOutUntil } = useHotel()
  return rows.map((row) => (
    <article key={row.id} className={classes['card']} aria-label={row.reference}>
      {name && <Text fw={500}>{name}</Text>}
      <Title order={2} size="h3">
        {t('paper.card')} {row.reference}
      </Title>
      <Card row={row} />
      {checkInFrom && (
        <Text size="sm" mt="xs">
          {t('paper.card.checkIn', { time: checkInFrom })}
        </Text>
      )}
      {checkOutUntil && <Text size="sm">{t('paper.card.checkOut', { time: checkOutUntil })}</Text>}
    </article>
  ))
}

function Card({ row }: { row: PaperRowFragment }) {
  const { t, days, money, codeName } = useI18n()
  const { guest, room } = row
  const known = (value: string | null) => (guest.erasedAt ? t('paper.erased') : value)
  const lines: readonly [string, string | null][] = [
    [t('guest.name'), guestName(row, t)],
    [t('paper.card.address'), known(null)],
    [t('guest.country'), known(guest.country && codeName(guest.country, 'region'))],
    [t('paper.card.born'), known(null)],
    [t('paper.card.nationality'), known(null)],
    [t('paper.card.document'), known(null)],
    [t('guest.phone'), known(guest.phone)],
    [t('guest.email'), known(guest.email)],
    [t('booking.roomId'), [room.name, room.roomType].filter(Boolean).join(', ')],
    [t('paper.stay'), days(row.checkIn, row.checkOut)],
    [t('paper.nights'), String(row.nights)],
    [t('paper.persons'), `${row.adults} + ${row.children}`],
    [t('booking.totalPrice'), money(row.totalPrice, row.currency)],
    [t('paper.card.signature'), null],
  ]
  return (
    <dl className={classes['lines']}>
      {lines.map(([name, value]) => (
        <div key={name}>
          <Text component="dt" size="sm">
            {name}
          </Text>
          <dd>{value || '\u00A0'}</dd>
        </div>
      ))}
    </dl>
  )
}
