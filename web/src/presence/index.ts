export { FieldPresence } from './FieldPresence'
export { PresenceAvatars } from './PresenceAvatars'
export { PresenceProvider } from './PresenceProvider'
export { usePresence } from './usePresence'
