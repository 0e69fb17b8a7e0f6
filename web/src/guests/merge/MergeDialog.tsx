import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'

import type { GuestRowFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { DialogTitle } from '@/ui/DialogTitle'

import { type Choices, differing, isDecided, type Pair, stillChosen, suggested } from './choices'
import { MergeField } from './MergeField'
import { useMerge } from './useMerge'

interface Props {
  kept: GuestRowFragment
  /** Who may be the same; none while nobody asks. */
  removed: GuestRowFragment | undefined
  onClose: () => void
}

/** Makes one guest of two, field by field. */
export function MergeDialog({ kept, removed, onClose }: Props) {
  const { t } = useI18n()
  return (
    <Modal
      opened={removed !== undefined}
      onClose={onClose}
      title={
        <DialogTitle>{t('guest.merge.title', { name: removed?.name ?? '', kept: kept.name })}</DialogTitle>
      }
      size="lg"
      stackId="merge"
      closeButtonProps={{ 'aria-label': t('editing.close') }}
    >
      {removed && <Merging key={removed.id} first={{ kept, removed }} onClose={onClose} />}
    </Modal>
  )
}

function Merging({ first, onClose }: { first: Pair; onClose: () => void }) {
  const { t } = useI18n()
  // What the reader chooses from stays as it is until they are told that it is another.
  const [pair, setPair] = useState(first)
  const [choices, setChoices] = useState<Choices>(() => suggested(first))
  const { merge, merging, problem } = useMerge({
    onMerged: onClose,
    onChanged: (now) => {
      const next = now.id === pair.kept.id ? { ...pair, kept: now } : { ...pair, removed: now }
      setPair(next)
      // What they differ in only now is suggested as it was at first.
      setChoices(stillChosen({ ...suggested(next), ...choices }, pair, next))
    },
  })
  const fields = differing(pair)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        event.stopPropagation()
        if (isDecided(choices, pair)) void merge(pair, choices)
      }}
    >
      <Stack>
        <Text size="sm">{t('guest.merge.text')}</Text>
        {fields.length === 0 && <Text size="sm">{t('guest.merge.same')}</Text>}
        {fields.map((field) => (
          <MergeField
            key={field}
            field={field}
            pair={pair}
            side={choices[field]}
            again={choices[field] === undefined}
            onChoose={(side) => setChoices((now) => ({ ...now, [field]: side }))}
          />
        ))}
        {problem !== undefined && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('editing.cancel')}
          </Button>
          <Button type="submit" loading={merging} disabled={!isDecided(choices, pair)}>
            {t('guest.merge.do')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
