import type { ApolloClient } from '@apollo/client'
import { ApolloProvider } from '@apollo/client/react'
import { Drafts } from '@frontdesk/client'
import { apolloExecutor } from '@frontdesk/client/apollo'
import { FrontdeskContext } from '@frontdesk/client/react'
import { MantineProvider } from '@mantine/core'
import { type ComponentProps, type ComponentType, lazy, Suspense, useState } from 'react'
import { Route, Switch } from 'wouter'

import { DraftsProvider, useReload } from './editing/drafts'
import { Finder, FinderButton } from './find/Finder'
import type { Noun } from './gql/nouns'
import { I18nProvider, useI18n } from './i18n'
import { LiveProvider } from './live'
import { NewsBell, NewsProvider, NewsToasts } from './news'
// Not loaded lazily: it is the first screen, and would be waited for.
import PlanPage from './plan/PlanPage'
import { OutboxProvider } from './outbox'
import { OffersProvider } from './offers/OffersProvider'
import { PriceOffers } from './offers/PriceOffers'
import { PresenceProvider } from './presence'
import { isInvitation } from './invitation/link'
import { useMay } from './session/context'
import { SessionProvider } from './session/SessionProvider'
import type { Screen } from './shell/Navigation'
import { NewVersion } from './shell/NewVersion'
import { Shell } from './shell/Shell'
import { OutboxTray } from './tray/OutboxTray'
import { ErrorBoundary } from './ui/ErrorBoundary'
import { Page } from './ui/Page'
import { UndoProvider } from './nouns/undo/UndoProvider'
import { cssVariables, theme } from './ui/theme'
import { Toasts } from './ui/Toasts'
import { Waiting } from './ui/Waiting'

/** The screen of each noun, beside the plan. */
const SCREENS: Readonly<Record<Noun, Screen & { Page: ComponentType }>> = {
  Booking: { path: '/bookings', name: 'nav.bookings', Page: lazy(() => import('./bookings/BookingsPage')) },
  Guest: { path: '/guests', name: 'nav.guests', Page: lazy(() => import('./stays/GuestsScreen')) },
  Room: { path: '/rooms', name: 'nav.rooms', Page: lazy(() => import('./rooms/RoomsPage')) },
}
const NAVIGATION: readonly Screen[] = [{ path: '/', name: 'nav.plan' }, ...Object.values(SCREENS)]
const STAFF: Screen = { path: '/staff', name: 'nav.staff' }

const ActivityPage = lazy(() => import('./activity/ActivityPage'))
const DeletedPage = lazy(() => import('./bookings/DeletedPage'))
const StaffPage = lazy(() => import('./staff/StaffPage'))
const AccountPage = lazy(() => import('./account/AccountPage'))
const FirstDay = lazy(() => import('./firstday/FirstDay'))
const InvitationPage = lazy(() => import('./invitation/InvitationPage'))
const PaperPage = lazy(() => import('./paper/PaperPage'))
const SettingsPage = lazy(() => import('./house/SettingsPage'))
const BookingDialogs = lazy(() =>
  import('./bookings/BookingDialogs').then(({ BookingDialogs }) => ({ default: BookingDialogs })),
)

interface Props extends Pick<ComponentProps<typeof SessionProvider>, 'connection' | 'first'> {
  client: ApolloClient
}

export function App({ client, connection, first }: Props) {
  const [drafts] = useState(() => new Drafts())
  const [executor] = useState(() => apolloExecutor(client))
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <I18nProvider>
        <ApolloProvider client={client}>
          <FrontdeskContext value={executor}>
            {isInvitation(window.location) ? (
              <Suspense fallback={<Waiting />}>
                <InvitationPage />
              </Suspense>
            ) : (
              <SessionProvider connection={connection} first={first} unsaved={drafts}>
                {/* Outside of all that may fail: what was typed outlives it. */}
                <DraftsProvider drafts={drafts}>
                  <OutboxProvider>
                    <NewsProvider>
                      <OffersProvider>
                        <UndoProvider>
                          <Screens />
                        </UndoProvider>
                      </OffersProvider>
                    </NewsProvider>
                  </OutboxProvider>
                </DraftsProvider>
              </SessionProvider>
            )}
            <Toasts />
          </FrontdeskContext>
        </ApolloProvider>
      </I18nProvider>
    </MantineProvider>
  )
}

function Screens() {
  const { t } = useI18n()
  const reload = useReload()
  const [finding, setFinding] = useState(false)
  const bell = (
    <>
      <FinderButton setOpened={setFinding} />
      <OutboxTray />
      <NewsBell />
    </>
  )
  return (
    <Shell screens={useMay('MANAGER') ? [...NAVIGATION, STAFF] : NAVIGATION} bell={bell}>
      <NewVersion />
      <ErrorBoundary title={t('problem.title')} again={t('problem.again')} reload={reload}>
        <LiveProvider>
          <NewsToasts />
          <PresenceProvider>
            <Suspense fallback={<Waiting />}>
              <Switch>
                <Route path="/">
                  <Suspense>
                    <FirstDay staff={STAFF.path} />
                  </Suspense>
                  <PlanPage />
                </Route>
                {Object.values(SCREENS).map(({ path, Page: Screen }) => (
                  <Route key={path} path={path} component={Screen} />
                ))}
                <Route path="/bookings/deleted" component={DeletedPage} />
                <Route path="/paper/:list" component={PaperPage} />
                <Route path={STAFF.path} component={StaffPage} />
                <Route path="/account" component={AccountPage} />
                <Route path="/activity" component={ActivityPage} />
                <Route path="/settings" component={SettingsPage} />
                <Route>
                  <Page title={t('nav.notFound')} />
                </Route>
              </Switch>
            </Suspense>
            <PriceOffers />
            <Suspense>
              <BookingDialogs />
            </Suspense>
            <Finder opened={finding} setOpened={setFinding} />
          </PresenceProvider>
        </LiveProvider>
      </ErrorBoundary>
    </Shell>
  )
}
