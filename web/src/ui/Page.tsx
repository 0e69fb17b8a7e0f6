import { Group, Title } from '@mantine/core'
import { type ReactNode, use, useEffect } from 'react'

import { useI18n } from '@/i18n'

import { HouseName } from './HouseName'

interface Props {
  title: string
  /** What can be done here: beside the title. */
  actions?: ReactNode
  children?: ReactNode
}

/** The frame of every screen: one heading, which also names the browser's tab. */
export function Page({ title, actions, children }: Props) {
  const { t } = useI18n()
  const house = use(HouseName) ?? t('app.name')
  useEffect(() => {
    document.title = `${title} · ${house}`
  }, [title, house])
  return (
    <>
      <Group justify="space-between" mb="md">
        <Title order={1} size="h2">
          {title}
        </Title>
        {actions}
      </Group>
      {children}
    </>
  )
}
