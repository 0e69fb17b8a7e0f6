import { Alert, Text } from '@mantine/core'

import { useI18n } from '@/i18n'

import { useOthersAt } from './context'
import { sentence } from './sentence'

/** Who else is at a booking, before it is taken from under their hands: as it is now, for as long as it is shown. */
export function OthersHere({ bookingId }: { bookingId: string }) {
  const { t } = useI18n()
  const others = useOthersAt(bookingId)
  return (
    <div aria-live="polite">
      {others.length > 0 && (
        <Alert color="orange" mb="md">
          {others.map((somebody) => (
            <Text key={somebody.id} size="sm" fw={600}>
              {sentence(somebody, t)}
            </Text>
          ))}
          {others.some(({ mode }) => mode === 'EDITING') && (
            <Text size="sm" mt={4}>
              {t('presence.unsaved')}
            </Text>
          )}
        </Alert>
      )}
    </div>
  )
}
