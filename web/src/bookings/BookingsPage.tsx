import { Page } from '@/ui/Page'
import { useI18n } from '@/i18n'

export default function BookingsPage() {
  const { t } = useI18n()
  return <Page title={t('nav.bookings')} />
}
