/** `packages/client/API.md`: all that `@parley/client` exports, from its sources and what they say of themselves. */
import { type Command, commands, type Event, errors, events, type Signal, signals } from '@parley/protocol'
import { code, link, plainText, table } from './markdown.ts'
import { namedShapes, plain } from './shape.ts'
import { type Declared, declared } from './surface/declaration.ts'
import { exportedBy } from './surface/exported.ts'
import type { Member } from './surface/members.ts'
import { fill, generated, readFragments } from './template.ts'

const block = (text: string) => ['```ts', text, '```'].join('\n')

const properties = (members: readonly Member[]): string =>
  members.length === 0
    ? ''
    : table(
        ['Property', 'Type', 'What it is'],
        members.map(({ name, signature, about }) => [
          code(name),
          code(signature.replace(/ \| undefined$/, (end) => (name.endsWith('?') ? '' : end))),
          about,
        ]),
      )

const indent = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ')

const methods = (members: readonly Member[]): string =>
  members.map(({ signature, about }) => `- ${code(signature)}\n\n${indent(plainText(about))}`).join('\n\n')

const isMaking = ({ name }: Member): boolean => name.startsWith('new ')
const madeFirst = (one: Member, other: Member): number => Number(isMaking(other)) - Number(isMaking(one))

const besides = (parents: readonly string[], shown: ReadonlySet<string>): string =>
  parents.length === 0
    ? ''
    : `Besides, it has what ${parents.map((parent) => (shown.has(parent) ? link(code(parent), parent) : code(parent))).join(', ')} has.`

/** The other things of the page that this one speaks of. */
const seeAlso = ({ name, signature, members, extends: parents }: Declared, shown: ReadonlySet<string>): string => {
  const words = [signature, ...members.map((member) => member.signature)].join(' ').match(/[A-Z]\w+/g) ?? []
  const others = new Set(words.filter((word) => shown.has(word) && word !== name && !parents.includes(word)))
  return others.size === 0 ? '' : `See ${[...others].map((word) => link(code(word), word)).join(', ')}.`
}

/** What the protocol says of a shape, in place of how its type is got from that. */
const shapeTable = (name: string): string => {
  const { properties = {}, required = [] } = namedShapes.get(name) ?? {}
  const rows = Object.entries(properties).map(([member, { type = 'any', description = '' }]) => [
    code(required.includes(member) ? member : `${member}?`),
    code(type),
    description,
  ])
  return table(['Property', 'Type', 'What it is'], rows)
}

/** How a type is got from the table says nothing to who does not see that. */
const written = (signature: string): string => {
  const [, shape] = /= Static<typeof (\w+)>$/.exec(signature) ?? []
  if (shape !== undefined) return shapeTable(shape)
  return signature === '' ? '' : block(signature.replace(/ = .*\btypeof\b.*$/, ''))
}

const section = (thing: Declared, shown: ReadonlySet<string>): string => {
  const { name, about, signature, members } = thing
  const parts = [
    `### ${name}`,
    plainText(about),
    written(signature),
    besides(thing.extends, shown),
    properties(members.filter(({ kind }) => kind === 'property')),
    methods(members.filter(({ kind }) => kind === 'method').sort(madeFirst)),
    seeAlso(thing, shown),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

const membersOf = (shape: Command['input']): string =>
  Object.keys(plain({ shape }).shape.properties ?? {})
    .map((name) => code(plain({ shape }).shape.required?.includes(name) ? name : `${name}?`))
    .join(', ')

const inputOf = ({ input }: Command): string => {
  const forms = (input as { anyOf?: Command['input'][] }).anyOf ?? [input]
  return forms.map(membersOf).join(' or ') || 'nothing'
}

const commandTable = () =>
  table(
    ['Command', 'Input', 'Output', 'What it does'],
    Object.entries<Command>(commands).map(([name, entry]) => [
      code(name),
      inputOf(entry),
      membersOf(entry.output) || 'nothing',
      entry.about,
    ]),
  )

/** Those that clients hear of. */
const newsTable = (news: Readonly<Record<string, Event | Signal>>) =>
  table(
    ['`ev`', 'Stream', '`is`', 'What it tells'],
    Object.entries(news)
      .filter(([, { stream }]) => stream.startsWith('chat/'))
      .map(([name, { stream, body, about, ...more }]) => [
        code(name),
        [stream, ...('also' in more && more.also ? [more.also] : [])].map((kind) => code(`${kind}/<id>`)).join(' or '),
        membersOf(body),
        about,
      ]),
  )

const errorTable = () =>
  table(
    ['`name`', '`code`', '`retry`', '`text`'],
    Object.entries(errors).map(([name, { code: number, retry, text }]) => [
      code(name),
      number,
      retry ? 'yes' : 'no',
      text,
    ]),
  )

export const clientApiPage = async (): Promise<string> => {
  const entries = ['index', 'node', 'spaces', 'contacts', 'notify', 'presence', 'files', 'delivery', 'sign-in'].map(
    (name) => `packages/client/src/${name}.ts`,
  )
  const things = (await Promise.all(entries.map(exportedBy))).flat().map(declared)
  const shown = new Set(things.map(({ name }) => name))
  const prose = await readFragments(new URL('./client-api/', import.meta.url))
  return generated(
    fill(prose, {
      ...Object.fromEntries(things.map((thing) => [thing.name, section(thing, shown)])),
      'table.commands': commandTable(),
      'table.events': newsTable(events),
      'table.signals': newsTable(signals),
      'table.errors': errorTable(),
    }),
  )
}
