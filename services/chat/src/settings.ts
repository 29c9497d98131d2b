/** What a group is called, what it is about, and who may mention everybody there. */
import type { EventBody } from '@parley/protocol'

export type Settings = Required<EventBody<'room.changed'>>
export type Change = EventBody<'room.changed'>

/** Of what is wanted, what is otherwise now. Texts are kept composed (NFC). */
export const changedIn = (now: Settings, { name, topic, mention_all }: Change): Change => {
  const wanted = { name: name?.normalize('NFC'), topic: topic?.trim().normalize('NFC') }
  return {
    ...(wanted.name !== undefined && wanted.name !== now.name ? { name: wanted.name } : {}),
    ...(mention_all !== undefined && mention_all !== now.mention_all ? { mention_all } : {}),
    ...(wanted.topic !== undefined && wanted.topic !== now.topic ? { topic: wanted.topic } : {}),
  }
}

export const hasChange = (change: Change): boolean => Object.keys(change).length > 0
