import { TextInput } from '@mantine/core'

import { useI18n } from '@/i18n'
import { useTypedText } from '@/ui/useTypedText'

import { useCurrency } from './codes/useCodes'
import type { Control } from './EditedField'

/** An amount of money, as text: no cent is lost on the way through a binary number. */
export function AmountField({ control, currency: code }: { control: Control; currency: string }) {
  const { typedAmount, readAmount } = useI18n()
  const { input } = control
  const currency = useCurrency(code)
  const typed = useTypedText<string>({
    ...control,
    value: String(control.value ?? ''),
    read: (text) => readAmount(text, currency),
    write: (amount) => typedAmount(amount, currency),
    taken: 'typing',
  })
  return (
    <TextInput
      {...input}
      {...typed.handlers}
      value={typed.text}
      error={input.error ?? typed.error}
      inputMode="decimal"
      autoComplete="off"
    />
  )
}
