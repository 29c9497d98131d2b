/** Putting rooms in order: by dragging, and by the arrows with Alt. */
import type { Space, SpaceRoom, SpaceSection } from '@parley/client/spaces'
import { type DragEvent, type KeyboardEvent, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'
import { moveRoom, stepFrom } from './order.ts'

const arrows: Readonly<Record<string, -1 | 1>> = { ArrowUp: -1, ArrowDown: 1 }

export const useMoving = (space: Space) => {
  const { parley } = useChat()
  const { run, fault } = useDeed()
  const [dragged, setDragged] = useState<SpaceRoom>()
  /** What the dragged room would go to: a line, or a category. */
  const [over, setOver] = useState<string>()
  const [said, setSaid] = useState('')

  const move = (room: SpaceRoom, section: SpaceSection, at: number) =>
    run(async () => {
      await moveRoom(parley, space, room, { section, at })
      setSaid(`${tame(room.name)}: place ${at + 1}${section.category ? ` in ${tame(section.category.name)}` : ''}`)
    })

  const end = () => {
    setDragged(undefined)
    setOver(undefined)
  }

  return {
    fault,
    over,
    /** What was moved last, for who does not see it. */
    said,
    step: (room: SpaceRoom, by: -1 | 1) => {
      const goal = stepFrom(space.sections, room, by)
      if (goal) void move(room, goal.section, goal.at)
    },
    source: (room: SpaceRoom) => ({
      draggable: true,
      onDragStart: (event: DragEvent) => {
        event.dataTransfer.effectAllowed = 'move'
        setDragged(room)
      },
      onDragEnd: end,
    }),
    /** A place in a section, by its name here. */
    target: (section: SpaceSection, at: number, name: string) => ({
      onDragOver: (event: DragEvent) => {
        if (!dragged) return
        event.preventDefault()
        event.stopPropagation()
        setOver(name)
      },
      onDrop: (event: DragEvent) => {
        if (!dragged) return
        event.preventDefault()
        event.stopPropagation()
        end()
        const own = section.rooms.indexOf(dragged)
        if (own !== at) void move(dragged, section, own >= 0 && own < at ? at - 1 : at)
      },
    }),
    onKey: (room: SpaceRoom) => (event: KeyboardEvent) => {
      const by = arrows[event.key]
      if (by === undefined || !event.altKey) return
      event.preventDefault()
      const goal = stepFrom(space.sections, room, by)
      if (goal) void move(room, goal.section, goal.at)
    },
  }
}
