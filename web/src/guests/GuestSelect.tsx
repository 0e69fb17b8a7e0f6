import { ActionIcon, Box, Group, Tooltip } from '@mantine/core'
import { useState } from 'react'

import type { Control } from '@/editing'
import { useI18n } from '@/i18n'
import { Lookup } from '@/ui/Lookup'

import { NewGuestDialog } from './NewGuestDialog'
import { useGuestHits } from './useGuestHits'

/** A guest, found by name or e-mail address, or made on the spot. */
export function GuestSelect({ control }: { control: Control }) {
  const { t } = useI18n()
  const { unread, onChange, onUnread, input } = control
  const [making, setMaking] = useState(false)
  const [name, setName] = useState('')
  const { id, text, shown, groups, refused } = useGuestHits(control)

  return (
    <>
      <Lookup
        {...input}
        {...{ unread, onChange, onUnread }}
        value={id || null}
        shown={shown}
        groups={groups}
        why={['guest.unchosen']}
        nothing={refused?.why ?? t('list.nothing')}
        placeholder={t('guest.find')}
        // Beside the input itself, whatever is said above and below it.
        inputContainer={(lookup) => (
          <Group wrap="nowrap" gap="xs">
            <Box flex={1}>{lookup}</Box>
            {!input.readOnly && (
              <Tooltip label={t('guest.new')}>
                <ActionIcon
                  variant="default"
                  size={36}
                  aria-label={t('guest.new')}
                  onClick={() => {
                    setName(text)
                    setMaking(true)
                  }}
                >
                  <span aria-hidden>+</span>
                </ActionIcon>
              </Tooltip>
            )}
          </Group>
        )}
      />
      <NewGuestDialog
        opened={making}
        name={name}
        pick="use"
        onClose={() => setMaking(false)}
        onMade={(guest) => {
          setMaking(false)
          onChange(guest)
        }}
      />
    </>
  )
}
