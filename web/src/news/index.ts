export { NewsBell } from './NewsBell'
export { NewsProvider } from './NewsProvider'
export { NewsToasts } from './NewsToasts'
