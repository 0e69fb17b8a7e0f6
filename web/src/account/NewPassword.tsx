import { PasswordInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'

import { useI18n } from '@/i18n'

/** As the server counts: characters, not bytes. It has the last word. */
const SHORTEST = 8
const LONGEST = 200

export interface NewPasswordState {
  value: string
  set: (value: string) => void
  wrong: boolean
  /** Whether it may be sent; says what is wrong where it may not. */
  check: () => boolean
}

export function useNewPassword(): NewPasswordState {
  const [value, setValue] = useState('')
  const [wrong, setWrong] = useState(false)
  const set = (next: string) => {
    setValue(next)
    setWrong(false)
  }
  const check = () => {
    const length = Array.from(value).length
    const sound = length >= SHORTEST && length <= LONGEST
    setWrong(!sound)
    return sound
  }
  return { value, set, wrong, check }
}

/** Typed once: it can be looked at. `first` where the page begins with it. */
export function NewPassword({ password, first = false }: { password: NewPasswordState; first?: boolean }) {
  const { t } = useI18n()
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (first) input.current?.focus()
  }, [first])
  return (
    <PasswordInput
      label={t('password.new')}
      description={t('password.rule')}
      autoComplete="new-password"
      required
      ref={input}
      value={password.value}
      error={password.wrong && t('password.rule')}
      onChange={(event) => password.set(event.currentTarget.value)}
    />
  )
}
