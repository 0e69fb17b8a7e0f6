import { Button, Group, Menu } from '@mantine/core'
import { Link, useLocation } from 'wouter'

import { useI18n } from '@/i18n'
import type { PlainKey } from '@/i18n/texts'

import { useNarrow } from './useNarrow'

export interface Screen {
  path: string
  name: PlainKey
}

/** The way to each screen: side by side, or in a menu under the name of the present one. */
export function Navigation({ screens }: { screens: readonly Screen[] }) {
  const { t } = useI18n()
  const [path] = useLocation()
  const narrow = useNarrow()
  const here = (to: string) => (to === path ? { 'aria-current': 'page' as const } : {})
  const current = screens.find((screen) => screen.path === path)
  return (
    <Group gap={4} wrap="nowrap" component="nav" aria-label={t('nav.label')}>
      {narrow ? (
        <Menu position="bottom-start">
          <Menu.Target>
            <Button variant="light" px="sm" rightSection={<span aria-hidden>▾</span>}>
              {t(current?.name ?? 'nav.screens')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {screens.map(({ path: to, name }) => (
              <Menu.Item key={to} component={Link} href={to} {...here(to)}>
                {t(name)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : (
        screens.map(({ path: to, name }) => (
          <Button
            key={to}
            component={Link}
            href={to}
            variant={to === path ? 'light' : 'subtle'}
            px="sm"
            {...here(to)}
          >
            {t(name)}
          </Button>
        ))
      )}
    </Group>
  )
}
