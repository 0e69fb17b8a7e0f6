// Opens the page while the server is away, from its own files and nothing else: no answer of the API passes through here.
// `scripts/worker.js` writes in what this build is made of.
const VERSION = '%VERSION%'
const FILES = ['%FILES%']
/** The script that the page of this build begins with. */
const ENTRY = '%ENTRY%'

const PREFIX = 'frontdesk-page-'
const CACHE = PREFIX + VERSION
const PAGE = '/'
/** What a browser opens, and is not the front desk. */
const ELSEWHERE = /^\/(graphql|graphiql|healthz|readyz|metrics|throwaway)(\/|$)/
/** The page that is kept is better than one that takes longer. */
const PAGE_MS = 5000

self.addEventListener('install', (event) => event.waitUntil(install()))
self.addEventListener('activate', (event) => event.waitUntil(activate()))
self.addEventListener('message', (event) => event.waitUntil(opened()))
self.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request
  const { origin, pathname } = new URL(url)
  if (method !== 'GET' || origin !== self.location.origin) return
  if (mode === 'navigate') {
    if (!ELSEWHERE.test(pathname)) event.respondWith(page(event.request))
  } else if (FILES.includes(pathname) || pathname.startsWith('/assets/')) {
    event.respondWith(file(event.request))
  }
})

/** All of this build or nothing: a page of another one would ask for files that are not here. */
async function install() {
  const cache = await caches.open(CACHE)
  const answer = await fetch(PAGE, { cache: 'no-cache', headers: { accept: 'text/html' } })
  if (!answer.ok || !(await answer.clone().text()).includes(ENTRY)) {
    throw new Error('the server has the page of another build')
  }
  await cache.addAll(FILES)
  await cache.put(PAGE, answer)
  await self.skipWaiting()
}

/** What is open may still load files of the build before. Those before that are gone. */
async function activate() {
  await forget((await older()).slice(0, -1))
  await self.clients.claim()
}

/** A page was opened. Where it is the only one, nobody is left who shows an older build. */
async function opened() {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (pages.length === 1) await forget(await older())
}

/** In the order in which they were made: one that comes after this build's may be on its way to take its place. */
async function older() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX))
  return names.slice(0, Math.max(0, names.indexOf(CACHE)))
}

async function forget(names) {
  await Promise.all(names.map((name) => caches.delete(name)))
}

/** The server's own page while it answers; the one of this build while it does not, or only its proxy. */
async function page(request) {
  const kept = async () => (await caches.open(CACHE)).match(PAGE)
  try {
    const answer = await inTime(fetch(request))
    if (answer.status < 500) return answer
    return (await kept()) ?? answer
  } catch (error) {
    const known = await kept()
    if (known) return known
    throw error
  }
}

/** A file's name says what is in it: whichever build kept it. */
async function file(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request)
}

function inTime(answer) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer in time')), PAGE_MS)
    answer.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
