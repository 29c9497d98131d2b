import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Input, Output } from '@parley/protocol'
import { useRef, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Question } from '../confirm.tsx'
import { Fault } from '../fault.tsx'
import { OneOf } from '../one-of.tsx'
import { PasswordField, useFactors } from './password-field.tsx'
import { CodeField, proofOf } from './proof-form.tsx'
import { useSubmit } from './use-submit.ts'

type Messages = Input<'account.close'>['messages']

const choices: readonly (readonly [Messages, string, string])[] = [
  [
    'anonymise',
    t`Leave them`,
    t`The others still read them, under the name “Deleted account”. Reactions and votes stay.`,
  ],
  ['remove', t`Remove them`, t`They are taken back in every conversation, and so are your reactions and votes.`],
]

interface DeleteFormProps {
  readonly onClosing: (closing: NonNullable<Output<'account.get'>['closing']>) => void
}

/** Asks once more when it is filled in. */
export const DeleteForm = ({ onClosing }: DeleteFormProps) => {
  const { parley } = useChat()
  const form = useRef<HTMLFormElement>(null)
  const [messages, setMessages] = useState<Messages>('anonymise')
  const [step, setStep] = useState<'filling' | 'asking' | 'refused'>('filling')
  const factors = useFactors(parley)
  const { submit, busy, fault } = useSubmit(async (text) => {
    if (step !== 'asking') return setStep('asking')
    try {
      const proof = factors ? await proofOf(parley, factors, text('code')) : {}
      const { at } = await parley.call('account.close', { password: text('password'), messages, ...proof })
      onClosing({ at, messages })
    } finally {
      setStep('filling')
    }
  })
  const ofPassword = fault?.field === 'password' ? fault.text : undefined
  return (
    <form ref={form} onSubmit={submit} aria-label={t`Delete account`}>
      <p>
        <Trans>
          You leave all groups and spaces, and those that you own pass to somebody in them. Your contacts, settings and
          files go, but for files in messages that stay. Nobody finds you or can write to you any more, and nobody else
          gets your username.
        </Trans>
      </p>
      <p>
        <Trans>
          You are told when: seven days from now, unless this server gives more, less or none. Until then you may change
          your mind; after that nothing brings your account back. Your other devices are logged out at once.
        </Trans>
      </p>
      <OneOf legend={t`Your messages`} all={choices} value={messages} onChange={setMessages} />
      <PasswordField factors={factors} fault={ofPassword} />
      {factors && <CodeField factors={factors} />}
      {!ofPassword && <Fault text={fault?.text} />}
      {step === 'asking' ? (
        <Question
          question={
            messages === 'remove' ? t`Delete your account with all that you have said?` : t`Delete your account?`
          }
          onYes={() => {
            if (!busy) form.current?.requestSubmit()
          }}
          onNo={() => setStep('refused')}
        />
      ) : (
        <div className="buttons">
          <button
            type="submit"
            className="danger"
            disabled={busy}
            // biome-ignore lint/a11y/noAutofocus: the button that had the focus is gone
            autoFocus={step === 'refused'}
          >
            <Trans>Delete account</Trans>
          </button>
        </div>
      )}
    </form>
  )
}
