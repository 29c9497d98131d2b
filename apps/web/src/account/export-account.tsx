import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type ArchiveState, archiveOf } from '@parley/client/files'
import type { Output } from '@parley/protocol'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { noteFault } from '../faults/faults.ts'
import { inUnit, number } from '../language/formats.ts'
import { clockTime, dateText } from '../timeline/times.ts'
import { useDeed } from '../use-deed.ts'
import { ProofForm } from './proof-form.tsx'

/** All that the server keeps of one, to take along. */
export const ExportAccount = () => {
  const { parley } = useChat()
  const archive = archiveOf(parley)
  const state = useSyncExternalStore(archive.subscribe, () => archive.state)
  const [factors, setFactors] = useState<Output<'factor.list'>>()
  const user = parley.user
  useEffect(() => (user === undefined ? undefined : archive.watch(user)), [archive, user])
  if (state === undefined) return null
  const isThere = state !== null && state.state !== 'over'
  const begin = () => void parley.call('factor.list', {}).then(setFactors, noteFault)
  return (
    <section aria-label={t`Your data`}>
      <h3>
        <Trans>Your data</Trans>
      </h3>
      <p>
        <Trans>
          An archive of all that this server keeps of you, as files that other programs read: what you have said, your
          profile, sessions, contacts, settings and files.
        </Trans>
      </p>
      {isThere && <Standing of={state} />}
      {factors ? (
        <ProofForm
          parley={parley}
          factors={factors}
          label={isThere ? t`Get it on this device` : t`Make an archive`}
          onProof={async (proof) => {
            await archive.ask(proof)
            setFactors(undefined)
          }}
          onCancel={() => setFactors(undefined)}
        />
      ) : (
        !(isThere && state.here) && (
          <div className="buttons">
            <button type="button" className="primary" onClick={begin}>
              {isThere ? t`Get it on this device` : t`Make an archive`}
            </button>
          </div>
        )
      )}
      {isThere && <Deeds of={state} />}
    </section>
  )
}

const Standing = ({ of: { state, services, of, lines, bytes = 0, ends_at } }: { readonly of: ArchiveState }) => (
  <p role="status">
    {state === 'ready'
      ? t`Your archive is ready: ${sizeText(bytes)}. It is kept until ${dateText(ends_at)}, ${clockTime(ends_at)}.`
      : t`Your archive is being made: ${services} of ${of} parts, ${number(lines)} entries so far. You may leave this page.`}
  </p>
)

const sizeText = (bytes: number): string =>
  bytes < 1_000_000 ? inUnit(Math.ceil(bytes / 1_000), 'kilobyte') : inUnit(bytes / 1_000_000, 'megabyte', 1)

const Deeds = ({ of: { state, here } }: { readonly of: ArchiveState }) => {
  const { parley } = useChat()
  const archive = archiveOf(parley)
  const { run, busy, fault } = useDeed()
  const download = () =>
    run(async () => {
      location.assign(await archive.link())
    })
  return (
    <>
      <Fault text={fault} />
      <div className="buttons">
        {state === 'ready' && here && (
          <button type="button" className="primary" disabled={busy} onClick={() => void download()}>
            <Trans>Download</Trans>
          </button>
        )}
        <button type="button" disabled={busy} onClick={() => void run(() => archive.remove())}>
          {state === 'ready' ? t`Delete the archive` : t`Stop`}
        </button>
      </div>
    </>
  )
}
