import { t } from '@lingui/core/macro'
import type { Parley } from '@parley/client'
import type { Input, Output } from '@parley/protocol'
import { FormEnd } from '../form-end.tsx'
import { Field } from './field.tsx'
import { signWithPasskey } from './passkey-device.ts'
import { PasswordField } from './password-field.tsx'
import { useSubmit } from './use-submit.ts'

type Factors = Output<'factor.list'>
export type Proved = Pick<Input<'totp.remove'>, 'password' | 'proof'>

export const hasSecondFactor = ({ totp, passkeys }: Factors): boolean => totp || passkeys.length > 0

/** A code where one was typed, else a passkey, where the account has a second factor at all. */
export const proofOf = async (parley: Parley, factors: Factors, code: string): Promise<Pick<Proved, 'proof'>> => {
  if (!hasSecondFactor(factors)) return {}
  if (code !== '') return { proof: { code } }
  const asked = await parley.call('passkey.ask', {})
  return { proof: { login: asked.login, passkey: await signWithPasskey(asked) } }
}

interface ProofFormProps {
  readonly parley: Parley
  readonly factors: Factors
  readonly label: string
  readonly onProof: (proof: Proved) => Promise<void>
  readonly onCancel: () => void
}

/** Where the account has a second factor. */
export const CodeField = ({ factors }: Pick<ProofFormProps, 'factors'>) => {
  if (!hasSecondFactor(factors)) return null
  const byPasskey = factors.passkeys.length > 0 ? t` With nothing here you are asked for a passkey.` : ''
  return (
    <Field
      label={t`Code`}
      name="code"
      autoComplete="one-time-code"
      hint={t`What your app shows now, or one of your recovery codes.${byPasskey}`}
      optional={byPasskey !== ''}
    />
  )
}

/** What opens the account to others asks again who one is. */
export const ProofForm = ({ parley, factors, label, onProof, onCancel }: ProofFormProps) => {
  const { submit, busy, fault } = useSubmit(async (text) =>
    onProof({ password: text('password'), ...(await proofOf(parley, factors, text('code'))) }),
  )
  return (
    <form onSubmit={submit} aria-label={label}>
      <PasswordField factors={factors} autoFocus />
      <CodeField factors={factors} />
      <FormEnd fault={fault?.text} label={label} disabled={busy} onCancel={onCancel} />
    </form>
  )
}
