/** Has a command answered, whoever asked and however; and turns what is wrong into what the caller is told. */
import type { CommandName, ErrorBody } from '@parley/protocol'
import { currentSpan, errorOf, type Log, noteError, steadyNow } from '@parley/service-kit'
import type { Admission, Caller } from './admission.ts'
import type { Router } from './router.ts'
import type { Traffic } from './traffic.ts'

export interface AnsweringSide {
  readonly admission: Admission
  readonly router: Router
  readonly traffic: Traffic
  readonly log: Log
}

export interface Refusal {
  readonly error: ErrorBody
  /** It was one too many: whoever goes on like this is not worth a connection. */
  readonly isFlood: boolean
}

export interface Asked {
  readonly name: CommandName
  readonly given: unknown
  readonly caller: Caller
  /** A key of the caller's own, by which the command may be repeated. */
  readonly once?: string | undefined
  /** Names who sends, for commands that keep the order of one sender. */
  readonly sender?: object
  /** Answers a command of the gateway's own. */
  readonly own?: ((input: never) => Promise<void>) | undefined
  /** One of our own has been answered. */
  readonly done?: () => void
  /** JSON text: `{"ok":…}`, or `{"error":…}` with what it says. */
  readonly answered: (text: string, error: ErrorBody | undefined) => void
  readonly refused: (refusal: Refusal) => void
}

/** What a caller is told of a fault. Of no command, where none of ours was named. */
export const refusalOf = (
  fault: unknown,
  name: CommandName | undefined,
  caller: Caller,
  { log, traffic, admission }: Pick<AnsweringSide, 'admission' | 'traffic' | 'log'>,
): Refusal => {
  const { session, address } = caller
  const error = errorOf(fault, { log, what: name ?? 'a request', whom: { session, address } })
  traffic.refused(name, error)
  return { error, isFlood: admission.isFlood(caller) }
}

/** Never throws; each is answered or refused, once. */
export const ask = (asked: Asked, side: AnsweringSide): void => {
  const { name, given, caller, own } = asked
  const begun = steadyNow()
  const span = currentSpan()
  const refuse = (fault: unknown) => {
    const refusal = refusalOf(fault, name, caller, side)
    noteError(refusal.error, span)
    asked.refused(refusal)
  }
  try {
    const { input, text } = side.admission.admit(name, given, caller)
    if (own) own(input as never).then(() => ownAnswered(asked, begun, side), refuse)
    else toService(asked, input, text, begun, side)
  } catch (fault) {
    refuse(fault)
  }
}

const ownAnswered = ({ name, done }: Asked, begun: number, { traffic }: AnsweringSide): void => {
  traffic.answered(name, begun)
  done?.()
}

const toService = (
  { name, caller, once, sender, answered }: Asked,
  input: Record<string, unknown>,
  text: string,
  begun: number,
  { router, admission, traffic }: AnsweringSide,
): void => {
  const { user, session, trusted, address } = caller
  const span = currentSpan()
  admission.asked(caller)
  const done = (answer: string) => {
    admission.answered(caller)
    const error = traffic.answered(name, begun, answer)
    if (error) noteError(error, span)
    answered(answer, error)
  }
  router.dispatch({ name, input, text, user, session, trusted, address, once, sender, span, done })
}
