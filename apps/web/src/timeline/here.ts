/** Where a conversation stands in the address: it may be the open room, or a thread beside it. */
import { createContext, useContext } from 'react'

export interface Here {
  /** The position of the message that the address names. */
  readonly seq: number | undefined
  /** Of one of its messages, for a link. */
  addressOf(seq: number): string
  /** Goes to one of its messages; what stands beside it stays. */
  goTo(seq: number): void
}

export const HereContext = createContext<Here | null>(null)

export const useHere = (): Here => {
  const here = useContext(HereContext)
  if (!here) throw new Error('used outside of a conversation')
  return here
}
