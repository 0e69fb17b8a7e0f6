import { Button, type ButtonProps } from '@mantine/core'

import type { BookingRowFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'

import type { Step } from './step'
import { useStep } from './useStep'

interface Props extends Pick<ButtonProps, 'size' | 'variant'> {
  booking: BookingRowFragment
  step: Step
  onStep?: () => void
}

/** Checks somebody in, or whatever is next: by one click. */
export function StepButton({ booking, step: { to, text }, onStep, ...looks }: Props) {
  const { t } = useI18n()
  const { step, running } = useStep()
  const said = t(text)
  return (
    <Button
      {...looks}
      loading={running}
      aria-label={`${said}: ${booking.guest.name}`}
      // The second click of two would be one on what comes next.
      onClick={({ detail }) => {
        if (detail > 1) return
        onStep?.()
        void step(booking, to)
      }}
    >
      {said}
    </Button>
  )
}
