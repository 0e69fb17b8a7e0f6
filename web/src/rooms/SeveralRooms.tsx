import { Alert, Badge, Button, Group, Modal, SimpleGrid, Stack, Text, Textarea } from '@mantine/core'
import { type SyntheticEvent, useState } from 'react'

import { AmountField, type Control, CountField, LineField, type Value } from '@/editing'
import { useI18n } from '@/i18n'
import type { Unread } from '@/i18n/reading'
import { useHotel } from '@/live'
import { DialogTitle } from '@/ui/DialogTitle'
import { notice } from '@/ui/notice'

import { MOST_ROOMS, readNames } from './names'
import { useAddRooms } from './useAddRooms'
import { useRooms } from './useRooms'

interface Props {
  opened: boolean
  onClose: () => void
}

/** Makes several rooms that are alike: what is typed is shown as the rooms that it stands for, before they are made. */
export function SeveralRooms(props: Props) {
  const { t } = useI18n()
  return (
    <Modal
      {...props}
      size="lg"
      title={<DialogTitle>{t('rooms.several.title')}</DialogTitle>}
      closeButtonProps={{ 'aria-label': t('editing.close') }}
    >
      <Several onMade={props.onClose} />
    </Modal>
  )
}

function Several({ onMade }: { onMade: () => void }) {
  const { t } = useI18n()
  const { currency } = useHotel()
  const [text, setText] = useState('')
  const [values, setValues] = useState<Record<string, Value>>({ roomType: '', capacity: 2, nightlyRate: '0' })
  const [unread, setUnread] = useState<Record<string, Unread | undefined>>({})
  const { add, saving, refused, dismiss } = useAddRooms((count) => {
    notice({ id: 'rooms-made', color: 'teal', message: t('rooms.several.made', { count }) })
    onMade()
  })
  const names = readNames(text)
  const taken = new Set(useRooms()?.map(({ name }) => name.toLowerCase()))
  const isTaken = (name: string) => taken.has(name.toLowerCase())
  const free = typeof names !== 'string' && !names.some(isTaken)
  const readable = Object.values(unread).every((one) => one === undefined) && values['capacity'] !== ''

  const control = (field: 'roomType' | 'capacity' | 'nightlyRate'): Control => ({
    value: values[field] ?? '',
    onChange: (value) => {
      dismiss()
      setValues((now) => ({ ...now, [field]: value }))
      setUnread((now) => ({ ...now, [field]: undefined }))
    },
    unread: unread[field],
    onUnread: (one) => setUnread((now) => ({ ...now, [field]: one })),
    input: { label: t(`room.${field}`), error: undefined, readOnly: false, 'aria-describedby': undefined },
  })
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (typeof names === 'string' || !free || !readable) return
    const { roomType, capacity, nightlyRate } = values
    const alike = {
      roomType: String(roomType ?? ''),
      capacity: Number(capacity),
      nightlyRate: String(nightlyRate ?? '0'),
      currency,
    }
    void add(names, alike)
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Textarea
          label={t('rooms.several.names')}
          description={t('rooms.several.names.text')}
          autosize
          minRows={2}
          maxRows={6}
          data-autofocus
          value={text}
          error={
            text.trim() !== '' &&
            typeof names === 'string' &&
            t(`rooms.several.${names}`, { most: MOST_ROOMS })
          }
          onChange={({ currentTarget }) => {
            dismiss()
            setText(currentTarget.value)
          }}
        />
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <LineField control={control('roomType')} />
          <CountField control={control('capacity')} min={1} />
          <AmountField control={control('nightlyRate')} currency={currency} />
        </SimpleGrid>
        {typeof names !== 'string' && (
          <section aria-label={t('rooms.several.preview')}>
            <Text size="sm" mb={4}>
              {t('rooms.several.count', { count: names.length })}
            </Text>
            <Group gap={4} mah={160} style={{ overflow: 'auto' }} tabIndex={-1}>
              {names.map((name) => (
                <Badge key={name} variant="light" tt="none" color={isTaken(name) ? 'red' : 'cyan'}>
                  {isTaken(name) ? t('rooms.several.isThere', { name }) : name}
                </Badge>
              ))}
            </Group>
          </section>
        )}
        {refused && (
          <Alert color="red" role="alert" title={t('rooms.several.not')}>
            {refused.map((why) => (
              <Text key={why} size="sm">
                {why}
              </Text>
            ))}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={saving} disabled={!free || !readable}>
            {t('rooms.several.make')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
