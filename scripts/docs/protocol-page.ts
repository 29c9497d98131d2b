/** `docs/protocol.md`: what a client in any language has to know. */
import {
  type Command,
  type CommandName,
  closeCodes,
  commands,
  detailsOf,
  type Effect,
  type ErrorName,
  type Event,
  type EventName,
  errorDetails,
  errors,
  events,
  everyCommandErrors,
  mayReconnect,
  ownerOf,
  owners,
  type Signal,
  type SignalName,
  type StateMembers,
  scopeOf,
  signals,
  streamKinds,
  streamOwners,
} from '@parley/protocol'
import { bodyOf, exchangeOf, frameOf, groupExchange } from './examples.ts'
import { limitTable } from './limit-table.ts'
import { code, link, plainText, type Row, table } from './markdown.ts'
import { aboutNamed, memberRows, namedShapes, plain, type Schema, typeOf } from './shape.ts'
import { fill, generated, readFragments } from './template.ts'

const widest = 110
const arrows = { send: '→', get: '←' } as const

/** JSON on one line where it fits, else a member or an item a line. */
const layout = (value: unknown, indent: number): string => {
  const short = JSON.stringify(value)
  if (typeof value !== 'object' || value === null || indent + short.length <= widest) return short
  const pad = ' '.repeat(indent + 2)
  const inner = Array.isArray(value)
    ? value.map((item) => pad + layout(item, indent + 2))
    : Object.entries(value).map(([name, member]) => `${pad}${JSON.stringify(name)}: ${layout(member, indent + 2)}`)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${open}\n${inner.join(',\n')}\n${' '.repeat(indent)}${close}`
}

const frame = (direction: keyof typeof arrows, value: unknown): string => `${arrows[direction]} ${layout(value, 2)}`
const block = (...lines: string[]) => ['```text', ...lines, '```'].join('\n')

const exchange = (name: string, example: { readonly with: unknown; readonly ok: unknown }, id = 1) =>
  block(frame('send', { id, do: name, with: example.with }), frame('get', { id, ok: example.ok }))

const members = (what: string, schema: Schema): string => {
  const variants = schema.anyOf
  if (variants) return variants.map((variant, place) => members(place === 0 ? what : 'or', variant)).join('\n\n')
  const rows = memberRows(schema)
  return rows.length === 0 ? `${what}: \`{}\`` : `${what}:\n\n${table(['Member', 'Type', 'Notes'], rows)}`
}

const who = { anyone: 'needs no token', user: 'needs a token' } as const

const repeated = (repeatable: Command['repeatable'], rate: Command['rate']): string[] => {
  if (repeatable === true || (!repeatable && rate === 'read')) return ['may be repeated']
  return repeatable ? [`may be repeated with ${repeatable.map(code).join(' or ')}`] : []
}

const factsOf = (name: CommandName, { owner, access, rate, inOrderOf, weighs, repeatable }: Command): string =>
  [
    `Owner ${code(owner)}`,
    who[access],
    `rate class ${code(rate)}`,
    `scope ${code(scopeOf(name))}`,
    ...(weighs
      ? [rate === 'send' ? `each of ${code(weighs)} counts as one` : `each ten of ${code(weighs)} count as one more`]
      : []),
    ...(inOrderOf ? [`keeps the order per ${code(inOrderOf)}`] : []),
    ...(owner === 'gateway' ? [] : repeated(repeatable, rate)),
    ...(owner === 'gateway' ? ['on sockets only'] : []),
  ].join(' · ')

const commandSection = (name: CommandName): string => {
  const entry: Command = commands[name]
  const { input, output } = plain(entry)
  const own = entry.errors.map((error) => `${code(error)} (${errors[error].code})`)
  return [
    `### ${name}`,
    entry.about,
    factsOf(name, entry),
    members('Input', input),
    members('Output', output),
    `Errors of its own: ${own.length > 0 ? own.join(', ') : 'none'}.`,
    exchange(name, exchangeOf(name)),
    ...(name === 'room.create' ? [exchange(name, groupExchange)] : []),
  ].join('\n\n')
}

const commandNames = Object.keys(commands) as CommandName[]

const commandTable = () =>
  table(
    ['Command', 'Owner', 'Token', 'Rate class', 'What it does'],
    owners.flatMap((owner) =>
      commandNames
        .filter((name) => commands[name].owner === owner)
        .map((name) => [
          link(code(name), name),
          owner,
          commands[name].access === 'user' ? 'yes' : 'no',
          commands[name].rate,
          commands[name].about,
        ]),
    ),
  )

const effects = {
  start: 'From now on you follow the stream `is.on`, from `is.head` on.',
  end: 'For the user `is.user` it is the last event of this stream.',
  close: 'It is the last event of this stream.',
  hide: 'From now on what `is.user` says comes as [`redacted`](#redacted).',
  show: 'From now on what `is.user` says comes again; read the history for what was `redacted`.',
  look: 'What its readers may see, or the user `is.user` alone where it names one, is another thing from now on: what they follow by name goes on where they still may see it, and ends where not.',
  rule: 'What its readers may see, or those alone whom `is.user` or `is.users` names, is another thing from now on, here and in the streams that this one rules: what they follow by name goes on where they still may see it, and ends where not, as does this stream for whom it is no longer.',
  redact: 'The event at `is.seq` of this stream is [`redacted`](#redacted) from now on, wherever you ask for it.',
  reach:
    'Where it has `is.newcomers`, from which position on you see this stream may be another: drop what you have of it, and ask `room.get` for its `floor`. Threads that hang on what you see no more end.',
  trim: 'The events of this stream up to `is.floor` are no longer held, and those at `is.also` are [`redacted`](#redacted).',
} as const satisfies Record<Effect, string>

