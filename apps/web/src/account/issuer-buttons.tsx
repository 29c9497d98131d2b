import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Output } from '@parley/protocol'
import { useEffect, useState } from 'react'
import { Fault } from '../fault.tsx'
import { noteFault } from '../faults/faults.ts'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'
import type { Account } from './account.ts'
import { GuestForm } from './guest-form.tsx'

/** Other ways in than a password, as far as this server has them. */
export const IssuerButtons = ({ account }: { readonly account: Account }) => {
  const [ways, setWays] = useState<Output<'ways.get'>>()
  const { run, busy, fault } = useDeed()
  useEffect(() => {
    account.ways().then(setWays).catch(noteFault)
  }, [account])
  if (!ways || (ways.issuers.length === 0 && !ways.guests)) return null
  return (
    <section className="ways" aria-label={t`Other ways in`}>
      {ways.issuers.map(({ issuer, label }) => (
        <button key={issuer} type="button" disabled={busy} onClick={() => void run(() => account.goToIssuer(issuer))}>
          <Trans>
            Go on with <bdi>{tame(label)}</bdi>
          </Trans>
        </button>
      ))}
      <Fault text={fault} />
      {ways.guests && <GuestForm account={account} />}
    </section>
  )
}
