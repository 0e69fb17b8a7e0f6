import { Text } from '@mantine/core'
import { type ReactNode, useRef } from 'react'

import { useDialogFocus } from './useDialogFocus'

/** What a dialog is about. It is there for as long as the dialog is, and minds where the keyboard goes. */
export function DialogTitle({ children }: { children: ReactNode }) {
  const title = useRef<HTMLSpanElement>(null)
  useDialogFocus(title)
  return (
    <Text ref={title} component="span" fw={600} size="lg">
      {children}
    </Text>
  )
}
