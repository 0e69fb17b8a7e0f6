import { useEffect, useEffectEvent } from 'react'

import { type TypedDocument, watch, type WatchOptions } from '../core/index.js'
import { useExecutor } from './context.js'

/** Watches while the component is there. New variables begin a new watch. */
export function useWatch<TData, TVariables>(
  document: TypedDocument<TData, TVariables>,
  options: WatchOptions<TData, TVariables>,
): void {
  const executor = useExecutor()
  const onChange = useEffectEvent(options.onChange)
  const now = useEffectEvent(() => options.now?.() ?? {})
  const onGap = useEffectEvent(() => options.onGap?.() ?? Promise.resolve(undefined))
  const { after, fetchPolicy } = options
  const key = JSON.stringify(options.variables ?? {})

  useEffect(
    () =>
      watch(executor, document, {
        variables: JSON.parse(key) as Omit<TVariables, 'after'>,
        ...(after !== undefined && { after }),
        ...(fetchPolicy && { fetchPolicy }),
        now: () => now(),
        onChange: (change) => onChange(change),
        onGap: () => onGap(),
      }),
    [executor, document, key, after, fetchPolicy],
  )
}
