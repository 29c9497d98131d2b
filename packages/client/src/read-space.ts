import type { Output } from '@parley/protocol'
import type { Asker } from './questions.ts'
import { type SpaceState, summaryOf } from './space-state.ts'

/** All of a space. Its pages may be of different moments: what is told of the first one holds, and events after its head are applied to all. */
export const readSpace = async ({ call }: Pick<Asker, 'call'>, space: string): Promise<SpaceState> => {
  const pages: Output<'space.get'>[] = []
  do {
    const after = pages.at(-1)?.next
    pages.push(await call('space.get', { space, ...(after === undefined ? {} : { after }) }))
  } while (pages.at(-1)?.next !== undefined)
  return {
    summary: summaryOf(pages[0] as Output<'space.get'>),
    roles: pages.flatMap((page) => page.role_list),
    categories: pages.flatMap((page) => page.categories),
    rooms: pages.flatMap((page) => page.rooms),
    emoji: pages.flatMap((page) => page.emoji_list ?? []),
    stickers: pages.flatMap((page) => page.sticker_list ?? []),
  }
}
