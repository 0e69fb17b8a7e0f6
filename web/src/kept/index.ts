export { LastShown, LastShownContext, useLastShown } from './LastShown'
export { shownOf } from './shown'
export { eraseKept, keep, type Kept, readKept } from './store'
export { useKeeping } from './useKeeping'
