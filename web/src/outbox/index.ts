export { useCreations, useEntries, useNewRow, useNewRows, useOutbox, useWithWaiting } from './context'
export {
  type Conflicting,
  type Creation,
  type Edit,
  isCreation,
  isEdit,
  isHeld,
  isWaiting,
  type NewRow,
  rowAsked,
  type Waiting,
  type Why,
} from './entry'
export type { Kept, Outbox } from './Outbox'
export { OutboxProvider } from './OutboxProvider'
export { WaitingMark } from './WaitingMark'
