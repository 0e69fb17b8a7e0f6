export { type BookingChange, type LiveChange, rowOf, useChanges, useChangesOf, useRefetchOn } from './context'
export { LiveProvider } from './LiveProvider'
export { useHotel, useTellHotel } from './useHotel'
export { useRetry } from './useRetry'
