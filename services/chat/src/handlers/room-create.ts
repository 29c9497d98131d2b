import { fail, type Input } from '@parley/protocol'
import type { Caller, Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { judgeNewNames } from '../filters/judge.ts'
import { whomMayAdd } from '../reaching.ts'
import { describeRoom } from '../room-view.ts'
import { createGroup, ensureDirect } from '../rooms.ts'
import { createSpaceRoom } from '../space-rooms.ts'

type InSpace = Extract<Input<'room.create'>, { space: string }>
type Group = Extract<Input<'room.create'>, { kind: 'group' }>

const createGroupFor = async (caller: Caller, { name, members, key }: Group, chat: Chat): Promise<string> => {
  const { user: creator } = caller
  const { config, people } = chat
  const wanted = [...new Set([creator, ...members])]
  if (wanted.length > config.ROOM_MEMBERS) fail('ROOM_FULL', { most: config.ROOM_MEMBERS })
  const found = await people.find(wanted)
  const unknown = wanted.find((id) => !found.has(id))
  if (unknown) fail('USER_NOT_FOUND', { user: unknown })
  const all = wanted.flatMap((id) => found.get(id) ?? [])
  const mayAdd = await whomMayAdd(chat, caller, wanted)
  return createGroup(chat, { caller, name: name.normalize('NFC'), key, members: all, mayAdd })
}

const createDirectFor = async (caller: Caller, other: string, chat: Chat): Promise<string> => {
  const { user: creator } = caller
  if (creator === other) fail('ROOM_WITH_YOURSELF')
  const found = await chat.people.find([creator, other])
  if (!found.has(other)) fail('USER_NOT_FOUND', { user: other })
  return ensureDirect(chat, found, caller, other)
}

/** Called what its space lets it be called. */
const createInSpace = async (user: string, input: InSpace, chat: Chat): Promise<string> => {
  const { space, name, topic } = input
  return createSpaceRoom(chat, user, { ...input, ...(await judgeNewNames(chat.judge, space, user, { name, topic })) })
}

const create = (caller: Caller, input: Input<'room.create'>, chat: Chat): Promise<string> => {
  const { user } = caller
  if ('space' in input) return createInSpace(user, input, chat)
  return input.kind === 'group' ? createGroupFor(caller, input, chat) : createDirectFor(caller, input.user, chat)
}

export const roomCreate: Handler<'room.create', Chat> = async (input, caller, context) => {
  return describeRoom(context, caller.user, await create(caller, input, context))
}
