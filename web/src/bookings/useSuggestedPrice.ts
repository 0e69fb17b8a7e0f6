import { useEffect } from 'react'

import { type VersionedForm, valuesOf } from '@/editing'
import { useRooms } from '@/rooms/useRooms'

import { nightsBetween, priceOf } from './nights'
import type { BookingField, BookingValues } from './noun'

/** The room's rate for the nights arrives in the price like a change by others: until the reader types one. */
export function useSuggestedPrice(
  { state, dispatch }: VersionedForm<BookingField>,
  { checkIn, checkOut }: Pick<BookingValues, 'checkIn' | 'checkOut'> = valuesOf(state),
): void {
  const rooms = useRooms()
  const { roomId } = valuesOf(state)
  const room = rooms?.find(({ id }) => id === roomId)
  const nights = nightsBetween(checkIn, checkOut)
  const { version, values } = state.current
  const totalPrice = room && nights > 0 ? priceOf(room.nightlyRate, nights) : values.totalPrice
  const currency = room?.currency ?? values.currency
  const differs = totalPrice !== values.totalPrice || currency !== values.currency
  useEffect(() => {
    if (!differs) return
    const row = { version: version + 1, values: { ...values, totalPrice, currency }, author: undefined }
    dispatch({ type: 'arrive', row })
  }, [differs, dispatch, version, values, totalPrice, currency])
}
