/** What a command behind a slash is: data alone, so that commands of others come in the same form as the built-in ones. */
import { t } from '@lingui/core/macro'
import type { Aside, Parley, Room } from '@parley/client'
import { manages } from '../group/role.ts'

interface Shared {
  readonly name: string
  /** In the language of the page, where the command is explained. Not given: by its name. */
  readonly called?: string
  /** Only behind those that are not. */
  readonly optional?: true
}

/** The last one takes all that is left; any other one a word, or several in "quotation marks". */
export type SlashArgument = Shared &
  (
    | { readonly kind: 'text' }
    /** As `20m`, in milliseconds. `most` in them too; `off` is 0, where it may be said. */
    | { readonly kind: 'duration'; readonly most?: number; readonly off?: true }
    | { readonly kind: 'choice'; readonly choices: readonly string[] }
    /** By name, `@` before it or not: anybody, or of the members of the room alone. */
    | { readonly kind: 'user'; readonly among?: 'members' }
    /** A conversation of one's own, by name. */
    | { readonly kind: 'room' }
  )

export interface SlashCommand {
  /** Lower-case letters. */
  readonly name: string
  /** A sentence. */
  readonly about: string
  readonly takes?: readonly SlashArgument[]
  /** The owner and admins of a group alone. Not given: everybody. */
  readonly who?: 'admins'
  /** In groups alone, and not in their threads. Not given: everywhere. */
  readonly where?: 'groups'
}

type ValueOf<A extends SlashArgument> = A extends { readonly kind: 'duration' }
  ? number
  : A extends { readonly choices: readonly (infer Choice)[] }
    ? Choice
    : string
type Taken<C extends SlashCommand> = C extends { readonly takes: readonly (infer A extends SlashArgument)[] }
  ? A
  : never

/** What was given, by the names of the arguments: of users and rooms their ids. */
export type ValuesOf<C extends SlashCommand> = {
  readonly [A in Taken<C> as A['name']]: A extends { readonly optional: true } ? ValueOf<A> | undefined : ValueOf<A>
}
export type Values = Readonly<Record<string, string | number | undefined>>

export interface SlashMeans {
  readonly room: Room
  readonly parley: Parley
  /** Those that one may use here. */
  readonly commands: readonly SlashCommand[]
  /** Sends a message. */
  say(text: string, aside?: Aside): void
}

/** What there is to tell whoever typed it, besides what shows by itself. */
export interface Told {
  readonly fault?: string
  readonly lines?: readonly string[]
}

export interface Entry extends SlashCommand {
  /** Rejects as `parley.call` does. */
  run(values: Values, means: SlashMeans): Promise<Told>
}

/** An entry of which the values are typed by what it takes. */
export const entry = <const C extends SlashCommand>(
  command: C,
  run: (values: ValuesOf<C>, means: SlashMeans) => Promise<Told>,
): Entry => ({ ...command, run: (values, means) => run(values as ValuesOf<C>, means) })

/** `/remind <when> [what]`: how it is written. */
export const usageOf = ({ name, takes = [] }: SlashCommand): string =>
  [`/${name}`, ...takes.map((argument) => shownAs(argument))].join(' ')

export const shownAs = ({ name, called = name, optional }: SlashArgument): string =>
  optional ? `[${called}]` : `<${called}>`

/** Why one may not use it here; undefined where one may. */
export const whyNot = ({ name, who, where }: SlashCommand, room: Pick<Room, 'kind' | 'role'>): string | undefined => {
  if (where === 'groups' && room.kind !== 'group') return t`/${name} is for groups.`
  if (who === 'admins' && !manages(room)) return t`/${name} is for the owner and admins of the group.`
  return undefined
}
