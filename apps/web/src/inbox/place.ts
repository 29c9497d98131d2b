import { t } from '@lingui/core/macro'
import type { Output, Parley } from '@parley/client'
import { useEffect, useState } from 'react'
import { useChat, useParley } from '../chat/chat-context.ts'
import { messageAddress, threadAddress } from '../route.ts'

/** A conversation that one is told of, whether it is in the list or not. */
export interface Place {
  readonly name: string
  /** Of a message of it; nothing where one is not in it any more. */
  readonly addressOf?: (message: number) => string
}

type Told = Pick<Output<'room.get'>, 'room' | 'name' | 'thread' | 'space'>

/** A thread stands beside its room, and a room of a space in that. */
export const placeOf = ({ room, name, thread, space }: Told): Place => ({
  name: thread ? (name ? t`Thread: ${name}` : t`Thread: replies`) : name,
  addressOf: (message) =>
    thread ? threadAddress(thread.parent, room, message, space?.space) : messageAddress(room, message, space?.space),
})

const gone: Place = { name: t`A conversation that you are not in any more` }

const asked = new WeakMap<Parley, Map<string, Promise<Place>>>()

/** Each is asked for once; one that could not be had is asked for again with the next look. */
const ask = (parley: Parley, room: string): Promise<Place> => {
  const known = asked.get(parley) ?? new Map<string, Promise<Place>>()
  asked.set(parley, known)
  const place = known.get(room) ?? parley.call('room.get', { room }).then(placeOf)
  known.set(room, place)
  return place.catch(() => {
    known.delete(room)
    return gone
  })
}

/** Nothing while it is not known. */
export const usePlace = (room: string): Place | undefined => {
  const { parley } = useChat()
  const listed = useParley(({ rooms }) => rooms.get(room)?.name)
  const [told, setTold] = useState<Place>()
  useEffect(() => {
    if (listed !== undefined) return undefined
    let isOver = false
    void ask(parley, room).then((place) => !isOver && setTold(place))
    return () => {
      isOver = true
    }
  }, [parley, room, listed])
  return listed === undefined ? told : { name: listed, addressOf: (message) => messageAddress(room, message) }
}
