import { SimpleGrid } from '@mantine/core'
import { useCallback } from 'react'

import { type Control, EditedField, LineField, valueOf } from '@/editing'
import { InnerForm } from '@/editing/InnerForm'
import { useI18n } from '@/i18n'
import { useWording } from '@/nouns/useWording'
import { Lookup } from '@/ui/Lookup'

import { type GuestField, guestNoun } from './noun'
import { useGuestHits } from './useGuestHits'
import { NEW_GUEST, type NewGuest } from './useNewGuest'

interface Props {
  control: Control
  guest: NewGuest
}

const Field = EditedField<GuestField>

/** A guest, found by name, or made of what was typed: then it is asked how to reach them. */
export function GuestByName({ control, guest }: Props) {
  const { t } = useI18n()
  const { value, unread, onChange, onUnread, input } = control
  const { form, problemOf } = guest
  const isNew = value === NEW_GUEST
  const found = useGuestHits({ value: isNew ? null : value, unread })
  const wording = useWording(guestNoun)
  const problem = useCallback((field: GuestField) => problemOf(field), [problemOf])
  const name = String(valueOf(form.state, 'name') ?? '')
  return (
    <>
      <Lookup
        {...input}
        {...{ unread, onUnread }}
        value={isNew ? NEW_GUEST : found.id || null}
        shown={isNew ? name : found.shown}
        error={input.error ?? (isNew ? problemOf('name') : undefined)}
        groups={found.groups}
        spare={
          found.text === ''
            ? undefined
            : { value: NEW_GUEST, label: t('guest.newCalled', { name: found.text }) }
        }
        onChange={(chosen) => {
          if (chosen === NEW_GUEST) form.dispatch({ type: 'edit', field: 'name', value: found.text })
          onChange(chosen)
        }}
        why={['guest.untaken']}
        nothing={found.refused?.why ?? t('list.nothing')}
        placeholder={t('guest.find')}
      />
      {isNew && (
        <InnerForm form={form} wording={wording} problemOf={problem}>
          <SimpleGrid cols={{ base: 1, sm: 2 }} mt="sm">
            <Field name="phone">{(phone) => <LineField control={phone} kind="tel" begin />}</Field>
            <Field name="email">{(email) => <LineField control={email} kind="email" />}</Field>
          </SimpleGrid>
        </InnerForm>
      )}
    </>
  )
}
