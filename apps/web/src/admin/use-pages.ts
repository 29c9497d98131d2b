/** A list of the server, shown a page at a time, and read anew when something was done about it. */
import { useEffect, useRef, useState } from 'react'
import { useDeed } from '../use-deed.ts'

interface Page<Item> {
  readonly items: readonly Item[]
  readonly more: boolean
}

/** Behind the last one that is shown; the first page where there is none. */
export type ReadPage<Item> = (last: Item | undefined) => Promise<Page<Item>>

interface Pages<Item> {
  /** Not there before the first page has come. */
  readonly items: readonly Item[] | undefined
  readonly busy: boolean
  readonly fault: string | undefined
  /** Not there where there are no more. */
  readonly showMore: (() => void) | undefined
  readonly act: (deed: () => Promise<unknown>) => Promise<void>
  /** Where something was done about it elsewhere. */
  readonly lookAgain: () => Promise<void>
}

/** `read` is another one where other things are looked for. */
export const usePages = <Item>(read: ReadPage<Item>): Pages<Item> => {
  const [shown, setShown] = useState<Page<Item>>()
  const { run, busy, fault } = useDeed()
  const wanted = useRef(read)

  const look = async (before: readonly Item[]) => {
    const { items, more } = await read(before.at(-1))
    if (wanted.current === read) setShown({ items: [...before, ...items], more })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: what runs it is new with each drawing
  useEffect(() => {
    wanted.current = read
    void run(() => look([]))
  }, [read])

  return {
    items: shown?.items,
    busy,
    fault,
    showMore: shown?.more ? () => void run(() => look(shown.items)) : undefined,
    act: (deed) =>
      run(async () => {
        await deed()
        await look([])
      }),
    lookAgain: () => run(() => look([])),
  }
}
