import { t } from '@lingui/core/macro'
import type { Parley } from '@parley/client'
import type { Output } from '@parley/protocol'
import { useEffect, useState } from 'react'
import { noteFault } from '../faults/faults.ts'
import { Field } from './field.tsx'

type Factors = Output<'factor.list'>

/** What one's account asks for; undefined until that is known. `again` has it looked at anew where it is another one. */
export const useFactors = (parley: Parley, again?: unknown): Factors | undefined => {
  const [factors, setFactors] = useState<Factors>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at anew
  useEffect(() => {
    parley.call('factor.list', {}).then(setFactors, noteFault)
  }, [parley, again])
  return factors
}

interface PasswordFieldProps {
  readonly factors: Factors | undefined
  readonly fault?: string | undefined
  readonly autoFocus?: boolean
}

/** The password, where the account has one. */
export const PasswordField = ({ factors, fault, autoFocus }: PasswordFieldProps) =>
  factors?.password === false ? (
    <p className={fault ? 'fault' : 'hint'}>
      {fault ?? t`Your account has no password: this takes a log-in of the last ten minutes, or your second factor.`}
    </p>
  ) : (
    <Field
      label={t`Password`}
      name="password"
      type="password"
      autoComplete="current-password"
      fault={fault}
      autoFocus={autoFocus ?? false}
    />
  )
