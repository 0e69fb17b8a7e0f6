import { useI18n } from '@/i18n'
import { useSyncExternalStore } from 'react'

import { useOffers } from './context'
import { OfferedPrice } from './OfferedPrice'
import classes from './offers.module.css'

/** The prices that wait for a decision, below whatever screen is shown. */
export function PriceOffers() {
  const { t } = useI18n()
  const offers = useOffers()
  const waiting = useSyncExternalStore(
    (changed) => offers.onAny(changed),
    () => offers.waiting,
  )
  if (waiting.length === 0) return null
  return (
    <section aria-label={t('offer.label')} aria-live="polite" className={classes.offers}>
      {waiting.map((offer) => (
        <OfferedPrice key={offer.bookingId} offer={offer} drop={() => offers.drop(offer.bookingId)} />
      ))}
    </section>
  )
}
