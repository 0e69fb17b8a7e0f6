import { Button, Text } from '@mantine/core'

import { AmountField, type Control, isSameAmount } from '@/editing'
import type { RoomRowFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'

import { priceOf } from './nights'

interface Props {
  control: Control
  currency: string
  room: RoomRowFragment | undefined
  nights: number
}

/** The price for the whole stay, and what the room's rate makes of the nights. */
export function PriceField({ control, currency, room, nights }: Props) {
  const { t, money } = useI18n()
  const { value, onChange } = control
  const { readOnly } = control.input
  const suggested =
    room && room.currency === currency && nights > 0 ? priceOf(room.nightlyRate, nights) : undefined
  return (
    <>
      <AmountField control={control} currency={currency} />
      {suggested !== undefined && (
        <Text size="xs" c="dimmed" mt={4} component="div">
          {t('booking.rate', { nights, rate: money(room?.nightlyRate ?? '0', currency) })}{' '}
          {isSameAmount(value, suggested) || readOnly ? (
            money(suggested, currency)
          ) : (
            <Button size="compact-xs" variant="light" onClick={() => onChange(suggested)}>
              {t('booking.useRate', { amount: money(suggested, currency) })}
            </Button>
          )}
        </Text>
      )}
    </>
  )
}
