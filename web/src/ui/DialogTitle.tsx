import { Text } from '@mantine/core'
import type { ReactNode } from 'react'

export function DialogTitle({ children }: { children: ReactNode }) {
  return (
    <Text component="span" fw={600} size="lg">
      {children}
    </Text>
  )
}
