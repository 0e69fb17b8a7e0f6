import type { Texts } from './texts'

export const de: Texts = {
  'app.name': 'Frontdesk',
  'nav.label': 'Hauptmenü',
  'nav.plan': 'Zimmerplan',
  'nav.bookings': 'Buchungen',
  'nav.guests': 'Gäste',
  'nav.rooms': 'Zimmer',
  'nav.notFound': 'Unter dieser Adresse gibt es nichts.',

  'session.title': 'Anmelden',
  'session.email': 'E-Mail',
  'session.password': 'Passwort',
  'session.signIn': 'Anmelden',
  'session.signOut': 'Abmelden',
  'session.demo': 'Dies ist die Demo. Anmelden als:',
  'session.ended.title': 'Ihre Sitzung ist abgelaufen',
  'session.ended.text':
    'Melden Sie sich wieder an und machen Sie weiter, wo Sie waren: nichts Getipptes ist verloren.',
  'session.unreachable': 'Der Server antwortet nicht. Neuer Versuch …',
  'session.failed': 'Das hat nicht geklappt. Läuft der Server?',
  'role.VIEWER': 'Nur Ansicht',
  'role.DESK': 'Rezeption',
  'role.MANAGER': 'Leitung',

  'settings.language': 'Sprache',
  'settings.dark': 'Dunkle Farben',
  'settings.light': 'Helle Farben',

  'connection.open': 'Live: Änderungen erscheinen sofort',
  'connection.connecting': 'Verbindet …',
  'connection.lost': 'Verbindung verloren. Neuer Versuch …',

  'live.created.BOOKING': '{name} hat Buchung {what} angelegt',
  'live.updated.BOOKING': '{name} hat Buchung {what} geändert',
  'live.deleted.BOOKING': '{name} hat Buchung {what} gelöscht',
  'live.view': 'Änderungen ansehen',
  'live.ignore': 'Ignorieren',
  'live.gap': 'Sie waren lange weg: alles wurde neu geladen.',

  'presence.viewing': '{name} sieht sich diese Buchung an',
  'presence.editing': '{name} bearbeitet diese Buchung',
  'presence.editingField': '{name} bearbeitet {field}',
  'presence.field.adults': 'die Erwachsenen',
  'presence.field.checkIn': 'die Anreise',
  'presence.field.checkOut': 'die Abreise',
  'presence.field.children': 'die Kinder',
  'presence.field.currency': 'die Währung',
  'presence.field.guestId': 'den Gast',
  'presence.field.notes': 'die Notizen',
  'presence.field.roomId': 'das Zimmer',
  'presence.field.status': 'den Status',
  'presence.field.totalPrice': 'den Preis',

  'problem.title': 'Etwas ist schiefgegangen',
  'problem.again': 'Noch einmal',
}
