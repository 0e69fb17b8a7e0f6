import { useI18n } from '@/i18n'
import { Page } from '@/ui/Page'
import { SimpleGrid } from '@mantine/core'

import { ChangePassword } from './ChangePassword'
import { OwnSessions } from './OwnSessions'

/** One's own account: the password, and where one is signed in. */
export default function AccountPage() {
  const { t } = useI18n()
  return (
    <Page title={t('account.title')}>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <ChangePassword />
        <OwnSessions />
      </SimpleGrid>
    </Page>
  )
}
