import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Output } from '@parley/protocol'
import { useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { useHost } from '../host/host.ts'
import { listAddress } from '../route.ts'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'
import { Field } from './field.tsx'
import { ProofForm, type Proved } from './proof-form.tsx'
import { useSubmit } from './use-submit.ts'

/** Where there is nothing more to do. */
const useClose = () => {
  const { goTo } = useHost().route
  return () => goTo(listAddress)
}

/** A console or a terminal shows a code, and asks to be logged in as whoever types it. Nothing happens before a press. */
export const DeviceDialog = ({ typed }: { readonly typed: string }) => {
  const close = useClose()
  const { parley } = useChat()
  const [asking, setAsking] = useState<Output<'device.look'>>()
  const { submit, busy, fault } = useSubmit(async (text) =>
    setAsking(await parley.call('device.look', { code: text('code') })),
  )
  return (
    <Dialog title={t`Let a device in`} onClose={close}>
      {asking ? (
        <Question of={asking} />
      ) : (
        <form onSubmit={submit} aria-label={t`Let a device in`}>
          <Field
            label={t`Code`}
            name="code"
            autoComplete="off"
            hint={t`Eight letters, as the device shows them.`}
            value={typed}
            fault={fault?.text}
            autoFocus
          />
          <div className="buttons">
            <button type="submit" className="primary" disabled={busy}>
              <Trans>Look</Trans>
            </button>
          </div>
        </form>
      )}
    </Dialog>
  )
}

const Question = ({ of: { code, device, address } }: { readonly of: Output<'device.look'> }) => {
  const { parley } = useChat()
  const { run, busy, fault } = useDeed()
  const [told, setTold] = useState<string>()
  const [factors, setFactors] = useState<Output<'factor.list'>>()
  const sendAway = () =>
    run(async () => {
      await parley.call('device.answer', { code, allow: false })
      setTold(t`It was sent away.`)
    })
  const letIn = async (proof: Proved) => {
    await parley.call('device.answer', { ...proof, code, allow: true })
    setTold(t`It is logged in. You find it under “Your settings”, among your devices.`)
  }
  const begin = () => run(async () => setFactors(await parley.call('factor.list', {})))
  if (told !== undefined) return <p role="status">{told}</p>
  if (factors)
    return (
      <ProofForm
        parley={parley}
        factors={factors}
        label={t`Let it in`}
        onProof={letIn}
        onCancel={() => setFactors(undefined)}
      />
    )
  return (
    <>
      <p>
        <Trans>
          <bdi>{tame(device) || t`A device without a name`}</bdi>
          {address === undefined ? '' : t` at ${address}`} asks to be logged in as you.
        </Trans>
      </p>
      <p>
        <Trans>
          It would read and write all that you can. Let it in only where it is before you, and shows the code{' '}
          <strong>{code}</strong>: whoever sent you a code wants your account.
        </Trans>
      </p>
      <Fault text={fault} />
      <div className="buttons">
        <button type="button" className="quiet" disabled={busy} onClick={() => void sendAway()}>
          <Trans>Send it away</Trans>
        </button>
        <button type="button" className="primary" disabled={busy} onClick={() => void begin()}>
          <Trans>Let it in</Trans>
        </button>
      </div>
    </>
  )
}
