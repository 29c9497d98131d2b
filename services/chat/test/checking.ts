/** `parley check` of chat, beside a chat that runs. */
import { openToLook, openToMend, readTold } from '@parley/service-kit'
import { afterAll } from 'vitest'
import { chatChecks } from '../src/checks.ts'
import { makerOf, wordsOfStretch } from '../src/covering.ts'
import { putStretch, readStretch } from '../src/store/stretches.ts'
import type { useChat } from './running-chat.ts'

type RunningChat = Awaited<ReturnType<typeof useChat>>

export const useChecks = async ({ environment }: Pick<RunningChat, 'environment'>) => {
  const scope = new AsyncDisposableStack()
  afterAll(() => scope.disposeAsync())
  const looking = scope.use(openToLook(environment.adminUrl, 'chat'))
  const ofAuth = scope.use(openToLook(environment.adminUrl, 'auth'))
  const mending = scope.use(await openToMend(environment.adminUrl, 'chat'))
  const means = {
    ...looking,
    told: (_: string, ...asked: [never[], string, number]) => readTold(ofAuth.db, ...asked),
  } as never

  /** By kind, what is found. */
  const look = async (): Promise<Record<string, string[]>> => {
    const found: Record<string, string[]> = {}
    for (const [name, check] of Object.entries(chatChecks))
      for await (const { what } of check.look(means)) found[name] = [...(found[name] ?? []), what]
    return found
  }

  /** The kinds of which anything was mended. */
  const mend = async (): Promise<Set<string>> => {
    const mended: string[] = []
    for (const [name, check] of Object.entries(chatChecks))
      for await (const found of check.look(means)) if (await check.mend(mending.db, found)) mended.push(name)
    return new Set(mended)
  }

  /** Makes the first stretch of a room, as the timed work does. */
  const cover = async (room: string): Promise<void> => {
    const held = await readStretch(mending.db, room, 1)
    if (!held) return
    const words = await wordsOfStretch(mending.db, 'simple', held.said)
    await putStretch(mending.db, { ...held, room, first: 1, words, maker: makerOf('simple') })
  }

  return { look, mend, cover }
}
