/** Whether somebody takes a place of a card. No I/O: what it goes by was read behind the lock. */
import type { CardRow } from './store/cards.ts'

export interface Taking {
  readonly card: Pick<CardRow, 'state' | 'isOver'>
  /** Whether they have taken a place before. */
  readonly hasTaken: boolean
  /** Whether who sent it is still in its party, where it has one. */
  readonly isHeld: boolean
}

export const judgeTaking = ({
  card,
  hasTaken,
  isHeld,
}: Taking): 'take' | 'same' | Exclude<CardRow['state'], 'open'> => {
  if (hasTaken) return 'same'
  if (card.state !== 'open') return card.state
  if (card.isOver) return 'expired'
  return isHeld ? 'take' : 'cancelled'
}
