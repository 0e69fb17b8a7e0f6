import { Button, Group, Text } from '@mantine/core'
import { useRef } from 'react'

import { useI18n } from '@/i18n'

import { useLinger } from './useLinger'

const SHOWN_MS = 10_000

interface Props {
  said: string
  /** None where it can't be undone. */
  onUndo?: (() => void) | undefined
  onEnd: () => void
}

/** What was just written, and for a while the way back. */
export function UndoToast({ said, onUndo, onEnd }: Props) {
  const { t } = useI18n()
  const content = useRef<HTMLDivElement>(null)
  useLinger(content, SHOWN_MS, onEnd)
  return (
    <div ref={content}>
      <Text size="sm">{said}</Text>
      {onUndo && (
        <Group gap={6} mt="xs">
          <Button size="compact-xs" aria-keyshortcuts="Control+Z" onClick={onUndo}>
            {t('undo.undo')}
          </Button>
        </Group>
      )}
    </div>
  )
}
