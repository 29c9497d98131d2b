/** The commands that there are in any case. */
import { t } from '@lingui/core/macro'
import { uuid7 } from '@parley/client'
import { tags, toneNamed } from '../mentions/tones.ts'
import { longestPauseSeconds } from '../protocol.inline.ts'
import { hereNow, readPoll } from '../timed/moments.ts'
import { meaningOf } from './arguments.ts'
import { type Entry, entry, type SlashCommand, shownAs, type Told, usageOf } from './command.ts'

/** Behind backslashes, as it is markdown. */
const shrug = String.raw`¯\\\_(ツ)\_/¯`

/** What it does shows by itself. */
const quietly = async (deed: unknown): Promise<Told> => {
  await deed
  return {}
}

const explained = (command: SlashCommand): string[] => [
  `${usageOf(command)}: ${command.about}`,
  ...(command.takes ?? []).map((argument) => `${shownAs(argument)}: ${meaningOf(argument)}`),
]

export const builtIn: readonly Entry[] = [
  entry(
    {
      name: 'help',
      about: t`Names the commands, or explains one.`,
      takes: [{ name: 'command', called: t`command`, kind: 'text', optional: true }],
    },
    async ({ command: wanted }, { commands }) => {
      if (!wanted) return { lines: commands.map((command) => `${usageOf(command)}: ${command.about}`) }
      const command = commands.find(({ name }) => name === wanted.replace(/^\//, '').toLowerCase())
      return command
        ? { lines: explained(command) }
        : { fault: t`There is no command ${wanted} here. /help names them all.` }
    },
  ),
  entry(
    { name: 'me', about: t`Says what you do.`, takes: [{ name: 'message', called: t`message`, kind: 'text' }] },
    ({ message }, { say }) => quietly(say(`_${message}_`)),
  ),
  entry(
    {
      name: 'shrug',
      about: t`Shrugs, behind a message if you like.`,
      takes: [{ name: 'message', called: t`message`, kind: 'text', optional: true }],
    },
    ({ message = '' }, { say }) => quietly(say(`${message} ${shrug}`.trim())),
  ),
  entry(
    {
      name: 'silent',
      about: t`Sends a message that notifies nobody.`,
      takes: [{ name: 'message', called: t`message`, kind: 'text' }],
    },
    ({ message }, { say }) => quietly(say(message, { silent: true })),
  ),
  entry(
    {
      name: 'tone',
      about: t`Says how a message is meant, by a tag before it.`,
      takes: [
        { name: 'tag', called: t`tag`, kind: 'choice', choices: tags },
        { name: 'message', called: t`message`, kind: 'text' },
      ],
    },
    async ({ tag, message }, { say }) => {
      const tone = toneNamed(tag)
      return quietly(say(message, tone ? { tone } : {}))
    },
  ),
  entry(
    {
      name: 'subject',
      about: t`Puts a line above a message that says what it is about. The message begins on the next line.`,
      takes: [{ name: 'message', called: t`subject, then the message`, kind: 'text' }],
    },
    async ({ message }, { say }) => {
      const [subject = '', ...lines] = message.split('\n')
      const text = lines.join('\n').trim()
      return text
        ? quietly(say(text, { subject: subject.trim() }))
        : { fault: t`Begin the message on the next line (Shift+Enter).` }
    },
  ),
  entry(
    {
      name: 'nick',
      about: t`Gives you another name, which everybody sees.`,
      takes: [{ name: 'name', called: t`name`, kind: 'text' }],
    },
    ({ name }, { parley }) => quietly(parley.changeName(name)),
  ),
  entry(
    {
      name: 'remind',
      about: t`Reminds you of something, such as /remind 20m tea.`,
      takes: [
        { name: 'when', called: t`when`, kind: 'duration' },
        { name: 'what', called: t`what`, kind: 'text', optional: true },
      ],
    },
    async ({ when: in_ms, what }, { parley }) => {
      await parley.call('reminder.set', { id: uuid7(hereNow()), when: { in_ms }, ...(what ? { text: what } : {}) })
      return { lines: [t`You will be reminded.`] }
    },
  ),
  entry(
    {
      name: 'poll',
      about: t`Asks a poll, such as /poll Where to? | Pizza | Sushi.`,
      takes: [{ name: 'poll', called: t`question | answer | answer`, kind: 'text' }],
    },
    async ({ poll: given }, { room }) => {
      const poll = readPoll(given)
      if (!poll) return { fault: t`Give two answers or more behind the question: /poll Where to? | Pizza | Sushi.` }
      return quietly(room.ask(poll.question, poll.answers))
    },
  ),
  entry(
    {
      name: 'topic',
      about: t`Says what the group is about.`,
      takes: [{ name: 'topic', called: t`topic`, kind: 'text', optional: true }],
      who: 'admins',
      where: 'groups',
    },
    ({ topic = '' }, { room }) => quietly(room.change({ topic })),
  ),
  entry(
    {
      name: 'rename',
      about: t`Gives the group another name.`,
      takes: [{ name: 'name', called: t`name`, kind: 'text' }],
      who: 'admins',
      where: 'groups',
    },
    ({ name }, { room }) => quietly(room.change({ name })),
  ),
  entry(
    {
      name: 'slow',
      about: t`Lets members send a message every so often, such as /slow 30s, 5m or 2h; /slow off ends it.`,
      takes: [{ name: 'pause', called: t`pause`, kind: 'duration', most: longestPauseSeconds * 1_000, off: true }],
      who: 'admins',
      where: 'groups',
    },
    ({ pause }, { room }) => quietly(room.change({ slow_seconds: pause / 1_000 })),
  ),
  entry(
    {
      name: 'invite',
      about: t`Brings somebody in.`,
      takes: [{ name: 'person', called: t`person`, kind: 'user' }],
      where: 'groups',
    },
    ({ person }, { room }) => quietly(room.add([person])),
  ),
  entry(
    {
      name: 'kick',
      about: t`Takes somebody out of the group.`,
      takes: [{ name: 'person', called: t`person`, kind: 'user', among: 'members' }],
      who: 'admins',
      where: 'groups',
    },
    ({ person }, { room, parley }) => quietly(parley.call('member.remove', { room: room.id, user: person })),
  ),
]
