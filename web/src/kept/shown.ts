type Stored = Record<string, unknown>

/** The lists and rows that a screen shows; not who looked at which history, nor one's own sessions. */
const SHOWN = /^(hotel|bookings|guests|rooms|booking|guest|room)(\(|:|$)/

/** Of a whole cache: what the screens show, and the rows that it leads to. */
export function shownOf(cache: Stored): Stored {
  const root = cache['ROOT_QUERY']
  if (!isObject(root)) return {}
  const query = Object.fromEntries(
    Object.entries(root).filter(([field]) => field === '__typename' || SHOWN.test(field)),
  )
  const kept: Stored = { ROOT_QUERY: query }
  const follow = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(follow)
    if (!isObject(value)) return
    const to = value['__ref']
    if (typeof to === 'string' && !(to in kept)) {
      kept[to] = cache[to]
      follow(cache[to])
    }
    Object.values(value).forEach(follow)
  }
  follow(query)
  return kept
}

function isObject(value: unknown): value is Stored {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
