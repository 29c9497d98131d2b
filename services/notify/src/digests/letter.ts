/**
 * What mail about what somebody has not read says: how much of what, with links, and who has said what where they want that. Whatever
 * others have written is made plain, and stands apart, so that it neither becomes part of the page nor turns what stands around it.
 */
import type { Glimpse } from '@parley/wire'
import type { Every } from '../alerts.ts'
import type { Kind } from '../notice.ts'
import type { Unread } from '../store/digests.ts'

/** What there is of one room, or of one kind that is of no room. */
export interface Entry {
  readonly kind: Kind
  readonly count: number
  /** The newest of them. */
  readonly newest: Unread
  /** What may be shown of it; empty where that is not wanted. */
  readonly glimpse: Glimpse
}

export interface Letter {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** One, and several. */
const words: Readonly<Record<Kind, readonly [string, string]>> = {
  mention: ['mention', 'mentions'],
  reply: ['reply', 'replies'],
  direct: ['direct message', 'direct messages'],
  reminder: ['reminder', 'reminders'],
  request: ['contact request', 'contact requests'],
  contact: ['request of yours that was accepted', 'requests of yours that were accepted'],
  room: ['invitation to a group', 'invitations to groups'],
  invitation: ['invitation to a game', 'invitations to a game'],
  ask: ['request to join you', 'requests to join you'],
  party: ['invitation to a party', 'invitations to a party'],
  party_request: ['request to come into your party', 'requests to come into your party'],
  moderation: ['decision of moderators', 'decisions of moderators'],
  system: ['thing that has failed', 'things that have failed'],
}

const counted = (count: number, kind: Kind): string => `${count} ${words[kind][count === 1 ? 0 : 1]}`

/** One line, without what would turn or hide the letters around it. */
const plain = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\u2028\u2029\s]+/gu, ' ')
    .replaceAll(/[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g, '')
    .trim()

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? '')

/** In text the first strong isolate of Unicode and its end; in HTML an element that does the same. */
const apartInText = (text: string): string => `\u2068${plain(text)}\u2069`
const apartInHtml = (text: string): string => `<bdi>${escaped(plain(text))}</bdi>`

type Apart = (text: string) => string

/** Markup is of who writes it: in HTML `apart` gives that. */
const linesOf = ({ kind, count, glimpse }: Entry, apart: Apart): string[] => {
  const { name, room, text } = glimpse
  const where = room === undefined ? '' : ` in ${apart(room)}`
  const who = name === undefined ? '' : `${count === 1 ? ' by ' : ', the last by '}${apart(name)}`
  return [`${counted(count, kind)}${where}${who}`, ...(text === undefined ? [] : [apart(text)])]
}

const addressOf = ({ newest: { room, message } }: Entry): string =>
  room === null ? '/#/' : `/#/room/${room}${message === null ? '' : `/${message}`}`

export interface About {
  readonly entries: readonly Entry[]
  /** How many there are that no entry is of. */
  readonly others: number
  readonly every: Exclude<Every, 'never'>
  /** Where the platform is, without a slash at its end. */
  readonly here: string
  /** Where these mails are ended. */
  readonly stop: string
}

const spans = { hourly: 'an hour', daily: 'a day' } as const
const begin = 'You were away, and have not read:'
const endsOf = ({ every, others }: About) => ({
  others: others > 0 ? `And ${others} more.` : '',
  why: `You are sent this at most once ${spans[every]}. To get no more of it:`,
})

const textOf = (about: About): string => {
  const { entries, here, stop } = about
  const { others, why } = endsOf(about)
  const each = entries.map((entry) => [...linesOf(entry, apartInText), here + addressOf(entry)].join('\n'))
  return `${[begin, ...each, ...(others ? [others] : []), `${here}/`, `${why}\n${stop}`].join('\n\n')}\n`
}

/** No picture, no style from elsewhere and no link that says who has followed it: whether it was read is nobody's business. */
const htmlOf = (about: About): string => {
  const { entries, here, stop } = about
  const { others, why } = endsOf(about)
  const link = (to: string, text: string) => `<a href="${escaped(to)}">${text}</a>`
  const items = entries.map((entry) => {
    const [what = '', ...said] = linesOf(entry, apartInHtml)
    const quote = said.map((line) => `<blockquote dir="auto">${line}</blockquote>`).join('')
    return `<li>${link(here + addressOf(entry), what)}${quote}</li>`
  })
  const more = others ? `<p>${others}</p>` : ''
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Unread</title></head><body>',
    `<p>${begin}</p><ul>${items.join('')}</ul>${more}<p>${link(`${here}/`, escaped(here))}</p>`,
    `<p>${why} ${link(stop, 'stop these mails')}</p></body></html>`,
  ].join('\n')
}

export const letterOf = (about: About): Letter => {
  const count = about.entries.reduce((sum, entry) => sum + entry.count, about.others)
  return {
    subject: count === 1 ? '1 unread notification' : `${count} unread notifications`,
    text: textOf(about),
    html: htmlOf(about),
  }
}
