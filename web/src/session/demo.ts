/** The people of the demo hotel; they can sign in only while the server runs with `--demo`. */
export const DEMO_PEOPLE = [
  { name: 'Anna', email: 'anna@demo.frontdesk', role: 'DESK' },
  { name: 'Ben', email: 'ben@demo.frontdesk', role: 'DESK' },
  { name: 'Mara', email: 'mara@demo.frontdesk', role: 'MANAGER' },
  { name: 'Vera', email: 'vera@demo.frontdesk', role: 'VIEWER' },
] as const
export const DEMO_PASSWORD = 'frontdesk'

/** The server writes into the page whether it runs with `--demo`. */
export function isDemo(): boolean {
  return document.querySelector<HTMLMetaElement>('meta[name="frontdesk-demo"]')?.content === 'true'
}
