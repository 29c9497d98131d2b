import { expect, test } from 'vitest'
import type { Question } from './questions/questions.ts'
import { gatewayRights, type Rights, serviceRights } from './rights.ts'
import { inboxPrefix, type Subjects, subjects } from './subjects.ts'

const rights: Record<string, Rights> = {
  gateway: gatewayRights('p', 'g', ['auth', 'chat']),
  auth: serviceRights('p', 'a', 'auth', { follows: [], followers: ['chat'], asks: ['chat', 'contacts'] }),
  contacts: serviceRights('p', 'k', 'contacts', { follows: [], followers: ['chat'], asks: ['presence'] }),
  chat: serviceRights('p', 'c', 'chat', { follows: ['auth', 'contacts'], followers: [], asks: ['presence', 'files'] }),
  presence: serviceRights('p', 'r', 'presence', { follows: [], followers: [] }),
  notify: serviceRights('p', 'n', 'notify', { follows: [], followers: [], asks: ['chat', 'presence'] }),
  files: serviceRights('p', 'f', 'files', { follows: [], followers: [], asks: ['auth', 'chat'] }),
}

const covers = (pattern: string, subject: string): boolean => {
  const parts = subject.split('.')
  const rest = pattern.endsWith('.>')
  const wanted = (rest ? pattern.slice(0, -2) : pattern).split('.')
  const fits = rest ? parts.length > wanted.length : parts.length === wanted.length
  return fits && wanted.every((part, place) => part === '*' || part === parts[place])
}

const whoMay = (side: 'publish' | 'subscribe', subject: string) =>
  Object.keys(rights).filter((name) => rights[name]?.[side].some((pattern) => covers(pattern, subject)))

const { commands, replies, question, events, typing, committed, epochs, keysChanged, sessionsEnded, standingsChanged } =
  subjects('p')

/** One of each kind: who says it, and who hears it. */
const cases: Record<keyof Omit<Subjects, 'question'> | 'eventsOfUsers', Case> = {
  commands: [commands('chat'), ['gateway'], ['chat']],
  replies: [replies('1', 'chat'), ['chat'], ['gateway']],
  events: [events('chat/room/1'), ['chat'], ['gateway']],
  eventsOfUsers: [events('chat/user/1'), ['chat'], ['gateway', 'notify']],
  typing: [typing('chat/room/1'), ['gateway'], ['gateway']],
  committed: [committed('auth'), ['auth'], ['chat']],
  epochs: [epochs('chat'), ['chat'], ['chat']],
  keysChanged: [keysChanged, ['auth'], ['gateway', 'files']],
  sessionsEnded: [sessionsEnded, ['auth'], ['gateway', 'files']],
  standingsChanged: [standingsChanged, ['auth'], ['gateway', 'files']],
}
type Case = readonly [subject: string, says: readonly string[], hears: readonly string[]]

