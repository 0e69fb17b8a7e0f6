import { skipToken, useQuery } from '@apollo/client/react'
import { Anchor, Paper, Text } from '@mantine/core'
import { Link } from 'wouter'

import { bookingNoun } from '@/bookings/noun'
import { ActivityGuestsDocument, type ActivityEntryFragment } from '@/gql/graphql'
import type { Noun } from '@/gql/nouns'
import { guestNoun } from '@/guests/noun'
import { useI18n } from '@/i18n'
import type { PlainKey } from '@/i18n/texts'
import { useRooms } from '@/rooms/useRooms'
import { roomNoun } from '@/rooms/noun'

import classes from './activity.module.css'
import { guestsIn, lineOf, wayOf } from './line'

const LABELS: Readonly<Record<Noun, (field: never) => PlainKey>> = {
  Booking: bookingNoun.label,
  Guest: guestNoun.label,
  Room: roomNoun.label,
}

/** What was done, a sentence each, with the way to the row and its history. */
export function ActivityList({ entries }: { entries: readonly ActivityEntryFragment[] }) {
  const i18n = useI18n()
  const { t, moment } = i18n
  const rooms = useRooms()
  const ids = guestsIn(entries)
  const { data } = useQuery(ActivityGuestsDocument, ids.length > 0 ? { variables: { ids } } : skipToken)
  const known = {
    room: (id: string) => rooms?.find((room) => room.id === id)?.name,
    guest: (id: string) => data?.guests.nodes.find((guest) => guest.id === id)?.name,
  }
  const label = (noun: Noun, field: string) => t(LABELS[noun](field as never))
  if (entries.length === 0) {
    return (
      <Text c="dimmed" ta="center" py="xl">
        {t('activity.none')}
      </Text>
    )
  }
  return (
    <Paper withBorder radius="md" component="ol" className={classes['list']} aria-label={t('activity.title')}>
      {entries.map((entry) => {
        const way = wayOf(entry)
        const line = lineOf(entry, known, label, i18n)
        return (
          <li key={`${entry.rowId} ${entry.version}`} className={classes['entry']}>
            <Text size="sm" c="dimmed" component="time" dateTime={entry.at}>
              {moment(entry.at)}
            </Text>
            {way ? (
              <Anchor component={Link} href={way} size="sm">
                {line}
              </Anchor>
            ) : (
              <Text size="sm">{line}</Text>
            )}
          </li>
        )
      })}
    </Paper>
  )
}
