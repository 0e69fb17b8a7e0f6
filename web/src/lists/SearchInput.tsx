import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useState } from 'react'

import { useI18n } from '@/i18n'

const TYPING_MS = 200
/** The server searches for two characters or more. */
const LEAST = 2

interface Props {
  label: string
  /** Called when typing rests: with nothing where there is too little to search for. */
  onSearch: (text: string | undefined) => void
}

export function SearchInput({ label, onSearch }: Props) {
  const { t } = useI18n()
  const [typed, setTyped] = useState('')
  const search = useDebouncedCallback((text: string) => {
    onSearch(text.length >= LEAST ? text : undefined)
  }, TYPING_MS)
  return (
    <TextInput
      label={label}
      type="search"
      placeholder={t('list.search')}
      value={typed}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value)
        search(value.trim())
      }}
      miw={240}
    />
  )
}
