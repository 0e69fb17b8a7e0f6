import { Button, Group, Menu } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { Link, useLocation } from 'wouter'

import { useI18n } from '@/i18n'
import type { PlainKey } from '@/i18n/texts'

const SCREENS = [
  ['/', 'nav.plan'],
  ['/bookings', 'nav.bookings'],
  ['/guests', 'nav.guests'],
  ['/rooms', 'nav.rooms'],
] as const satisfies readonly (readonly [string, PlainKey])[]

/** Below this, the names of the screens would push the rest of the bar out of the window. */
const NARROW = '(max-width: 48em)'

/** The way to each screen: side by side, or in a menu under the name of the present one. */
export function Navigation() {
  const { t } = useI18n()
  const [path] = useLocation()
  const narrow = useMediaQuery(NARROW, window.matchMedia(NARROW).matches)
  const here = (to: string) => (to === path ? { 'aria-current': 'page' as const } : {})
  const current = SCREENS.find(([to]) => to === path)
  return (
    <Group gap={4} wrap="nowrap" component="nav" aria-label={t('nav.label')}>
      {narrow ? (
        <Menu position="bottom-start">
          <Menu.Target>
            <Button variant="light" px="sm" rightSection={<span aria-hidden>▾</span>}>
              {t(current?.[1] ?? 'nav.screens')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {SCREENS.map(([to, text]) => (
              <Menu.Item key={to} component={Link} href={to} {...here(to)}>
                {t(text)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : (
        SCREENS.map(([to, text]) => (
          <Button
            key={to}
            component={Link}
            href={to}
            variant={to === path ? 'light' : 'subtle'}
            px="sm"
            {...here(to)}
          >
            {t(text)}
          </Button>
        ))
      )}
    </Group>
  )
}
