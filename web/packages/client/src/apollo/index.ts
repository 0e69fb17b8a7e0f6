export { GuardedCache, type GuardedCacheConfig } from './cache.js'
export { apolloExecutor } from './executor.js'
export { connectionLink } from './link.js'
