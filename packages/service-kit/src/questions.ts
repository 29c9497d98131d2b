/** Asking other processes and answering them, by the table of questions: there is no other way. */
import type { Owner } from '@parley/protocol'
import type { Question, Questions } from '@parley/wire'
import type { Bus } from './bus.ts'

/** Fails as `Bus.ask` does. */
export const askOwner = <Q extends Question>(
  bus: Pick<Bus, 'ask' | 'subjects'>,
  owner: Owner,
  question: Q,
  ask: Questions[Q]['ask'],
  withinMs?: number,
): Promise<Questions[Q]['tell']> => bus.ask(bus.subjects.question(owner, question), ask, withinMs)

/** Until it is disposed of; what was asked before is answered still. */
export const answerQuestion = <Q extends Question>(
  bus: Pick<Bus, 'answer' | 'subjects'>,
  owner: Owner,
  question: Q,
  tell: (ask: Questions[Q]['ask']) => Promise<Questions[Q]['tell']>,
): Disposable => {
  const subscription = bus.answer(bus.subjects.question(owner, question), owner, tell)
  return { [Symbol.dispose]: () => void subscription.drain() }
}
