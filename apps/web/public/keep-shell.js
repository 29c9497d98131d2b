/**
 * Part of the worker (`push-worker.js`): keeps the page itself, so that it opens where no server is reached, and sooner where one is. What
 * people wrote is not in it: that is asked for by the page, of the server. Each load takes the newest page there is, and what it was
 * written with stays until it is closed: nothing is exchanged beneath an open one.
 */
;(() => {
  const name = 'parley-shell'
  const start = '/'
  const assets = '/assets/'

  /** What there is of a build, as the build says it: names that follow from what is in them, and a few that stay. */
  const list = '/shell.json'

  /** Where a network is there and does not answer, in milliseconds. */
  const patience = 4_000

  const isOf = (url) => url.origin === self.location.origin
  const isPage = (request, url) => request.mode === 'navigate' && url.pathname === start

  const fetchAnew = async (path) => {
    const response = await fetch(path, { cache: 'no-cache', signal: AbortSignal.timeout(patience * 5) })
    if (!response.ok) throw new Error(`${path} was answered with ${response.status}`)
    return response
  }

  const keepAsset = async (shell, path) => {
    if (!(await shell.match(path))) await shell.put(path, await fetchAnew(path))
  }

  /** All of the newest build, and of no other but what the last one had: a page of that may be open. */
  const keepAll = async () => {
    const shell = await caches.open(name)
    const before = (await shell.match(list).then((kept) => kept?.json())) ?? { files: [] }
    const answer = await fetchAnew(list)
    const { files } = await answer.clone().json()
    await Promise.all(files.map((path) => (path.startsWith(assets) ? keepAsset(shell, path) : shell.add(path))))
    await shell.put(start, await fetchAnew(start))
    await shell.put(list, answer)
    const wanted = new Set([start, list, ...files, ...before.files])
    for (const { url } of await shell.keys()) if (!wanted.has(new URL(url).pathname)) await shell.delete(url)
  }

  /** The newest page, and the one that is kept where none comes. */
  const openPage = async (event) => {
    try {
      const response = await fetch(event.request, { signal: AbortSignal.timeout(patience) })
      // In its own time: the page waits for nothing of it.
      if (response.ok) event.waitUntil(keepAll().catch(() => {}))
      return response
    } catch (reason) {
      const kept = await caches.match(start, { cacheName: name })
      if (kept) return kept
      throw reason
    }
  }

  const kept = (request) => caches.match(request, { cacheName: name, ignoreSearch: true })

  /** What never changes comes from here first; what may, from the server first. */
  const openFile = async (request, url) => {
    if (url.pathname.startsWith(assets)) return (await kept(request)) ?? fetch(request)
    try {
      return await fetch(request)
    } catch (reason) {
      const found = await kept(request)
      if (found) return found
      throw reason
    }
  }

  const stays = /^\/(?:assets\/[^/]+|[^/]+\.(?:js|css|svg|png|webmanifest))$/

  self.addEventListener('install', (event) => event.waitUntil(keepAll().catch(() => {})))
  self.addEventListener('fetch', (event) => {
    const url = new URL(event.request.url)
    if (event.request.method !== 'GET' || !isOf(url)) return
    if (isPage(event.request, url)) event.respondWith(openPage(event))
    else if (stays.test(url.pathname)) event.respondWith(openFile(event.request, url))
  })
})()
