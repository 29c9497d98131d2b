import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useId, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { FormEnd } from '../form-end.tsx'
import { useHost } from '../host/host.ts'
import { inviteAddress } from '../route.ts'
import { useDeed } from '../use-deed.ts'
import type { Entered } from './entered.ts'
import { bounds, lifetimes } from './invitation-text.ts'

interface NewInvitationProps {
  readonly of: Entered
  readonly onMade: () => unknown
}

/** The link is shown once: what is kept of it lets nobody in. */
export const NewInvitation = ({ of, onMade }: NewInvitationProps) => {
  const { linkTo } = useHost().route
  const { parley } = useChat()
  const [step, setStep] = useState<'idle' | 'asking' | { readonly link: string }>('idle')
  const { run, busy, fault } = useDeed()

  const make = (terms: Terms) =>
    run(async () => {
      const { code } = await parley.call('invite.create', { ...of, ...terms })
      setStep({ link: linkTo(inviteAddress(code)) })
      await onMade()
    })

  if (step === 'idle')
    return (
      <button type="button" onClick={() => setStep('asking')}>
        <Trans>Invite by link</Trans>
      </button>
    )
  if (step !== 'asking') return <MadeLink link={step.link} onDone={() => setStep('idle')} />
  return <TermsForm of={of} busy={busy} fault={fault} onMake={make} onCancel={() => setStep('idle')} />
}

interface Terms {
  readonly expires_in_ms: number
  readonly uses: number
  readonly approval: boolean
  readonly temporary?: boolean
}

interface TermsFormProps extends Pick<NewInvitationProps, 'of'> {
  readonly busy: boolean
  readonly fault: string | undefined
  readonly onMake: (terms: Terms) => void
  readonly onCancel: () => void
}

const TermsForm = ({ of, busy, fault, onMake, onCancel }: TermsFormProps) => {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    onMake({
      expires_in_ms: Number(data.get('lifetime')),
      uses: Number(data.get('uses')),
      approval: data.has('approval'),
      ...(data.has('temporary') ? { temporary: true } : {}),
    })
  }
  return (
    <form aria-label={t`New invitation`} onSubmit={submit}>
      <Choice
        label={t`It works`}
        name="lifetime"
        usual={86_400_000}
        all={lifetimes.map(({ ms, label }) => [ms, label])}
      />
      <Choice label={t`It is for`} name="uses" usual={0} all={bounds.map(({ uses, label }) => [uses, label])} />
      <label className="choice">
        <input type="checkbox" name="approval" />
        <Trans>Somebody has to let people in</Trans>
      </label>
      {'space' in of && (
        <label className="choice">
          <input type="checkbox" name="temporary" />
          <Trans>They stay until they go offline, or for good once they are given a role</Trans>
        </label>
      )}
      <FormEnd fault={fault} label={t`Make a link`} disabled={busy} onCancel={onCancel} />
    </form>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly name: string
  readonly usual: number
  readonly all: readonly (readonly [value: number, label: string])[]
}

const Choice = ({ label, name, usual, all }: ChoiceProps) => {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} name={name} defaultValue={usual}>
        {all.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  )
}

interface MadeLinkProps {
  readonly link: string
  readonly onDone: () => void
}

const MadeLink = ({ link, onDone }: MadeLinkProps) => {
  const id = useId()
  const { isCopied, copy } = useCopy(link)
  return (
    <div className="field">
      <label htmlFor={id}>
        <Trans>The link, which is shown only now</Trans>
      </label>
      <input
        id={id}
        readOnly
        value={link}
        // biome-ignore lint/a11y/noAutofocus: the form that had the focus is gone
        autoFocus
        onFocus={({ target }) => target.select()}
      />
      <p className="hint" role="status">
        {isCopied ? t`Copied.` : t`Whoever has it can use it.`}
      </p>
      <div className="buttons">
        <button type="button" className="quiet" onClick={onDone}>
          <Trans>Done</Trans>
        </button>
        {copy && (
          <button type="button" className="primary" onClick={copy}>
            <Trans>Copy</Trans>
          </button>
        )}
      </div>
    </div>
  )
}

/** Browsers give no clipboard to a page without TLS: then the field is there to be copied from. */
const useCopy = (text: string) => {
  const [isCopied, setCopied] = useState(false)
  const clipboard = navigator.clipboard as Clipboard | undefined
  const copy =
    clipboard &&
    (() =>
      void clipboard.writeText(text).then(
        () => setCopied(true),
        () => {}, // the field is selected, and can be copied by hand
      ))
  return { isCopied, copy }
}
