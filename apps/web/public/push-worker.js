/**
 * The worker of the page. Runs where a push comes, also while no page is open: shows one notification for each tag, takes it away when it is read elsewhere, and
 * opens the room of the one that is clicked. Written for browsers of 2023 on, which are those that push.
 */
importScripts('/keep-shell.js')

const texts = {
  en: {
    mention: 'You were mentioned',
    reply: 'A reply to you',
    direct: 'A new message',
    reminder: 'A reminder has rung',
    request: 'Somebody asks to be your contact',
    contact: 'A contact request was accepted',
    room: 'You are invited into a group',
    invitation: 'You are invited to play',
    ask: 'Somebody asks to join you',
    party: 'You are invited into a party',
    party_request: 'Somebody asks to come into your party',
    moderation: 'Moderators of a space have done something about you',
    system: 'Something that was to happen later has failed',
    other: 'Something new',
  },
  de: {
    mention: 'Du wurdest erwähnt',
    reply: 'Eine Antwort an dich',
    direct: 'Eine neue Nachricht',
    reminder: 'Eine Erinnerung hat geklingelt',
    request: 'Jemand möchte dein Kontakt sein',
    contact: 'Eine Kontaktanfrage wurde angenommen',
    room: 'Du bist in eine Gruppe eingeladen',
    invitation: 'Du bist zum Spielen eingeladen',
    ask: 'Jemand möchte zu dir stoßen',
    party: 'Du bist in eine Party eingeladen',
    party_request: 'Jemand möchte in deine Party',
    moderation: 'Die Moderation eines Space hat etwas unternommen, das dich betrifft',
    system: 'Etwas, das später geschehen sollte, ist fehlgeschlagen',
    other: 'Etwas Neues',
  },
}

/** What somebody has chosen on the page (src/push/worker.ts), or what the browser says. */
const findTexts = async () => {
  const kept = await caches.match('/language', { cacheName: 'parley-language' }).catch(() => undefined)
  const chosen = await kept?.text()
  const asked = [chosen, ...navigator.languages.map((tag) => tag.split('-')[0].toLowerCase())]
  return texts[asked.find((language) => Object.hasOwn(texts, language ?? ''))] ?? texts.en
}

const wordsFor = async (kind) => {
  const words = await findTexts()
  return Object.hasOwn(words, kind) ? words[kind] : words.other
}

const shownFor = async (tag) => (await self.registration.getNotifications({ tag }))[0]

const take = async (tag) => {
  for (const shown of await self.registration.getNotifications({ tag })) shown.close()
}

/** One that comes again rings only where it is urgent. */
const show = async ({ tag, kind, id, count = 1, urgent = false, room, message, name, place, text }) => {
  const isNews = (await shownFor(tag))?.data?.id !== id
  const more = count > 1 ? ` (${count})` : ''
  await self.registration.showNotification(name ? [name, place].filter(Boolean).join(' · ') : 'Parley', {
    body: `${text ?? (await wordsFor(kind))}${more}`,
    tag,
    renotify: isNews || urgent,
    requireInteraction: urgent,
    icon: '/favicon.svg',
    data: { id, address: room ? `#/room/${room}${message ? `/${message}` : ''}` : '#/' },
  })
}

/** Whatever comes, something is shown: browsers end a subscription that shows nothing. */
const readPush = (data) => {
  try {
    return data.json()
  } catch {
    return { tag: 'unknown' }
  }
}

/** A page that is open goes there by itself. */
const open = async (address) => {
  const [page] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (!page) return self.clients.openWindow(`/${address}`)
  page.postMessage({ open: address })
  return page.focus()
}

self.addEventListener('install', (event) => event.waitUntil(self.skipWaiting()))
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
self.addEventListener('push', (event) => {
  const said = readPush(event.data)
  event.waitUntil(said.clear ? take(said.tag) : show(said))
})
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data?.address ?? '#/'))
})
