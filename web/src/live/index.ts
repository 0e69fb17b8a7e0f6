export {
  type BookingChange,
  type GuestChange,
  type LiveChange,
  type RoomChange,
  rowOf,
  useChanges,
  useChangesOf,
  useRefetchOn,
} from './context'
export { LiveProvider } from './LiveProvider'
export { useHotel } from './useHotel'
export { useRetry } from './useRetry'
