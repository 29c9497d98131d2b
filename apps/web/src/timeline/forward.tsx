import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type Forwarded, type Message, ParleyError, type Room } from '@parley/client'
import { useEffect, useState } from 'react'
import { useChat, useName } from '../chat/chat-context.ts'
import { Dialog } from '../dialog.tsx'
import { bodyText } from '../error-text.ts'
import { Fault } from '../fault.tsx'
import { noteFault } from '../faults/faults.ts'
import { FormEnd } from '../form-end.tsx'
import { useHost } from '../host/host.ts'
import { forwardsAtOnce } from '../protocol.inline.ts'
import { RoomPicker } from '../rooms/room-picker.tsx'
import { messageAddress } from '../route.ts'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'
import { fullTime } from './times.ts'

interface ForwardProps {
  readonly room: Room
  readonly seq: number
  readonly onClose: () => void
}

/** Which conversations a message goes to. It shows where it went to one; those that refused stay ticked, each with why. */
export const Forward = ({ room, seq, onClose }: ForwardProps) => {
  const { goToMessage } = useHost().route
  const [picked, setPicked] = useState<readonly Room[]>([])
  const [refused, setRefused] = useState<readonly string[]>([])
  const { run, busy, fault } = useDeed()
  const forward = () =>
    run(async () => {
      const told = await room.forward(seq, ...picked.map(({ id }) => id))
      const [to] = told.sent
      const whys = new Map(told.refused.map(({ room, error }) => [room, error]))
      setPicked(picked.filter(({ id }) => whys.has(id)))
      setRefused(picked.flatMap(({ id, name }) => whyNot(name, whys.get(id)) ?? []))
      if (whys.size > 0) return
      onClose()
      if (to && picked.length === 1) goToMessage(messageAddress(to.room, to.seq))
    })
  return (
    <Dialog title={t`Forward to`} onClose={onClose}>
      <RoomPicker picked={picked} most={forwardsAtOnce} onPick={setPicked} />
      {refused.map((why) => (
        <Fault key={why} text={why} />
      ))}
      <FormEnd
        fault={fault}
        label={t`Forward`}
        disabled={picked.length === 0 || busy}
        onCancel={onClose}
        onDo={() => void forward()}
      />
    </Dialog>
  )
}

const whyNot = (name: string, error: Forwarded['refused'][number]['error'] | undefined): string | undefined =>
  error && t`Not forwarded to ${tame(name)}. ${bodyText(error)}`

interface OriginProps {
  readonly forwarded: NonNullable<Message['forwarded']>
}

/** Above a forwarded message: whose words they are. */
export const Origin = ({ forwarded: { by, at } }: OriginProps) => (
  <p className="origin">
    <Trans>
      Forwarded from <b dir="auto">{useName(by)}</b>, <time dateTime={new Date(at).toISOString()}>{fullTime(at)}</time>
    </Trans>
  </p>
)

interface ToOriginProps {
  readonly room: Room
  readonly seq: number
  readonly onGo: () => void
}

/** Leads to where it was said, for whoever sees that. */
export const ToOrigin = ({ room, seq, onGo }: ToOriginProps) => {
  const { goToMessage } = useHost().route
  const { parley } = useChat()
  const [origin, setOrigin] = useState<{ readonly room: string; readonly seq: number }>()
  useEffect(() => {
    parley.call('message.origin', { room: room.id, seq }).then(setOrigin, (error: unknown) => {
      if (!(error instanceof ParleyError && error.name === 'MESSAGE_NOT_FOUND')) noteFault(error)
    })
  }, [parley, room, seq])
  if (!origin || !parley.rooms.has(origin.room)) return null
  const go = () => {
    onGo()
    goToMessage(messageAddress(origin.room, origin.seq))
  }
  return (
    <button type="button" onClick={go}>
      <Trans>To where it was said</Trans>
    </button>
  )
}
