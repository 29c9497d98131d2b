/** Putting rooms in order: by dragging, and by the arrows with Alt. */
import { t } from '@lingui/core/macro'
import type { Space, SpaceRoom, SpaceSection } from '@parley/client/spaces'
import { type DragEvent, type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'
import { moveRoom, stepFrom } from './order.ts'

const arrows: Readonly<Record<string, -1 | 1>> = { ArrowUp: -1, ArrowDown: 1 }

/** Always the same: a line of the list is drawn again for what happens in its room alone. */
export interface Moving {
  step(room: SpaceRoom, by: -1 | 1): void
  onKey(room: SpaceRoom, event: KeyboardEvent): void
  begin(room: SpaceRoom, event: DragEvent): void
  end(): void
  /** Over a place of the list, by its name here. */
  over(name: string, event: DragEvent): void
  drop(section: SpaceSection, at: number, event: DragEvent): void
}

export const useMoving = (space: Space) => {
  const { parley } = useChat()
  const { run, fault } = useDeed()
  const latestRun = useRef(run)
  latestRun.current = run
  /** Where the dragged room would go. */
  const [over, setOver] = useState<string>()
  const [said, setSaid] = useState('')

  const moving = useMemo((): Moving => {
    let dragged: SpaceRoom | undefined
    const move = (room: SpaceRoom, section: SpaceSection, at: number) =>
      void latestRun.current(async () => {
        await moveRoom(parley, space, room, { section, at })
        setSaid(
          section.category
            ? t`${tame(room.name)}: place ${at + 1} in ${tame(section.category.name)}`
            : t`${tame(room.name)}: place ${at + 1}`,
        )
      })
    const step = (room: SpaceRoom, by: -1 | 1) => {
      const goal = stepFrom(space.sections, room, by)
      if (goal) move(room, goal.section, goal.at)
    }
    const end = () => {
      dragged = undefined
      setOver(undefined)
    }
    return {
      step,
      onKey: (room, event) => {
        const by = arrows[event.key]
        if (by === undefined || !event.altKey) return
        event.preventDefault()
        step(room, by)
      },
      begin: (room, { dataTransfer }) => {
        dataTransfer.effectAllowed = 'move'
        dragged = room
      },
      end,
      over: (name, event) => {
        if (!dragged) return
        event.preventDefault()
        event.stopPropagation()
        setOver(name)
      },
      drop: (section, at, event) => {
        if (!dragged) return
        event.preventDefault()
        event.stopPropagation()
        const room = dragged
        end()
        const own = section.rooms.findIndex(({ id }) => id === room.id)
        if (own !== at) move(room, section, own >= 0 && own < at ? at - 1 : at)
      },
    }
  }, [parley, space])

  /** `said`: what was moved last, for who does not see it. */
  return { moving, over, said, fault }
}
