import { Combobox, Text, TextInput, type TextInputProps, useCombobox } from '@mantine/core'
import { useEffect, useEffectEvent, useRef, useState } from 'react'

import { useI18n } from '@/i18n'
import type { Sentence } from '@/i18n/reading'

import { isPlaced } from './placing'
import type { Typed } from './useTypedText'

export interface Hit {
  value: string
  label: string
  /** What else one wants to know of it, to choose. */
  note?: string
}

export interface HitGroup {
  name: string
  hits: readonly Hit[]
}

interface Props
  extends
    Typed<string | null>,
    Pick<
      TextInputProps,
      'label' | 'error' | 'readOnly' | 'placeholder' | 'inputContainer' | 'aria-describedby'
    > {
  /** How the value is shown in the field. */
  shown: string
  /** What is found by the text that stands in the field, all where that is none; undefined until it is known. */
  groups: readonly HitGroup[] | undefined
  /** The hit that the text alone says, as its whole name: it is taken when the reader leaves the field. */
  meant?: (text: string) => Hit | undefined
  /** What the text can be made into: offered last, and taken by Enter only where nothing is found. */
  spare?: Hit | undefined
  /** Why a text that nothing was chosen for is no value. */
  why: Sentence
  /** What is said where nothing is found. */
  nothing?: string
  zIndex?: number
}

/**
 * A field that is found by typing. What is typed is no value until something is chosen for it, and only what is found
 * by the present text can be: never what was found before, and never what was chosen before.
 */
export function Lookup({
  value,
  unread,
  onChange,
  onUnread,
  shown,
  groups,
  meant,
  spare,
  why,
  nothing,
  error,
  readOnly = false,
  zIndex = 310,
  ...input
}: Props) {
  const { t, say } = useI18n()
  const combobox = useCombobox()
  const [inside, setInside] = useState(false)
  // Enter was pressed on this text before its answer was there.
  const awaited = useRef<string>(undefined)
  const text = unread?.text
  const hits = groups?.flatMap((group) => group.hits)

  const choose = (hit: string) => {
    awaited.current = undefined
    onChange(hit)
    combobox.closeDropdown()
  }
  const only = () =>
    text === undefined
      ? undefined
      : (meant?.(text) ?? (hits?.length === 1 ? hits[0] : hits?.length === 0 ? spare : undefined))

  const found = hits?.map((hit) => hit.value).join(' ')
  const answered = useEffectEvent(() => {
    // What was marked was a place in the list before.
    combobox.resetSelectedOption()
    if (found === undefined) return
    const hit = awaited.current !== undefined && awaited.current === text ? only() : undefined
    awaited.current = undefined
    if (hit) choose(hit.value)
  })
  useEffect(() => answered(), [found])

  return (
    // From its start: in the middle it would be placed before it is as wide as its field, and widen a phone's page.
    <Combobox
      store={combobox}
      onOptionSubmit={choose}
      readOnly={readOnly}
      zIndex={zIndex}
      position="bottom-start"
    >
      <Combobox.Target withExpandedAttribute>
        <TextInput
          {...input}
          readOnly={readOnly}
          value={text ?? shown}
          error={error ?? (unread && !inside ? say(unread.why) : undefined)}
          rightSection={<Combobox.Chevron />}
          rightSectionPointerEvents="none"
          onChange={({ currentTarget: { value: typed } }) => {
            setInside(true)
            awaited.current = undefined
            if (typed === '') onChange(null)
            else onUnread({ text: typed, why })
            combobox.openDropdown()
          }}
          onFocus={({ currentTarget }) => {
            if (readOnly) return
            currentTarget.select()
            // What is wrong with it stands below it, where the list would be.
            if (!error && !isPlaced()) combobox.openDropdown()
          }}
          onClick={() => {
            if (!readOnly) combobox.openDropdown()
          }}
          onBlur={() => {
            setInside(false)
            awaited.current = undefined
            combobox.closeDropdown()
            const hit = text === undefined ? undefined : meant?.(text)
            if (hit) onChange(hit.value)
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing || text === undefined) return
            // What is not chosen yet is not saved by Enter either.
            event.preventDefault()
            combobox.openDropdown()
            if (combobox.getSelectedOptionIndex() !== -1) return
            const hit = only()
            if (hit) choose(hit.value)
            else if (!hits) awaited.current = text
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={readOnly}>
        <Combobox.Options
          aria-label={typeof input.label === 'string' ? input.label : undefined}
          mah={220}
          style={{ overflowY: 'auto' }}
        >
          {!groups && <Combobox.Empty>{t('list.searching')}</Combobox.Empty>}
          {hits?.length === 0 && !spare && <Combobox.Empty>{nothing ?? t('list.nothing')}</Combobox.Empty>}
          {groups?.map(({ name, hits: options }) =>
            options.length === 0 ? null : (
              <Combobox.Group key={name} label={name}>
                {options.map((hit) => (
                  <Combobox.Option
                    key={hit.value}
                    value={hit.value}
                    active={hit.value === value}
                    aria-selected={hit.value === value}
                  >
                    {hit.label}
                    {hit.note && (
                      <Text span size="xs" c="dimmed">
                        {` · ${hit.note}`}
                      </Text>
                    )}
                  </Combobox.Option>
                ))}
              </Combobox.Group>
            ),
          )}
          {spare && <Combobox.Option value={spare.value}>{spare.label}</Combobox.Option>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
