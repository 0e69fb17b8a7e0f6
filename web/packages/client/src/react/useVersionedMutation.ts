import { useCallback, useState } from 'react'

import { type InputOf, type Outcome, type TypedDocument, write } from '../core/index.js'
import { useExecutor } from './context.js'

export interface VersionedMutation<TData, TVariables> {
  save: (input: InputOf<TVariables>) => Promise<Outcome<TData>>
  /** Whether a save is on its way. */
  saving: boolean
}

/** A mutation on the version that was on the screen, with the conflict in its outcome. */
export function useVersionedMutation<TData, TVariables>(
  document: TypedDocument<TData, TVariables>,
): VersionedMutation<TData, TVariables> {
  const executor = useExecutor()
  const [running, setRunning] = useState(0)
  const save = useCallback(
    async (input: InputOf<TVariables>) => {
      setRunning((count) => count + 1)
      try {
        return await write(executor, document, input)
      } finally {
        setRunning((count) => count - 1)
      }
    },
    [executor, document],
  )
  return { save, saving: running > 0 }
}
