const FIRST_WAIT = 250
const LONGEST_WAIT = 10_000

/** Half fixed and half by chance: a server that comes back is not met by everybody at once. */
export function backOff(retries: number, random = Math.random): number {
  const most = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(retries, 10))
  return most / 2 + (most / 2) * random()
}

export function pause(retries: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, backOff(retries)))
}
