import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Output } from '@parley/protocol'
import { useEffect, useState } from 'react'
import { apart } from '../apart.tsx'
import { useChat, useParley } from '../chat/chat-context.ts'
import { noteFault } from '../faults/faults.ts'
import { goAway } from './away.ts'
import { ProofForm } from './proof-form.tsx'

interface Known {
  readonly ways: Output<'ways.get'>
  readonly linked: Output<'identity.list'>['identities']
  readonly factors: Output<'factor.list'>
}

type Doing = { readonly is: 'link' | 'remove'; readonly issuer: string; readonly label: string }

/** With which issuers one's account can be logged in to. */
export const Identities = () => {
  const { parley } = useChat()
  const isOnline = useParley(({ state }) => state === 'online')
  const [known, setKnown] = useState<Known>()
  const [doing, setDoing] = useState<Doing>()
  const look = async () => {
    const [ways, { identities }, factors] = await Promise.all([
      parley.call('ways.get', {}),
      parley.call('identity.list', {}),
      parley.call('factor.list', {}),
    ])
    setKnown({ ways, linked: identities, factors })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at anew with each connection
  useEffect(() => {
    if (isOnline) look().catch(noteFault)
  }, [isOnline])
  if (!known || known.ways.issuers.length === 0) return null
  const isLinked = (issuer: string) => known.linked.some((identity) => identity.issuer === issuer)
  const carryOut = async ({ is, issuer }: Doing, proof: Parameters<Parameters<typeof ProofForm>[0]['onProof']>[0]) => {
    if (is === 'link') return goAway('link', await parley.call('identity.start', { ...proof, issuer }))
    await parley.call('identity.remove', { ...proof, issuer })
    setDoing(undefined)
    await look()
  }
  return (
    <section aria-label={t`Accounts elsewhere`}>
      <h3>
        <Trans>Accounts elsewhere</Trans>
      </h3>
      <p>
        <Trans>With an account that is linked you log in here without your password.</Trans>
      </p>
      {doing ? (
        <ProofForm
          parley={parley}
          factors={known.factors}
          label={doing.is === 'link' ? t`Link ${doing.label}` : t`Unlink ${doing.label}`}
          onProof={(proof) => carryOut(doing, proof)}
          onCancel={() => setDoing(undefined)}
        />
      ) : (
        <div className="buttons">
          {known.ways.issuers.map(({ issuer, label: given }) => {
            const is = isLinked(issuer) ? 'remove' : 'link'
            const label = apart(given)
            return (
              <button key={issuer} type="button" className="quiet" onClick={() => setDoing({ is, issuer, label })}>
                {is === 'link' ? t`Link ${label}` : t`Unlink ${label}`}
              </button>
            )
          })}
        </div>
      )}
    </section>
  )
}
