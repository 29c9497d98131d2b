/** What the message that is being written is about: shared by timeline and composer. */
import type { Message } from '@parley/client'
import { createContext, useContext, useMemo, useState } from 'react'

export type Intent = { readonly kind: 'reply' | 'edit'; readonly seq: number }

export interface Composing {
  readonly intent: Intent | undefined
  /** Undefined: a new message, about nothing. */
  readonly intend: (intent: Intent | undefined) => void
}

export const ComposingContext = createContext<Composing | null>(null)

/** Of a conversation that is opened. */
export const useIntents = (): Composing => {
  const [intent, intend] = useState<Intent>()
  return useMemo(() => ({ intent, intend }), [intent])
}

export const useComposing = (): Composing => {
  const composing = useContext(ComposingContext)
  if (!composing) throw new Error('used outside of a conversation')
  return composing
}

/** Of one's own, what says one's own words. A poll stays as people have voted on it. */
export const isEditable = ({ by, state, poll, forwarded }: Message, me: string): boolean =>
  by === me && state === 'sent' && !poll && !forwarded
