/** Every text of the page. `{name}` is filled in by `t(key, {name})`. */
export const en = {
  'app.name': 'Frontdesk',
  'nav.label': 'Main',
  'nav.plan': 'Room plan',
  'nav.bookings': 'Bookings',
  'nav.guests': 'Guests',
  'nav.rooms': 'Rooms',
  'nav.notFound': 'Nothing is at this address.',

  'session.title': 'Sign in',
  'session.email': 'E-mail',
  'session.password': 'Password',
  'session.signIn': 'Sign in',
  'session.signOut': 'Sign out',
  'session.demo': 'This is the demo. Sign in as:',
  'session.ended.title': 'Your session has ended',
  'session.ended.text': 'Sign in again, and go on where you were: nothing that you typed is lost.',
  'session.unreachable': 'The server does not answer. Trying again …',
  'session.failed': 'That did not work. Is the server running?',
  'role.VIEWER': 'Viewer',
  'role.DESK': 'Front desk',
  'role.MANAGER': 'Manager',

  'settings.language': 'Language',
  'settings.dark': 'Dark colours',
  'settings.light': 'Light colours',

  'connection.open': 'Live: changes appear at once',
  'connection.connecting': 'Connecting …',
  'connection.lost': 'Connection lost. Trying again …',

  'live.created.BOOKING': '{name} made booking {what}',
  'live.updated.BOOKING': '{name} updated booking {what}',
  'live.deleted.BOOKING': '{name} deleted booking {what}',
  'live.view': 'View changes',
  'live.ignore': 'Ignore',
  'live.gap': 'You were away for long: everything was loaded anew.',

  'problem.title': 'Something went wrong',
  'problem.again': 'Try again',
} as const
