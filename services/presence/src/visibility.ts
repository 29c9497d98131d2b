/** Who may know whether somebody is there. */
import { type ConfigTable, type Database, type Kit, newestOf } from '@parley/service-kit'
import { areApart, type Block, putBlocks } from './store/blocks.ts'

export interface Watching {
  readonly reader: string
  readonly person: string
}

/** In the order of the question. Whom the reader may not watch looks to them like one who was never there. */
export type MayWatch = (asked: readonly Watching[]) => Promise<readonly boolean[]>

/**
 * Everybody may watch everybody, but that two see nothing of each other of whom one blocks the other. Who does not want to be seen by
 * anybody is invisible.
 */
export const unlessBlocked =
  (db: Pick<Database, 'query'>): MayWatch =>
  async (asked) =>
    asked.length === 0 ? [] : (await areApart(db, asked)).map((apart) => !apart)

const idOf = (on: string): string => on.slice(on.lastIndexOf('/') + 1)

/** Keeps who blocks whom. Where that changes, gateways ask anew who may watch either of the two. */
export const followBlocks = ({ project, publisher }: Pick<Kit<ConfigTable>, 'project' | 'publisher'>) =>
  project({
    owner: 'contacts',
    name: 'blocks',
    version: 1,
    kinds: ['block.added', 'block.removed'],
    apply: async (tx, told) => {
      const newest = newestOf(told.map((one) => ({ ...one, on: `${one.is.user}/${idOf(one.on)}`, other: one.is.user })))
      const blocks = newest.map(
        ({ on, other, ev, epoch, seq }): Block => ({
          person: idOf(on),
          other,
          holds: ev === 'block.added',
          epoch,
          seq,
        }),
      )
      await putBlocks(tx, blocks)
      return () => {
        for (const user of new Set(blocks.flatMap(({ person, other }) => [person, other])))
          publisher.lookAgain('presence/person', user)
      }
    },
  })
