import { skipToken, useQuery } from '@apollo/client/react'
import { ActionIcon, Box, Group, Tooltip } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'

import type { Control } from '@/editing'
import { GuestByIdDocument, GuestListDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { useAnswer } from '@/lists/useAnswer'
import { Lookup } from '@/ui/Lookup'

import { NewGuestDialog } from './NewGuestDialog'
import { type GuestHere, useGuestHere, useGuestsHere } from './useGuestsHere'

const SHOWN = 20
const TYPING_MS = 150

/** A guest, found by name or e-mail address, or made on the spot. */
export function GuestSelect({ control }: { control: Control }) {
  const { t } = useI18n()
  const { value, unread, onChange, onUnread, input } = control
  const id = value === null ? '' : String(value)
  const [making, setMaking] = useState(false)
  const [name, setName] = useState('')

  const { data: found } = useQuery(GuestByIdDocument, id === '' ? skipToken : { variables: { id } })
  // What was found for the guest before is still there where none is chosen.
  const here = useGuestHere(id)
  const chosen = id === '' ? undefined : (found?.row ?? here)
  const text = unread?.text.trim() ?? ''
  const [asked] = useDebouncedValue(text, TYPING_MS)
  const list = useQuery(GuestListDocument, {
    variables: { first: SHOWN, ...(asked !== '' && { filter: { text: asked } }) },
    fetchPolicy: 'cache-and-network',
  })
  const { refused } = useAnswer(asked, list)
  // Not those of the text before.
  const answered = asked === text ? (refused ? [] : list.data?.page.nodes) : undefined
  const guests = useGuestsHere(text)?.slice(0, SHOWN) ?? answered

  return (
    <>
      <Lookup
        {...input}
        {...{ unread, onChange, onUnread }}
        value={id || null}
        shown={chosen ? labelOf(chosen) : id && '…'}
        groups={guests && [{ name: '', hits: guests.map(hitOf) }]}
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

function hitOf(guest: GuestHere) {
  return { value: guest.id, label: labelOf(guest) }
}

function labelOf({ name, email }: GuestHere) {
  return email ? `${name} · ${email}` : name
}
