/** Offers the members whom somebody may be about to mention, and writes their ids into what is sent. */
import type { Room } from '@parley/client'
import { useEffect, useRef } from 'react'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { noteFault } from '../faults/faults.ts'
import { tame } from '../tame.ts'
import { begunMention, membersBeginning, type Named, withTokens } from './mention-text.ts'
import { useResidentsBeginning } from './use-residents-beginning.ts'

export const useMentions = (room: Room, text: string, meant: ReadonlyMap<string, string> = new Map()) => {
  const { me } = useChat()
  const members = useSelected(room, (room) => room.members)
  const picked = useRef(new Map<string, string>())
  const begun = begunMention(text)
  const residents = useResidentsBeginning(begun?.start)
  const beginning: readonly Named[] = residents ?? (begun ? membersBeginning(members, begun.start) : [])
  const offered = beginning.filter(({ user }) => user !== me)
  const isInGroup = residents === undefined
  const isWanting =
    isInGroup && ((begun !== undefined && offered.length === 0) || (text.includes('@') && room.memberCount === 0))
  const count = members.length
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page of members may still lack the one who is looked for
  useEffect(() => {
    if (!isWanting) return
    const load = async () => (room.memberCount === 0 ? await room.load() : void (await room.loadMembers()))
    load().catch(noteFault)
  }, [room, isWanting, count])

  return {
    offered,
    /** The text with the name of this member at its end. */
    complete: ({ user, name }: Named): string => {
      picked.current.set(tame(name), user)
      return `${text.slice(0, begun?.from)}@${tame(name)} `
    },
    written: (said: string): string => withTokens(said, room.members, new Map([...meant, ...picked.current])),
  }
}
