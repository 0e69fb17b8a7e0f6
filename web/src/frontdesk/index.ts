export { GuardedCache, type GuardedCacheConfig } from './cache'
export { Emitter } from './emitter'
export { VersionGuard } from './guard'
export { badRequest, Connection, type ConnectionState, isUnauthenticated } from './link'
export {
  type ConflictOf,
  type Outcome,
  type ProblemOf,
  type SavedOf,
  useVersionedMutation,
  write,
} from './mutation'
export { type ChangeOf, useWatch, watch, type WatchOptions } from './watch'