/** Chat has streams that clients follow, and nobody follows its outbox; with auth it is the other way round. */
const asked: Record<Question, readonly Case[]> = {
  open: [[question('chat', 'open'), ['gateway'], ['chat']]],
  follow: [[question('chat', 'follow'), ['gateway'], ['chat']]],
  heads: [[question('chat', 'heads'), ['gateway'], ['chat']]],
  ranges: [
    [question('chat', 'ranges'), ['gateway'], ['chat']],
    [question('auth', 'ranges'), ['chat'], ['auth']],
  ],
  sights: [[question('chat', 'sights'), ['gateway'], ['chat']]],
  audiences: [[question('chat', 'audiences'), ['gateway'], ['chat']]],
  held: [[question('chat', 'held'), ['gateway'], ['chat']]],
  outbox: [
    [question('auth', 'outbox'), ['chat'], ['auth']],
    [question('chat', 'outbox'), [], ['chat']],
  ],
  snapshot: [
    [question('auth', 'snapshot'), ['chat'], ['auth']],
    [question('chat', 'snapshot'), [], ['chat']],
  ],
  told: [
    [question('chat', 'told'), ['auth', 'contacts'], ['chat']],
    [question('auth', 'told'), [], ['auth']],
  ],
  reach: [[question('contacts', 'reach'), ['chat'], ['contacts']]],
  ties: [[question('contacts', 'ties'), ['auth'], ['contacts']]],
  acquainted: [[question('chat', 'acquainted'), ['auth', 'notify', 'files'], ['chat']]],
  keys: [[question('auth', 'keys'), ['gateway', 'files'], ['auth']]],
  bearer: [[question('auth', 'bearer'), ['gateway', 'files'], ['auth']]],
  sessions: [[question('auth', 'sessions'), ['files'], ['auth']]],
  mail: [[question('auth', 'mail'), ['files'], ['auth']]],
  topics: [
    [question('presence', 'topics'), ['gateway'], ['presence']],
    [question('chat', 'topics'), [], []],
  ],
  leases: [[question('presence', 'leases'), ['gateway'], ['presence']]],
  present: [
    [question('presence', 'present'), ['contacts', 'chat', 'notify'], ['presence']],
    [question('chat', 'present'), [], []],
  ],
  used: [[question('presence', 'used'), ['contacts', 'chat', 'notify'], ['presence']]],
  there: [[question('presence', 'there'), ['contacts', 'chat', 'notify'], ['presence']]],
  notices: [[question('chat', 'notices'), ['auth', 'notify', 'files'], ['chat']]],
  standings: [[question('chat', 'standings'), ['auth', 'notify', 'files'], ['chat']]],
  shown: [[question('chat', 'shown'), ['auth', 'notify', 'files'], ['chat']]],
  kept: [[question('chat', 'kept'), ['auth', 'notify', 'files'], ['chat']]],
  links: [[question('chat', 'links'), ['files'], ['chat']]],
  previews: [[question('chat', 'previews'), ['files'], ['chat']]],
  attach: [[question('files', 'attach'), ['chat'], ['files']]],
  erase: [[question('chat', 'erase'), ['auth'], ['chat']]],
  export: [
    [question('chat', 'export'), ['files'], ['chat']],
    [question('auth', 'export'), ['files'], ['auth']],
    [question('files', 'export'), ['files'], ['files']],
  ],
  archive: [[question('files', 'archive'), ['auth'], ['files']]],
  worn: [[question('auth', 'worn'), ['files'], ['auth']]],
  staffed: [[question('auth', 'staffed'), ['chat'], ['auth']]],
  wears: [[question('auth', 'wears'), ['files'], ['auth']]],
  glimpses: [[question('chat', 'glimpses'), ['auth', 'notify', 'files'], ['chat']]],
}

test.each(Object.entries(asked))(
  'of questions, %s is asked and answered by who has to, and by nobody else',
  (_, all) => {
    for (const [subject, says, hears] of all)
      expect([whoMay('publish', subject), whoMay('subscribe', subject)], subject).toEqual([says, hears])
  },
)

test.each(Object.entries(cases))(
  'of NATS, %s have one who says them and one who hears them',
  (_, [subject, says, hears]) => {
    expect(whoMay('publish', subject)).toEqual(says)
    expect(whoMay('subscribe', subject)).toEqual(hears)
  },
)

test('an inbox is open to its user alone, whatever that user is called', () => {
  expect(whoMay('subscribe', '_INBOX.c.1')).toEqual(['chat'])
  expect(whoMay('publish', '_INBOX.c.1')).toEqual([])
  const names = ['a', 'a.b', 'a b', 'a*', 'a>', 'ä', 'a%2e', '😀']
  const prefixes = names.map(inboxPrefix)
  expect(new Set(prefixes).size).toBe(names.length)
  for (const prefix of prefixes) expect(prefix).toMatch(/^_INBOX\.[\w%-]+$/)
})
