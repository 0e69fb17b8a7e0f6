import { Button, NumberInput, Text } from '@mantine/core'

import type { Control } from '@/editing'
import type { RoomRowFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'

import { isSameAmount, priceOf } from './noun'

interface Props {
  control: Control
  currency: string
  room: RoomRowFragment | undefined
  nights: number
}

/** The price for the whole stay, and what the room's rate makes of the nights. */
export function PriceField({ control, currency, room, nights }: Props) {
  const { t, money, decimalSeparator } = useI18n()
  const { value, onChange, ...input } = control
  const suggested =
    room && room.currency === currency && nights > 0 ? priceOf(room.nightlyRate, nights) : undefined
  return (
    <>
      <NumberInput
        {...input}
        value={value ?? ''}
        onChange={(amount) => onChange(String(amount))}
        decimalScale={2}
        decimalSeparator={decimalSeparator}
        valueIsNumericString
        allowNegative={false}
        hideControls
      />
      {suggested !== undefined && (
        <Text size="xs" c="dimmed" mt={4} component="div">
          {t('booking.rate', { nights, rate: money(room?.nightlyRate ?? '0', currency) })}{' '}
          {isSameAmount(value, suggested) || input.readOnly ? (
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
