import { t } from '@lingui/core/macro'
import { type Room, uuid7 } from '@parley/client'
import { useChat } from '../chat/chat-context.ts'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { useDeed } from '../use-deed.ts'
import { hereNow } from './moments.ts'
import { WhenChoice } from './when-choice.tsx'

interface RemindMeProps {
  readonly room: Room
  readonly seq: number
  readonly onClose: () => void
}

export const RemindMe = ({ room, seq, onClose }: RemindMeProps) => {
  const { parley } = useChat()
  const { run, busy, fault } = useDeed()
  const set = (in_ms: number) =>
    run(async () => {
      await parley.call('reminder.set', { id: uuid7(hereNow()), when: { in_ms }, about: { room: room.id, seq } })
      onClose()
    })
  return (
    <Dialog title={t`Remind me of this message`} onClose={onClose}>
      <Fault text={fault} />
      <WhenChoice busy={busy} onChoose={(inMs) => void set(inMs)} />
    </Dialog>
  )
}
