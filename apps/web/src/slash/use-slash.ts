/** Does what is typed behind a slash. */
import type { Aside, Room } from '@parley/client'
import { useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { errorText } from '../error-text.ts'
import { type BuiltIn, commandsOf, type Told } from './built-in.ts'
import { completionsOf, readSlash } from './slash-text.ts'

interface SlashParts {
  readonly room: Room
  readonly say: (text: string, aside?: Aside) => void
  readonly setText: (text: string) => void
  readonly setFault: (fault: string | undefined) => void
}

export const useSlash = ({ room, say, setText, setFault }: SlashParts) => {
  const { parley } = useChat()
  const [lines, setLines] = useState<readonly string[]>([])
  const commands = commandsOf(room)

  const run = async (command: BuiltIn, given: string, typed: string) => {
    setText('')
    const failed = (error: unknown): Told => ({ fault: errorText(error) })
    const told = await command.run(given, { room, parley, say }).catch(failed)
    setLines(told.lines ?? [])
    setFault(told.fault)
    if (told.fault && room.draft.text === '') setText(typed)
  }

  return {
    lines,
    forget: () => setLines([]),
    completions: (text: string) => completionsOf(commands, text),
    /** A message is said; what is for this page is done. */
    enter: (text: string) => {
      const read = readSlash(commands, text)
      if (read.kind === 'message') say(read.text)
      if (read.kind === 'fault') setFault(read.why)
      if (read.kind === 'command') void run(read.command, read.given, text)
    },
  }
}
