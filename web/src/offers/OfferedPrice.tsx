import { skipToken, useQuery } from '@apollo/client/react'
import { Anchor, Button, Group, Text } from '@mantine/core'
import { useEffect, useEffectEvent } from 'react'
import { Link } from 'wouter'

import { BookingByIdDocument, RoomByIdDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { useRetry } from '@/live'

import { offeredPrice, type PriceOffer } from './offer'
import classes from './offers.module.css'
import { useTakePrice } from './useTakePrice'

interface Props {
  offer: PriceOffer
  drop: () => void
}

/** A price for a booking as it is now, to be taken or not; nothing once there is nothing left to decide. */
export function OfferedPrice({ offer, drop }: Props) {
  const { t, day, money } = useI18n()
  const { bookingId: id } = offer
  const { data, error, refetch } = useQuery(BookingByIdDocument, {
    variables: { id },
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
  })
  useRetry(error, refetch)
  const booking = data?.row
  const rooms = useQuery(RoomByIdDocument, booking ? { variables: { id: booking.roomId } } : skipToken)
  useRetry(rooms.error, rooms.refetch)
  const room = rooms.data?.row
  const { take, taking } = useTakePrice(drop)

  const amount = booking && room ? offeredPrice(offer, booking, room) : undefined
  const isOver = booking === null || (booking && room && amount === undefined)
  const end = useEffectEvent(drop)
  useEffect(() => {
    if (isOver) end()
  }, [isOver])

  if (!booking || !room || amount === undefined) return null
  const { reference, guest, checkIn, checkOut, nights, currency } = booking
  const [offered, kept] = [money(amount, currency), money(booking.totalPrice, currency)]
  return (
    <div role="group" aria-label={reference} className={classes.offer}>
      <Text size="sm" className={classes.text}>
        <Anchor component={Link} href={`?booking=${id}`} fz="sm" underline="always">
          {reference}
        </Anchor>{' '}
        {t('offer.stay', { guest: guest.name, room: room.name, from: day(checkIn), to: day(checkOut) })}{' '}
        {t('booking.rate', { nights, rate: money(room.nightlyRate, currency) })} <b>{offered}</b>.{' '}
        {t('offer.still', { price: kept })}
      </Text>
      <Group gap="xs">
        <Button size="compact-sm" loading={taking} onClick={() => void take(booking, amount)}>
          {t('offer.take', { amount: offered })}
        </Button>
        <Button size="compact-sm" variant="default" disabled={taking} onClick={drop}>
          {t('offer.keep', { amount: kept })}
        </Button>
      </Group>
    </div>
  )
}
