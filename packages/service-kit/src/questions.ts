/** Asking other processes and answering them, by the table of questions: there is no other way. */
import type { Owner } from '@parley/protocol'
import type { Question, Questions } from '@parley/wire'
import type { Bus } from './bus.ts'
import { fittingCount } from './fitting.ts'

/** Fails as `Bus.ask` does. */
export const askOwner = <Q extends Question>(
  bus: Pick<Bus, 'ask' | 'subjects'>,
  owner: Owner,
  question: Q,
  ask: Questions[Q]['ask'],
  withinMs?: number,
): Promise<Questions[Q]['tell']> => bus.ask(bus.subjects.question(owner, question), ask, withinMs)

/** Those about many things at once, each of which has its answer. */
type ListQuestion = {
  [Q in Question]: [Questions[Q]['ask'], Questions[Q]['tell']] extends [readonly unknown[], unknown[]] ? Q : never
}[Question]

interface Parts {
  /** So many at once, as far as they fit. */
  readonly most: number
  /** Of one in the question, and of its answer. */
  readonly bytesEach: number
  /** Of each part. Not given: as long as any question has. */
  readonly withinMs?: number
}

/** Asks about as many as there are, some at a time. In their order. Rejects where one part is not answered. */
export const askInParts = async <Q extends ListQuestion>(
  bus: Pick<Bus, 'ask' | 'subjects' | 'mostBytes'>,
  owner: Owner,
  question: Q,
  asked: Questions[Q]['ask'],
  { most, bytesEach, withinMs }: Parts,
): Promise<Questions[Q]['tell']> => {
  const size = fittingCount(bus, bytesEach, most)
  const told: unknown[] = []
  for (let at = 0; at < asked.length; at += size) {
    const part = asked.slice(at, at + size) as Questions[Q]['ask']
    told.push(...(await askOwner(bus, owner, question, part, withinMs)))
  }
  return told as Questions[Q]['tell']
}

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
