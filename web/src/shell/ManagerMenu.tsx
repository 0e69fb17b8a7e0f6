import { Menu } from '@mantine/core'
import { Link } from 'wouter'

import { useI18n } from '@/i18n'
import { useMay } from '@/session/context'

/** The way to what only managers see. */
export function ManagerMenu() {
  const { t } = useI18n()
  if (!useMay('MANAGER')) return null
  return (
    <>
      <Menu.Item component={Link} href="/settings">
        {t('house.title')}
      </Menu.Item>
      <Menu.Item component={Link} href="/activity">
        {t('activity.title')}
      </Menu.Item>
      <Menu.Divider />
    </>
  )
}
