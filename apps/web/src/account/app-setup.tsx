import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Parley } from '@parley/client'
import type { Input, Output } from '@parley/protocol'
import { lazy, Suspense } from 'react'
import { FormEnd } from '../form-end.tsx'
import { Field } from './field.tsx'
import { PasswordField } from './password-field.tsx'
import { proofOf } from './proof-form.tsx'
import { useSubmit } from './use-submit.ts'

type QrCodeOf = typeof import('./qr-code.tsx').QrCode

/** The key beneath can be typed. */
const NoCode: QrCodeOf = () => <></>

const QrCode = lazy(async () => ({
  default: await import('./qr-code.tsx').then(
    (loaded) => loaded.QrCode,
    () => NoCode,
  ),
}))

interface AppSetupProps {
  readonly parley: Parley
  readonly factors: Output<'factor.list'>
  readonly of: Output<'totp.start'>
  readonly onProof: (proof: Input<'totp.create'>) => Promise<void>
  readonly onCancel: () => void
}

export const AppSetup = ({ parley, factors, of: { secret, uri }, onProof, onCancel }: AppSetupProps) => {
  const { submit, busy, fault } = useSubmit(async (text) =>
    onProof({ password: text('password'), code: text('code'), ...(await proofOf(parley, factors, '')) }),
  )
  return (
    <>
      <p>
        <Trans>Read this with an app that shows codes for logging in, or type the key into it.</Trans>
      </p>
      <Suspense>
        <QrCode text={uri} label={t`The key as a QR code`} />
      </Suspense>
      <p>
        <Trans>
          Key: <code className="secret-key">{secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code>
        </Trans>
      </p>
      <form onSubmit={submit} aria-label={t`Turn on`}>
        <PasswordField factors={factors} autoFocus />
        <Field
          label={t`Code`}
          name="code"
          autoComplete="one-time-code"
          hint={t`The six digits that the app shows now.`}
        />
        <FormEnd fault={fault?.text} label={t`Turn on`} disabled={busy} onCancel={onCancel} />
      </form>
    </>
  )
}
