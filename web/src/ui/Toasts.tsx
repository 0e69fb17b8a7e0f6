import { Notifications } from '@mantine/notifications'
import { useMediaQuery } from '@mantine/hooks'

import classes from './Toasts.module.css'

/** A window this narrow has no room beside what is on the screen. */
const NARROW = '(max-width: 36em)'

/**
 * Where what happened is said for a while: at the lower left, beside a dialog and away from the day's arrivals; over
 * the bar of a phone, one at a time.
 */
export function Toasts() {
  const narrow = useMediaQuery(NARROW, window.matchMedia(NARROW).matches)
  return (
    <Notifications
      position={narrow ? 'top-center' : 'bottom-left'}
      limit={narrow ? 1 : 3}
      containerWidth={narrow ? 360 : 'clamp(240px, calc(50vw - 400px), 360px)'}
      classNames={{ root: classes['root'] }}
    />
  )
}
