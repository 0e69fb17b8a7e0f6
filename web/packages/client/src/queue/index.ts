export {
  type Choice,
  type Doubt,
  type End,
  type Entry,
  isOpenQuestion,
  isSettled,
  type Outcome,
  type Sent,
  type State,
  type Write,
} from './entry.js'
export { indexedDbStorage } from './indexedDb.js'
export { type Found, Queue, type QueueOptions, type QueueState } from './queue.js'
export { sendOnce } from './send.js'
export type { Step, Touches } from './steps.js'
export { memoryStorage, type QueueStorage } from './storage.js'
export { broadcastNotice, type Lock, memoryLock, memoryNotice, type Notice, webLock } from './tabs.js'
