import { Button, Modal, Text } from '@mantine/core'
import { useState } from 'react'

import type { RoomTakenFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { useSelected } from '@/lists/useSelected'
import { useBringBack } from '@/nouns/useBringBack'
import { DialogTitle } from '@/ui/DialogTitle'

import type { Gone } from './gone'
import { bookingNoun } from './noun'
import { RoomTakenNote } from './RoomTakenNote'

/** Brings a deleted booking back as it was, or in another room where its own was given to somebody else meanwhile. */
export function BringBackBooking({ gone: { id: former, values } }: { gone: Gone }) {
  const { t } = useI18n()
  const { open } = useSelected('booking')
  const [taken, setTaken] = useState<RoomTakenFragment>()
  const { bringBack, running, problem } = useBringBack(bookingNoun, former, {
    onBack: (id) => {
      setTaken(undefined)
      open(id)
    },
    onProblem: (refused) => {
      if (refused.__typename !== 'RoomUnavailable') return false
      setTaken(refused)
      return true
    },
  })
  return (
    // What is done here does not open the row as well; the keyboard's presses are clicks of its buttons.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <div onClick={(event) => event.stopPropagation()}>
      <Button
        size="compact-sm"
        variant="default"
        loading={running}
        aria-label={t('deleted.bringBack.what', { reference: values.reference })}
        onClick={() => void bringBack(values)}
      >
        {t('deleted.bringBack')}
      </Button>
      {problem !== undefined && (
        <Text size="sm" role="alert" mt="xs">
          {problem}
        </Text>
      )}
      <Modal
        opened={taken !== undefined}
        onClose={() => setTaken(undefined)}
        title={<DialogTitle>{t('deleted.bringBack.what', { reference: values.reference })}</DialogTitle>}
        closeButtonProps={{ 'aria-label': t('editing.close') }}
      >
        {taken && <RoomTakenNote taken={taken} onTake={(roomId) => void bringBack({ ...values, roomId })} />}
      </Modal>
    </div>
  )
}
