import {
  ActionIcon,
  AppShell,
  Button,
  Group,
  Kbd,
  Menu,
  Text,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Link } from 'wouter'

import { useI18n } from '@/i18n'
import { useKeeping } from '@/kept'
import { useSession } from '@/session/context'

import { ConnectionBanner } from './ConnectionBanner'
import { HotelName } from './HotelName'
import { ManagerMenu } from './ManagerMenu'
import { Navigation, type Screen } from './Navigation'
import { Shortcuts } from './Shortcuts'
import { MAIN, SkipLink } from './SkipLink'
import { useNarrow } from './useNarrow'

interface Props {
  screens: readonly Screen[]
  bell: ReactNode
  children: ReactNode
}

/** The bar on top, and a screen below it. */
export function Shell({ screens, bell, children }: Props) {
  const [helping, setHelping] = useState(false)
  const narrow = useNarrow()
  return (
    <AppShell header={{ height: 56 }} padding="md">
      <SkipLink />
      <AppShell.Header px={{ base: 'xs', sm: 'md' }}>
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Navigation screens={screens} />
          <HotelName />
          <Group gap="xs" wrap="nowrap" miw={0}>
            {bell}
            {!narrow && (
              <>
                <LanguageSwitch />
                <ColorSwitch />
              </>
            )}
            <UserMenu onHelp={() => setHelping(true)} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Main id={MAIN} tabIndex={-1}>
        {children}
      </AppShell.Main>
      <ConnectionBanner />
      <Shortcuts opened={helping} setOpened={setHelping} />
    </AppShell>
  )
}

const LANGUAGES = [
  ['en', 'English'],
  ['de', 'Deutsch'],
] as const

function LanguageItems() {
  const { setLanguage } = useI18n()
  return LANGUAGES.map(([language, name]) => (
    <Menu.Item key={language} lang={language} onClick={() => setLanguage(language)}>
      {name}
    </Menu.Item>
  ))
}

function LanguageSwitch() {
  const { t, language } = useI18n()
  return (
    <Menu>
      <Menu.Target>
        <Button variant="subtle" px="xs" aria-label={t('settings.language')}>
          {language.toUpperCase()}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <LanguageItems />
      </Menu.Dropdown>
    </Menu>
  )
}

function useColors() {
  const { t } = useI18n()
  const { setColorScheme } = useMantineColorScheme()
  const dark = useComputedColorScheme() === 'dark'
  return {
    sign: dark ? '☀' : '☾',
    name: t(dark ? 'settings.light' : 'settings.dark'),
    change: () => setColorScheme(dark ? 'light' : 'dark'),
  }
}

function ColorSwitch() {
  const { sign, name, change } = useColors()
  return (
    <ActionIcon variant="subtle" size="lg" aria-label={name} onClick={change}>
      <span aria-hidden>{sign}</span>
    </ActionIcon>
  )
}

/** What the bar of a phone has no room for. */
function PhoneItems() {
  const { sign, name, change } = useColors()
  return (
    <>
      <LanguageItems />
      <Menu.Item onClick={change} rightSection={<span aria-hidden>{sign}</span>}>
        {name}
      </Menu.Item>
      <Menu.Divider />
    </>
  )
}

function UserMenu({ onHelp }: { onHelp: () => void }) {
  const { t } = useI18n()
  const { user, signOut } = useSession()
  const [keeping, setKeeping] = useKeeping()
  const narrow = useNarrow()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" px={{ base: 'xs', sm: 'md' }} maw={160} miw={0}>
          {user.name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm">{user.email}</Text>
          <Text size="xs">{t(`role.${user.role}`)}</Text>
        </Menu.Label>
        <ManagerMenu />
        {narrow && <PhoneItems />}
        <Menu.CheckboxItem maw={320} checked={keeping} onChange={setKeeping}>
          {t('kept.switch')}
          <Text size="xs" c="dimmed">
            {t('kept.switch.text')}
          </Text>
        </Menu.CheckboxItem>
        <Menu.Item component={Link} href="/account">
          {t('account.title')}
        </Menu.Item>
        <Menu.Item onClick={onHelp} rightSection={<Kbd>?</Kbd>}>
          {t('keys.title')}
        </Menu.Item>
        <Menu.Item onClick={signOut}>{t('session.signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
