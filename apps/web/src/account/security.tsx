import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Output } from '@parley/protocol'
import { useEffect, useState } from 'react'
import { useChat, useParley } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { noteFault } from '../faults/faults.ts'
import { oneOf } from '../language/formats.ts'
import { useDeed } from '../use-deed.ts'
import { AppSetup } from './app-setup.tsx'
import { deviceName } from './device-name.ts'
import { hasPasskeys, makePasskey } from './passkey-device.ts'
import { Passkeys } from './passkeys.tsx'
import { hasSecondFactor, ProofForm } from './proof-form.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

type Factors = Output<'factor.list'>
type Proved = Parameters<Parameters<typeof ProofForm>[0]['onProof']>[0]

type Doing =
  | { readonly is: 'setting up'; readonly of: Output<'totp.start'> }
  | { readonly is: 'showing codes'; readonly codes: readonly string[] }
  | {
      readonly is: 'proving'
      readonly label: string
      readonly then: (proof: Proved) => Promise<{ recovery?: string[] }>
    }

/** What one's account asks for besides the password. */
export const Security = () => {
  const { parley } = useChat()
  const isOnline = useParley(({ state }) => state === 'online')
  const { run, busy, fault } = useDeed()
  const [factors, setFactors] = useState<Factors>()
  const [doing, setDoing] = useState<Doing>()
  const look = async () => setFactors(await parley.call('factor.list', {}))
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at anew with each connection
  useEffect(() => {
    if (isOnline) look().catch(noteFault)
  }, [isOnline])
  const done = () => setDoing(undefined)
  /** Codes that were made are shown, and are shown once. */
  const finish = async ({ recovery }: { readonly recovery?: string[] }) => {
    setDoing(recovery && { is: 'showing codes', codes: recovery })
    await look()
  }
  const ask = (label: string, then: (proof: Proved) => Promise<{ recovery?: string[] }>) =>
    setDoing({ is: 'proving', label, then })
  const setUp = () => run(async () => setDoing({ is: 'setting up', of: await parley.call('totp.start', {}) }))
  const addPasskey = () =>
    ask(t`Add passkey`, async (proof) => {
      const passkey = await makePasskey(await parley.call('passkey.start', {}))
      return parley.call('passkey.create', { ...proof, passkey, name: deviceName(navigator.userAgent) })
    })
  const rename = (passkey: string, name: string) =>
    run(async () => {
      await parley.call('passkey.rename', { passkey, name })
      await look()
    })
  if (!factors) return null
  return (
    <section aria-label={t`Security`}>
      <h3>
        <Trans>Security</Trans>
      </h3>
      <p>{factorText(factors)}</p>
      <Passkeys
        of={factors.passkeys}
        onRename={(passkey, name) => void rename(passkey, name)}
        onRemove={(passkey) => ask(t`Remove passkey`, (proof) => parley.call('passkey.remove', { ...proof, passkey }))}
      />
      {doing?.is === 'setting up' && (
        <AppSetup
          parley={parley}
          factors={factors}
          of={doing.of}
          onProof={async (proof) => finish(await parley.call('totp.create', proof))}
          onCancel={done}
        />
      )}
      {doing?.is === 'proving' && (
        <ProofForm
          parley={parley}
          factors={factors}
          label={doing.label}
          onProof={async (proof) => finish(await doing.then(proof))}
          onCancel={done}
        />
      )}
      {doing?.is === 'showing codes' && <RecoveryCodes codes={doing.codes} onKept={done} />}
      <Fault text={fault} />
      {!doing && (
        <div className="buttons">
          {hasPasskeys && (
            <button type="button" className="quiet" onClick={addPasskey}>
              <Trans>Add a passkey</Trans>
            </button>
          )}
          {hasSecondFactor(factors) && (
            <button
              type="button"
              className="quiet"
              onClick={() => ask(t`Make new codes`, (proof) => parley.call('recovery.create', proof))}
            >
              <Trans>New recovery codes</Trans>
            </button>
          )}
          {factors.totp ? (
            <button
              type="button"
              className="quiet"
              onClick={() => ask(t`Turn off the app`, (proof) => parley.call('totp.remove', proof))}
            >
              <Trans>Turn off the app</Trans>
            </button>
          ) : (
            <button type="button" className="quiet" disabled={busy} onClick={() => void setUp()}>
              <Trans>Set up an app</Trans>
            </button>
          )}
        </div>
      )}
    </section>
  )
}

const factorText = (factors: Factors): string => {
  const isElsewhere = factors.password === false
  if (!hasSecondFactor(factors))
    return isElsewhere
      ? t`An account elsewhere is all that logging in asks for. A passkey, or an app that shows codes, makes it safer.`
      : t`Your password is all that logging in asks for. A passkey, or an app that shows codes, makes it safer.`
  const { totp, passkeys, recovery_left: left } = factors
  const asked = oneOf([...(totp ? [t`the code of your app`] : []), ...(passkeys.length > 0 ? [t`a passkey`] : [])])
  const besides = isElsewhere
    ? t`Besides an account elsewhere, logging in asks for ${asked}.`
    : t`Besides your password, logging in asks for ${asked}.`
  return `${besides} ${plural(left, { one: 'One recovery code is left.', other: '# recovery codes are left.' })}`
}
