import type { ApolloClient } from '@apollo/client'
import { ApolloProvider } from '@apollo/client/react'
import { MantineProvider } from '@mantine/core'
import { type ComponentProps, lazy, Suspense, useState } from 'react'
import { Route, Switch } from 'wouter'

import { Drafts, DraftsProvider } from './editing/drafts'
import { I18nProvider, useI18n } from './i18n'
import { LiveProvider } from './live'
import { NewsBell, NewsProvider, NewsToasts } from './news'
// Not loaded lazily: it is the first screen, and would be waited for.
import PlanPage from './plan/PlanPage'
import { OffersProvider } from './offers/OffersProvider'
import { PriceOffers } from './offers/PriceOffers'
import { PresenceProvider } from './presence'
import { SessionProvider } from './session/SessionProvider'
import { ErrorBoundary } from './ui/ErrorBoundary'
import { Page } from './ui/Page'
import { Shell } from './shell/Shell'
import { cssVariables, theme } from './ui/theme'
import { Toasts } from './ui/Toasts'
import { Waiting } from './ui/Waiting'

const BookingsPage = lazy(() => import('./bookings/BookingsPage'))
const GuestsPage = lazy(() => import('./guests/GuestsPage'))
const BookingDialogs = lazy(() =>
  import('./bookings/BookingDialogs').then(({ BookingDialogs }) => ({ default: BookingDialogs })),
)
const RoomsPage = lazy(() => import('./rooms/RoomsPage'))

interface Props extends Pick<ComponentProps<typeof SessionProvider>, 'connection' | 'first'> {
  client: ApolloClient
}

export function App({ client, connection, first }: Props) {
  const [drafts] = useState(() => new Drafts())
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <I18nProvider>
        <ApolloProvider client={client}>
          <SessionProvider connection={connection} first={first} unsaved={drafts}>
            {/* Outside of all that may fail: what was typed outlives it. */}
            <DraftsProvider drafts={drafts}>
              <NewsProvider>
                <OffersProvider>
                  <Screens />
                </OffersProvider>
              </NewsProvider>
            </DraftsProvider>
          </SessionProvider>
          <Toasts />
        </ApolloProvider>
      </I18nProvider>
    </MantineProvider>
  )
}

function Screens() {
  const { t } = useI18n()
  return (
    <Shell bell={<NewsBell />}>
      <ErrorBoundary title={t('problem.title')} again={t('problem.again')}>
        <LiveProvider>
          <NewsToasts />
          <PresenceProvider>
            <Suspense fallback={<Waiting />}>
              <Switch>
                <Route path="/" component={PlanPage} />
                <Route path="/bookings" component={BookingsPage} />
                <Route path="/guests" component={GuestsPage} />
                <Route path="/rooms" component={RoomsPage} />
                <Route>
                  <Page title={t('nav.notFound')} />
                </Route>
              </Switch>
            </Suspense>
            <PriceOffers />
            <Suspense>
              <BookingDialogs />
            </Suspense>
          </PresenceProvider>
        </LiveProvider>
      </ErrorBoundary>
    </Shell>
  )
}
