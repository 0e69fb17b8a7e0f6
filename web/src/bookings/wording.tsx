import { useMemo } from 'react'

import type { Value, Wording } from '@/editing'
import type { BookingStatus } from '@/gql/graphql'
import { GuestName } from '@/guests/GuestName'
import { useI18n } from '@/i18n'
import { RoomName } from '@/rooms/RoomName'

import type { BookingField } from './noun'

/** A booking's fields in the reader's words. */
export function useBookingWording(): Wording<BookingField> {
  const { t, day, money, number } = useI18n()
  return useMemo(() => {
    const write = (value: Value, currency: Value, field: BookingField) => {
      if (value === null || value === '') return t('editing.empty')
      switch (field) {
        case 'roomId':
          return <RoomName id={String(value)} />
        case 'guestId':
          return <GuestName id={String(value)} />
        case 'checkIn':
        case 'checkOut':
          return day(String(value))
        case 'status':
          return t(`booking.status.${value as BookingStatus}`)
        case 'totalPrice':
          return money(String(value), String(currency))
        case 'adults':
        case 'children':
          return number(Number(value))
        case 'currency':
        case 'notes':
          return String(value)
      }
    }
    return {
      label: (field) => t(`booking.${field}`),
      text: (field, value, values) => write(value, values.currency, field),
      together: (group) =>
        t(group.includes('totalPrice') ? 'booking.together.price' : 'booking.together.room'),
    }
  }, [t, day, money, number])
}
