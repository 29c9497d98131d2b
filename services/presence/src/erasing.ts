/** What presence erases of somebody whose account is closed. What Redis has of them ends by itself. */
import { type ErasingStep, eraseRows } from '@parley/service-kit'
import { unsaid } from './choice.ts'
import type { Context } from './context.ts'
import { lockChoice } from './store/choices.ts'

/** Nobody sees any more what they had said of themselves, nor when they were last there. */
const choice = ({ chosen, clock }: Pick<Context, 'chosen' | 'clock'>): ErasingStep => {
  const rows = eraseRows('choice', 'person')
  return {
    ...rows,
    erase: async (tx, asked, after) => {
      await lockChoice(tx, asked.user)
      const nothing = { ...unsaid(asked.user), turn: clock.now(), state: 'invisible', lastSeen: 'nobody' } as const
      return { ...(await rows.erase(tx, asked, after)), told: () => void chosen(nothing) }
    },
  }
}

export const presenceErasing = (context: Pick<Context, 'chosen' | 'clock'>): ErasingStep[] => [
  choice(context),
  eraseRows('block', 'person'),
]
