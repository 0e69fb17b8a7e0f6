import { Modal, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { type KeyboardEvent, useId, useState } from 'react'
import { useLocation } from 'wouter'

import { useI18n } from '@/i18n'
import { DialogTitle } from '@/ui/DialogTitle'

import classes from './FinderDialog.module.css'
import { type Hit, useFound } from './useFound'

const TYPING_MS = 150
/** The dialog of a row may be open: it is left for what is found. */
const OVER_DIALOGS = 300

/** Finds guests, bookings and rooms by what is typed; Enter goes to the one that is marked. */
export default function FinderDialog({ onClose }: { onClose: () => void }) {
  const { t } = useI18n()
  const [, navigate] = useLocation()
  const list = useId()
  const [typed, setTyped] = useState('')
  const [rested] = useDebouncedValue(typed.trim(), TYPING_MS)
  const { groups, refused } = useFound(rested)
  const [marked, setMarked] = useState(0)
  // What was found by another text is not gone to by Enter.
  const hits = rested === typed.trim() ? groups?.flatMap((group) => group.hits) : undefined
  const active = hits && Math.min(marked, hits.length - 1)

  const go = (hit: Hit) => {
    onClose()
    navigate(hit.href)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!hits || active === undefined || event.nativeEvent.isComposing) return
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const hit = hits[active]
    if (by !== undefined) setMarked(Math.min(Math.max(active + by, 0), hits.length - 1))
    else if (event.key === 'Enter' && hit) go(hit)
    else return
    event.preventDefault()
  }
  const optionId = (hit: Hit) => `${list}-${hits?.indexOf(hit)}`
  return (
    <Modal
      opened
      onClose={onClose}
      title={<DialogTitle>{t('find.open')}</DialogTitle>}
      closeButtonProps={{ 'aria-label': t('editing.close') }}
      size="lg"
      zIndex={OVER_DIALOGS}
    >
      <TextInput
        data-autofocus
        label={t('find.label')}
        value={typed}
        error={refused?.why}
        autoComplete="off"
        role="combobox"
        aria-expanded={hits !== undefined && hits.length > 0}
        aria-controls={list}
        aria-activedescendant={hits?.length ? `${list}-${active}` : undefined}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value)
          setMarked(0)
        }}
        onKeyDown={onKeyDown}
      />
      <Text size="sm" c="dimmed" mt="sm" aria-live="polite">
        {hits?.length === 0 && t('list.nothing')}
      </Text>
      <div id={list} role="listbox" aria-label={t('find.open')} className={classes['hits']}>
        {hits &&
          groups?.map((group) => (
            <div key={group.name} role="group" aria-label={group.name}>
              <div className={classes['group']} aria-hidden>
                {group.name}
              </div>
              {group.hits.map((hit) => (
                // The keys are the field's, which names the option that is marked.
                // eslint-disable-next-line jsx-a11y/click-events-have-key-events
                <div
                  key={hit.href}
                  id={optionId(hit)}
                  role="option"
                  tabIndex={-1}
                  aria-selected={hits.indexOf(hit) === active}
                  className={classes['hit']}
                  onClick={() => go(hit)}
                >
                  <Text size="sm" fw={500}>
                    {hit.label}
                  </Text>
                  <Text size="xs">{hit.detail}</Text>
                </div>
              ))}
            </div>
          ))}
      </div>
    </Modal>
  )
}
