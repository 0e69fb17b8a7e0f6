import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useState } from 'react'

import { useI18n } from '@/i18n'

const TYPING_MS = 200

interface Props {
  label: string
  /** How many characters it takes: the server searches for two or more. */
  least?: 1 | 2
  /** Called when typing rests: with nothing where there is too little to search for. */
  onSearch: (text: string | undefined) => void
}

export function SearchInput({ label, least = 2, onSearch }: Props) {
  const { t } = useI18n()
  const [typed, setTyped] = useState('')
  const search = useDebouncedCallback((text: string) => {
    onSearch(text.length >= least ? text : undefined)
  }, TYPING_MS)
  return (
    <TextInput
      label={label}
      type="search"
      placeholder={least === 2 ? t('list.search') : undefined}
      value={typed}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value)
        search(value.trim())
      }}
      miw={240}
    />
  )
}
