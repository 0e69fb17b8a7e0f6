import { useLocalStorage } from '@mantine/hooks'

/** How much of a screen each room takes, in pixels. */
export interface Density {
  /** A room whose bookings lie side by side nowhere. */
  room: number
  /** Above, between and below the bars of a room. */
  gap: number
}

/** A bar of the dense plan is 24 pixels high: what WCAG 2.2 asks of a target. */
export const DENSITIES = {
  roomy: { room: 44, gap: 4 },
  dense: { room: 28, gap: 2 },
} as const satisfies Record<string, Density>
export type DensityName = keyof typeof DENSITIES

/** Where a bar lies in its room's line. */
export function barBox({ room, gap }: Density, lane: number): { top: number; height: number } {
  return { top: gap + lane * (room - gap), height: room - 2 * gap }
}

/** How high the line of a room is, so that no bar in it covers another. */
export function lineHeight({ room, gap }: Density, lanes: number): number {
  return gap + Math.max(lanes, 1) * (room - gap)
}

/** Which one this browser shows the plan in. */
export function useDensity() {
  return useLocalStorage<DensityName>({
    key: 'frontdesk-plan-density',
    defaultValue: 'roomy',
    getInitialValueInEffect: false,
    deserialize: (value) => (value === 'dense' ? 'dense' : 'roomy'),
    serialize: (value) => value,
  })
}
