/** The guide's pages, by their paths in its folder. */
export type Pages = Readonly<Record<string, string>>

const FOLDER = '../../../api/guide/'

const files = import.meta.glob<string>('../../../api/guide/**/*.md', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** As they are in the repository: the program that serves the playground holds them, too. */
export const PAGES: Pages = Object.fromEntries(
  Object.entries(files).map(([path, text]) => [path.slice(FOLDER.length), text]),
)

/** A place in the guide as this page's address names it: `#guide/` and the file, after `:` the heading. */
export function placeOf(hash: string): { page: string; heading?: string | undefined } | undefined {
  const [, page, heading] = /^#guide\/([^:]+)(?::(.+))?$/.exec(hash) ?? []
  return page ? { page, heading } : undefined
}

/** The anchor that GitHub gives a heading. */
export function anchorOf(heading: string): string {
  const kept = heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
  return kept.replace(/\s/g, '-')
}

/** A page of the guide with its links made for this one; of what is elsewhere in the repository only the words stay. */
export function linked(page: string, pages: Pages = PAGES): string {
  // What is within fences is code, where brackets mean something else.
  return (pages[page] ?? '')
    .split(/^(```[^]*?^```)/m)
    .map((part, index) => (index % 2 ? part : relink(part, page, pages)))
    .join('')
}

function relink(text: string, page: string, pages: Pages): string {
  return text.replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (link, words: string, target: string) => {
    if (/^https?:/.test(target)) return link
    const { pathname, hash } = new URL(target, `https://guide/${page}`)
    const other = pathname.slice(1)
    if (!(other in pages)) return words
    return `[${words}](#guide/${other}${hash && `:${hash.slice(1)}`})`
  })
}
