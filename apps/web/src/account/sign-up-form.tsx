import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Fault } from '../fault.tsx'
import type { Account } from './account.ts'
import { Field } from './field.tsx'
import { useSubmit } from './use-submit.ts'

const fields = {
  name: {
    label: t`Display name`,
    autoComplete: 'nickname',
    hint: t`What others see.`,
    rule: t`It has 1 to 64 characters, all of them visible.`,
  },
  username: {
    label: t`Username`,
    autoComplete: 'username',
    hint: t`For logging in; nobody else sees it.`,
    rule: t`It has 3 to 32 letters a to z, digits, dots, dashes or underscores, with a letter or digit at both ends.`,
  },
  password: {
    label: t`Password`,
    autoComplete: 'new-password',
    hint: t`At least 8 characters.`,
    rule: t`It has at least 8 characters, and is none that others would guess.`,
  },
} as const

export const SignUpForm = ({ account }: { readonly account: Account }) => {
  const { submit, busy, fault } = useSubmit((text) =>
    account.signUp({ username: text('username').toLowerCase(), password: text('password'), name: text('name').trim() }),
  )
  /** The server judges the input; what it refuses is told at the field, by the field's own rule. */
  const field = (name: keyof typeof fields) => {
    const { rule, ...shown } = fields[name]
    const why = fault?.isRule ? t`Not accepted. ${rule}` : fault?.text
    return { ...shown, name, fault: fault?.field === name ? why : undefined }
  }
  const elsewhere = fault && !(fault.field && fault.field in fields)
  return (
    <form onSubmit={submit} aria-label={t`Sign up`}>
      <Field {...field('name')} autoFocus />
      <Field {...field('username')} />
      <Field {...field('password')} type="password" />
      {elsewhere && <Fault text={fault.text} />}
      <button type="submit" className="primary" disabled={busy}>
        <Trans>Sign up</Trans>
      </button>
    </form>
  )
}
