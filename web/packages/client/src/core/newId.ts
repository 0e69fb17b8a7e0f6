/**
 * A name that nobody else gives: a UUID of version 4. React Native has no `crypto` of its own, and browsers have
 * `randomUUID` on secure pages only. These names have to be different, not secret.
 */
export function newId(): string {
  const { crypto } = globalThis as { crypto?: Partial<Crypto> }
  if (crypto?.randomUUID) return crypto.randomUUID()
  const byte = () => Math.floor(Math.random() * 256)
  const bytes = crypto?.getRandomValues?.(new Uint8Array(16)) ?? Uint8Array.from({ length: 16 }, byte)
  const hex = Array.from(bytes, (value, at) => {
    const marked = at === 6 ? (value & 0x0f) | 0x40 : at === 8 ? (value & 0x3f) | 0x80 : value
    return marked.toString(16).padStart(2, '0')
  }).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
