/** The id of the booking whose bar an element is, or lies in. */
export function idAt(element: Element): string | undefined {
  return element.closest('[data-booking]')?.getAttribute('data-booking') ?? undefined
}