const effectsOf = ({ counts, authored, ofMessage, effect }: Event): string[] => [
  ...(counts ? ['It counts: it adds one to `unread` of those who have not read that far.'] : []),
  ...(authored ? ['Whoever hides its author gets `redacted` in its place.'] : []),
  ...(ofMessage ? ['Whoever does not see that message, as they came later, gets `redacted` in its place.'] : []),
  ...(effect ? [effects[effect]] : []),
]

/** Whether clients follow streams of this kind: they do where the owner is one that gateways ask. */
const isFollowed = (kind: string) => (streamOwners as readonly string[]).includes(ownerOf(kind))

const eventSection = ([name, entry]: [string, Event], place: number): string =>
  [
    `### ${name}`,
    [entry.about, ...effectsOf(entry)].join(' '),
    `Stream ${code(entry.stream)}${entry.also ? ` or ${code(entry.also)}` : ''}${isFollowed(entry.stream) ? '' : ', which services read and no client follows'}.`,
    members('Body', plain(entry).body),
    block(frame('get', frameOf(entry.stream, name, bodyOf(name as EventName), place + 1))),
  ].join('\n\n')

const stateOf = ({ of, version }: StateMembers): string =>
  `It says how something stands${of ? `, for each ${code(of)}` : ''}: one with a lower ${code(version)} never comes after one with a higher. Of many changes you may get the last alone, later where you were slow.`

const factsOfSignal = ({ authored, toOthers, state, droppable }: Signal): string[] => [
  ...(authored ? ['Whoever hides its author does not get it.'] : []),
  ...(toOthers ? ['Its author gets it on none of their devices.'] : []),
  ...(state ? [stateOf(state)] : []),
  ...(droppable === false ? ['It is not left out for who is slow.'] : []),
]

const signalSection = ([name, entry]: [string, Signal]): string =>
  [
    `### ${name}`,
    [entry.about, ...factsOfSignal(entry)].join(' '),
    `Stream ${code(entry.stream)}. Not numbered, not kept${entry.droppable === false ? '' : ', perhaps not delivered'}.`,
    members('Body', plain(entry).body),
    block(frame('get', frameOf(entry.stream, name, bodyOf(name as SignalName)))),
  ].join('\n\n')

/** Those of streams that clients follow first. */
const allEvents = () => {
  const byReader = Object.groupBy(Object.entries<Event>(events), ([, { stream }]) =>
    isFollowed(stream) ? 'clients' : 'services',
  )
  return [...(byReader.clients ?? []), ...(byReader.services ?? [])]
}

const errorTable = () =>
  table(
    ['Number', 'Name', 'HTTP', 'Same again later', 'Text'],
    Object.entries(errors).map(([name, { code: number, status, retry, text }]) => [
      number,
      code(name),
      status,
      retry ? 'yes' : 'no',
      text,
    ]),
  )

const closeTable = () =>
  table(
    ['Code', 'Name', 'Come back', 'Why'],
    Object.entries(closeCodes).map(([name, { code: number, text }]) => [
      number,
      code(name),
      mayReconnect(number) ? 'yes' : 'no',
      text,
    ]),
  )

const streamTable = () =>
  table(
    ['Kind', 'What it is'],
    Object.entries(streamKinds).map(([kind, about]) => [code(kind), about]),
  )

const kindOf = ({ anyOf, items, type = 'any' }: Schema): string => {
  if (anyOf) return anyOf.map(typeOf).join(' or ')
  return Array.isArray(items) ? `array of ${items.map(typeOf).join(' and ')}` : type
}

const shapeSection = ([name, schema]: [string, Schema]): string => {
  const rows: Row[] = memberRows(schema)
  const type = kindOf(schema)
  const pattern = schema.pattern ? ` Pattern: ${code(schema.pattern)}` : ''
  const format = schema.format ? ` Format: ${code(schema.format)}.` : ''
  const notes = plainText(aboutNamed(schema))
  const text = `### ${name}\n\nJSON ${type}${notes ? `: ${notes}` : ''}.${format}${pattern}`
  return rows.length > 0 ? `${text}\n\n${table(['Member', 'Type', 'Notes'], rows)}` : text
}

const errorNames = Object.keys(errors) as ErrorName[]

const errorDetailTable = () =>
  table(
    ['Member', 'Where', 'Meaning'],
    Object.entries(errorDetails).map(([detail, about]) => [
      code(detail),
      errorNames
        .filter((name) => (detailsOf(name) as readonly string[]).includes(detail))
        .map(code)
        .join(', '),
      about,
    ]),
  )

export const protocolPage = async (): Promise<string> => {
  const prose = await readFragments(new URL('./protocol/', import.meta.url))
  const parts = {
    streamTable: streamTable(),
    limitTable: limitTable(),
    errorDetailTable: errorDetailTable(),
    commandTable: commandTable(),
    commands: owners
      .flatMap((owner) => commandNames.filter((name) => commands[name].owner === owner).map(commandSection))
      .join('\n\n'),
    everyCommandErrors: everyCommandErrors.map(code).join(', '),
    events: allEvents().map(eventSection).join('\n\n'),
    signals: Object.entries<Signal>(signals).map(signalSection).join('\n\n'),
    errorTable: errorTable(),
    closeTable: closeTable(),
    shapes: [...namedShapes].map(shapeSection).join('\n\n'),
  }
  return generated(fill(prose, parts))
}
