/** The commands that each conversation has. */
import { type Aside, type Parley, type Room, uuid7 } from '@parley/client'
import { readPause } from '../group/pauses.ts'
import { everyTag, toneNamed } from '../mentions/tones.ts'
import { hereNow, readPoll, readWhile } from '../timed/moments.ts'
import { nameIn, peopleNamed } from './person-named.ts'
import { type SlashCommand, usageOf } from './slash-text.ts'

export interface SlashMeans {
  readonly room: Room
  readonly parley: Parley
  /** Sends a message. */
  say(text: string, aside?: Aside): void
}

/** What there is to tell whoever typed it, besides what shows by itself. */
export interface Told {
  readonly fault?: string
  readonly lines?: readonly string[]
}

export interface BuiltIn extends SlashCommand {
  readonly onlyInGroups?: true
  /** Rejects as `parley.call` does. */
  run(given: string, means: SlashMeans): Promise<Told>
}

/** Behind backslashes, as it is markdown. */
const shrug = String.raw`¯\\\_(ツ)\_/¯`

/** What it does shows by itself. */
const quietly = async (deed: unknown): Promise<Told> => {
  await deed
  return {}
}

/** One person alone of that name, or why not. */
const only = (users: readonly string[], given: string, where: string): { user: string } | { fault: string } => {
  const [user] = users
  if (user === undefined) return { fault: `Nobody ${where} is called ${given}.` }
  return users.length === 1
    ? { user }
    : { fault: `Several people ${where} are called ${given}: choose from the list of members.` }
}

/** Loads members until somebody is called so. */
const memberNamed = async (room: Room, given: string): Promise<string[]> => {
  if (room.memberCount === 0) await room.load()
  for (;;) {
    const found = peopleNamed(room.members, given)
    if (found.length > 0 || !(await room.loadMembers())) return found
  }
}

export const builtIn: readonly BuiltIn[] = [
  {
    name: 'help',
    about: 'Names the commands.',
    run: async (_, { room }) => ({
      lines: commandsOf(room).map((command) => `${usageOf(command)}: ${command.about}`),
    }),
  },
  {
    name: 'me',
    about: 'Says what you do.',
    takes: { name: 'message', kind: 'text' },
    run: (given, { say }) => quietly(say(`_${given}_`)),
  },
  {
    name: 'shrug',
    about: 'Shrugs, behind a message if you like.',
    takes: { name: 'message', kind: 'text', optional: true },
    run: (given, { say }) => quietly(say(`${given} ${shrug}`.trim())),
  },
  {
    name: 'silent',
    about: 'Sends a message that notifies nobody.',
    takes: { name: 'message', kind: 'text' },
    run: (given, { say }) => quietly(say(given, { silent: true })),
  },
  {
    name: 'tone',
    about: `Says how a message is meant, by a tag before it: ${everyTag}.`,
    takes: { name: 'tag and message', kind: 'text' },
    run: async (given, { say }) => {
      const [, tag = '', text = ''] = /^(\S+)\s+([\s\S]+)$/.exec(given) ?? []
      const tone = toneNamed(tag)
      return tone ? quietly(say(text, { tone })) : { fault: `Begin with one of ${everyTag}, and a message behind it.` }
    },
  },
  {
    name: 'subject',
    about: 'Puts a line above a message that says what it is about. The message begins on the next line.',
    takes: { name: 'subject, then the message', kind: 'text' },
    run: async (given, { say }) => {
      const [subject = '', ...lines] = given.split('\n')
      const text = lines.join('\n').trim()
      return text
        ? quietly(say(text, { subject: subject.trim() }))
        : { fault: 'Begin the message on the next line (Shift+Enter).' }
    },
  },
  {
    name: 'remind',
    about: 'Reminds you of something, such as /remind 20m tea.',
    takes: { name: 'when and what', kind: 'text' },
    run: async (given, { parley }) => {
      const wanted = readWhile(given)
      if (!wanted) return { fault: 'Say first in how long: 20m, 2h, 3d or 1w, as in /remind 20m tea.' }
      const { inMs: in_ms, rest } = wanted
      await parley.call('reminder.set', { id: uuid7(hereNow()), when: { in_ms }, ...(rest ? { text: rest } : {}) })
      return { lines: ['You will be reminded.'] }
    },
  },
  {
    name: 'poll',
    about: 'Asks a poll, such as /poll Where to? | Pizza | Sushi.',
    takes: { name: 'question | answer | answer', kind: 'text' },
    run: async (given, { room }) => {
      const poll = readPoll(given)
      if (!poll) return { fault: 'Give two answers or more behind the question: /poll Where to? | Pizza | Sushi.' }
      return quietly(room.ask(poll.question, poll.answers))
    },
  },
  {
    name: 'topic',
    about: 'Says what the group is about.',
    takes: { name: 'topic', kind: 'text', optional: true },
    onlyInGroups: true,
    run: (given, { room }) => quietly(room.change({ topic: given })),
  },
  {
    name: 'rename',
    about: 'Gives the group another name.',
    takes: { name: 'name', kind: 'text' },
    onlyInGroups: true,
    run: (given, { room }) => quietly(room.change({ name: given })),
  },
  {
    name: 'slow',
    about: 'Lets members send a message every so often, such as /slow 30s, 5m or 2h; /slow off ends it.',
    takes: { name: 'pause', kind: 'text' },
    onlyInGroups: true,
    run: async (given, { room }) => {
      const slow_seconds = readPause(given)
      if (slow_seconds === undefined)
        return { fault: 'Give a pause of at most 6 hours, as in /slow 30s, or /slow off.' }
      return quietly(room.change({ slow_seconds }))
    },
  },
  {
    name: 'invite',
    about: 'Brings somebody in.',
    takes: { name: 'person', kind: 'person' },
    onlyInGroups: true,
    run: async (given, { room, parley }) => {
      const { users } = await parley.call('user.search', { name: nameIn(given) })
      const found = only(peopleNamed(users, given), given, 'here')
      return 'fault' in found ? found : quietly(room.add([found.user]))
    },
  },
  {
    name: 'kick',
    about: 'Takes somebody out of the group.',
    takes: { name: 'person', kind: 'person' },
    onlyInGroups: true,
    run: async (given, { room, parley }) => {
      const found = only(await memberNamed(room, given), given, 'in this group')
      return 'fault' in found ? found : quietly(parley.call('member.remove', { room: room.id, user: found.user }))
    },
  },
]

export const commandsOf = ({ kind }: Pick<Room, 'kind'>): readonly BuiltIn[] =>
  builtIn.filter(({ onlyInGroups }) => kind === 'group' || !onlyInGroups)
