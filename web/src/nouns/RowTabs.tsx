import { Modal, Tabs, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'

import { useDrafts } from '@/editing'
import { useI18n } from '@/i18n'
import { DialogTitle } from '@/ui/DialogTitle'
import { DiscardDialog } from '@/ui/DiscardDialog'
import { Waiting } from '@/ui/Waiting'

export interface Tab {
  value: string
  label: string
  content: ReactNode
  keepMounted?: boolean
}

interface Props {
  title: ReactNode
  /** Whose drafts are asked about when the dialog is closed. */
  drafts: readonly string[]
  /** Whether there is something to show: not yet, or not at all. */
  is: 'here' | 'coming' | 'missing'
  tabs: readonly (Tab | undefined)[]
  tab: string | null
  onTab: (tab: string) => void
  onClose: () => void
}

/** A row in a dialog with tabs, which asks before it drops what was typed. */
export function RowTabs({ title, drafts: keys, is, tabs: given, tab, onTab, onClose }: Props) {
  const { t } = useI18n()
  const drafts = useDrafts()
  const [leaving, setLeaving] = useState(false)
  const tabs = given.filter((one) => one !== undefined)
  const shown = tabs.find(({ value }) => value === tab) ?? tabs[0]

  return (
    // Escape is for the dialog on top. A stack of its own: one that outlived the dialog would go on counting on what
    // was open over it.
    <Modal.Stack>
      <Modal
        opened
        onClose={() => (keys.some((key) => drafts.has(key)) ? setLeaving(true) : onClose())}
        size={760}
        stackId="row"
        title={<DialogTitle>{title}</DialogTitle>}
        closeButtonProps={{ 'aria-label': t('editing.close') }}
      >
        {is === 'missing' && <Text>{t('editing.none')}</Text>}
        {is === 'coming' && <Waiting />}
        {is === 'here' && shown && (
          <Tabs
            value={shown.value}
            onChange={(value) => onTab(value ?? shown.value)}
            // A form that is not shown goes on listening.
            keepMountedMode="display-none"
          >
            <Tabs.List mb="lg">
              {tabs.map(({ value, label }) => (
                // Its outline within it: the title above would cover it.
                <Tabs.Tab key={value} value={value} style={{ outlineOffset: -2 }}>
                  {label}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            {tabs.map(({ value, content, keepMounted = false }) => (
              <Tabs.Panel key={value} value={value}>
                {(keepMounted || value === shown.value) && content}
              </Tabs.Panel>
            ))}
          </Tabs>
        )}
      </Modal>
      <DiscardDialog
        opened={leaving}
        onKeep={() => setLeaving(false)}
        onDiscard={() => {
          keys.forEach((key) => drafts.drop(key))
          onClose()
        }}
      />
    </Modal.Stack>
  )
}
