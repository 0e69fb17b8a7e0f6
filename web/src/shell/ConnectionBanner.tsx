import { VisuallyHidden } from '@mantine/core'

import { useI18n } from '@/i18n'
import { useLastShown } from '@/kept'

import classes from './ConnectionBanner.module.css'
import { useConnectionNews } from './useConnectionNews'

/**
 * Says across the page that the connection is lost, and that it is back. It lies over the lower edge, below the dialogs:
 * nothing moves, and what is under it can still be pressed.
 */
export function ConnectionBanner() {
  const { t, clock, moment } = useI18n()
  const news = useConnectionNews()
  const shown = useLastShown()
  const kept = news.is === 'open' || news.is === 'back' ? undefined : shown.at
  // There before it has something to say: a reader for the blind tells what changes in it.
  return (
    <div role="status" data-connection={news.is}>
      {kept !== undefined && (
        <div className={classes['banner']}>
          {t('connection.kept', { at: moment(new Date(kept).toISOString()) })}
        </div>
      )}
      {kept === undefined && news.is === 'lost' && (
        <div className={classes['banner']}>{t('connection.lost', { time: clock(news.since) })}</div>
      )}
      {news.is === 'back' && <div className={classes['banner']}>{t('connection.back')}</div>}
      {kept === undefined && (news.is === 'open' || news.is === 'connecting') && (
        <VisuallyHidden>{t(`connection.${news.is}`)}</VisuallyHidden>
      )}
    </div>
  )
}
