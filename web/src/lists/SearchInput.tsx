import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useState } from 'react'

const TYPING_MS = 200

interface Props {
  label: string
  error?: string | undefined
  /** Called when typing rests: with nothing where there is nothing to search for. */
  onSearch: (text: string | undefined) => void
}

export function SearchInput({ label, error, onSearch }: Props) {
  const [typed, setTyped] = useState('')
  const search = useDebouncedCallback((text: string) => {
    onSearch(text || undefined)
  }, TYPING_MS)
  return (
    <TextInput
      label={label}
      type="search"
      error={error}
      value={typed}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value)
        search(value.trim())
      }}
      w={240}
    />
  )
}
