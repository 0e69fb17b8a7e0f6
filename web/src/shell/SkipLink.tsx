import { useI18n } from '@/i18n'

import classes from './SkipLink.module.css'

export const MAIN = 'main'

/** Past the bar, for whoever goes by Tab: the first thing on the page. */
export function SkipLink() {
  const { t } = useI18n()
  return (
    <a href={`#${MAIN}`} className={classes['link']}>
      {t('nav.skip')}
    </a>
  )
}
