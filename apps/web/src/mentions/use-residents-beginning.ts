import { useEffect, useState } from 'react'
import { noteFault } from '../faults/faults.ts'
import { useSpace } from '../spaces/space-context.ts'
import type { Named } from './mention-text.ts'

const most = 6
/** Nobody asks at each letter. In milliseconds. */
const restMs = 150
const nobody: readonly Named[] = []

/** Those who live in the space whose name there begins so: its rooms have no list of their own. Outside of spaces nothing. */
export const useResidentsBeginning = (start: string | undefined): readonly Named[] | undefined => {
  const space = useSpace()
  const [found, setFound] = useState(nobody)
  useEffect(() => {
    setFound(nobody)
    if (!space || start === undefined) return undefined
    let isOver = false
    const find = async () => {
      const { residents } = await space.loadResidents({ limit: most, ...(start === '' ? {} : { name: start }) })
      if (!isOver) setFound(residents.map(({ user, name, nick }) => ({ user, name: nick ?? name })))
    }
    const waiting = setTimeout(() => find().catch(noteFault), restMs)
    return () => {
      isOver = true
      clearTimeout(waiting)
    }
  }, [space, start])
  return space && found
}
