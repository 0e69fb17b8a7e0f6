import GuestsPage from '@/guests/GuestsPage'
import { useI18n } from '@/i18n'

import { GuestStays } from './GuestStays'

/** The guests, each with their stays. */
export default function GuestsScreen() {
  const { t } = useI18n()
  return (
    <GuestsPage
      more={({ id }) => [{ value: 'stays', label: t('guest.stays'), content: <GuestStays id={id} /> }]}
    />
  )
}
