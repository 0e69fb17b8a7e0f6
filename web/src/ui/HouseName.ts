import { createContext } from 'react'

/** What the house is called, where somebody has said it: it stands in the title of the browser's tab. */
export const HouseName = createContext<string | null>(null)
