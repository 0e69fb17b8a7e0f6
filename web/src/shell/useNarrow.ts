import { useMediaQuery } from '@mantine/hooks'

/** Below this, all that the bar has would not fit into the window side by side. */
const NARROW = '(max-width: 48em)'

export function useNarrow(): boolean {
  return useMediaQuery(NARROW, window.matchMedia(NARROW).matches)
}
