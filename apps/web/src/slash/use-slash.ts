/** Does what is typed behind a slash. */
import type { Aside, Room } from '@parley/client'
import { useState } from 'react'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { errorText } from '../error-text.ts'
import { tame } from '../tame.ts'
import { type Entry, type SlashMeans, type Told, type Values, whyNot } from './command.ts'
import { type Completion, completionsOf, type Names } from './completions.ts'
import { withIds } from './names.ts'
import { readSlash } from './slash-text.ts'

interface SlashParts {
  readonly room: Room
  readonly say: (text: string, aside?: Aside) => void
  readonly setText: (text: string) => void
  readonly setFault: (fault: string | undefined) => void
}

const runWithIds = async (command: Entry, given: Values, means: SlashMeans): Promise<Told> => {
  const found = await withIds(command, given, means)
  return 'fault' in found ? found : command.run(found.values, means)
}

const namesFor = (room: Room, roomList: readonly Room[]): Names => {
  const members = room.members.map(({ name }) => tame(name))
  const known = roomList.filter(({ kind }) => kind === 'direct').map(({ name }) => tame(name))
  return {
    members,
    others: known.filter((name) => !members.includes(name)),
    rooms: roomList.map(({ name }) => tame(name)),
  }
}

export const useSlash = ({ room, say, setText, setFault }: SlashParts) => {
  const { parley, slash } = useChat()
  const [lines, setLines] = useState<readonly string[]>([])
  const all = useSelected(slash, (registry) => registry.all)
  const commands = all.filter((command) => !whyNot(command, room))

  const run = async (command: Entry, values: Values, typed: string) => {
    setText('')
    const failed = (error: unknown): Told => ({ fault: errorText(error) })
    const told = await runWithIds(command, values, { room, parley, commands, say }).catch(failed)
    setLines(told.lines ?? [])
    setFault(told.fault)
    if (told.fault && room.draft.text === '') setText(typed)
  }

  return {
    lines,
    forget: () => setLines([]),
    completions: (text: string): Completion[] =>
      text.startsWith('/') ? completionsOf(commands, text, namesFor(room, parley.roomList)) : [],
    /** A message is said; what is for this page is done. */
    enter: (text: string) => {
      const read = readSlash(all, text, room)
      if (read.kind === 'message') say(read.text)
      if (read.kind === 'fault') setFault(read.why)
      if (read.kind === 'command') void run(read.command, read.values, text)
    },
  }
}
