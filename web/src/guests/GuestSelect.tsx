import { skipToken, useQuery } from '@apollo/client/react'
import { ActionIcon, Box, Group, Select, Tooltip } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'

import type { Control } from '@/editing'
import { GuestByIdDocument, GuestListDocument, type GuestRowFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'

import { NewGuestDialog } from './NewGuestDialog'

const SHOWN = 20
const TYPING_MS = 150

/** A guest, found by name or e-mail address, or made on the spot. */
export function GuestSelect({ control }: { control: Control }) {
  const { t } = useI18n()
  const { value, onChange, ...input } = control
  const id = value === null ? '' : String(value)
  const [typed, setTyped] = useState('')
  const [making, setMaking] = useState(false)

  const { data: found } = useQuery(GuestByIdDocument, id === '' ? skipToken : { variables: { id } })
  const chosen = found?.guest ?? undefined
  const [text] = useDebouncedValue(typed.trim(), TYPING_MS)
  const searching = text.length >= 2 && text !== chosen?.name
  const { data, previousData } = useQuery(GuestListDocument, {
    variables: { first: SHOWN, ...(searching && { filter: { text } }) },
    fetchPolicy: 'cache-and-network',
  })
  const guests = (data ?? previousData)?.guests.nodes ?? []
  const all = chosen && !guests.some((guest) => guest.id === chosen.id) ? [chosen, ...guests] : guests

  return (
    <>
      <Select
        {...input}
        // Beside the input itself, whatever is said above and below it.
        inputContainer={(select) => (
          <Group wrap="nowrap" gap="xs">
            <Box flex={1}>{select}</Box>
            {!input.readOnly && (
              <Tooltip label={t('guest.new')}>
                <ActionIcon
                  variant="default"
                  size={36}
                  aria-label={t('guest.new')}
                  onClick={() => setMaking(true)}
                >
                  <span aria-hidden>+</span>
                </ActionIcon>
              </Tooltip>
            )}
          </Group>
        )}
        data={all.map(option)}
        // The server searches.
        filter={({ options }) => options}
        value={id || null}
        onChange={onChange}
        searchable
        onSearchChange={setTyped}
        allowDeselect={false}
        placeholder={t('guest.find')}
        nothingFoundMessage={t('list.nothing')}
        comboboxProps={{ zIndex: 310 }}
      />
      <NewGuestDialog
        opened={making}
        name={searching ? text : ''}
        onClose={() => setMaking(false)}
        onMade={(guest) => {
          setMaking(false)
          onChange(guest)
        }}
      />
    </>
  )
}

function option({ id, name, email }: GuestRowFragment) {
  return { value: id, label: email ? `${name} · ${email}` : name }
}
