import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useState } from 'react'

const TYPING_MS = 200

interface Props {
  label: string
  /** What is searched for. */
  text: string
  error?: string | undefined
  /** Called when typing rests. */
  onSearch: (text: string) => void
}

export function SearchInput({ label, text, error, onSearch }: Props) {
  const [typed, setTyped] = useState(text)
  // What is searched for by other means than typing (a link, the way back) takes the place of what was typed.
  const [known, setKnown] = useState(text)
  if (text !== known) {
    setKnown(text)
    setTyped(text)
  }
  const search = useDebouncedCallback((next: string) => {
    setKnown(next)
    onSearch(next)
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
