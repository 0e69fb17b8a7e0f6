/** Whoever points with a finger, and not with a mouse. */
export const FINGERS = '(pointer: coarse)'
