import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { cardsOf } from '@parley/client/contacts'
import { useChat } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { useOpenRoom } from '../route.ts'
import { useDeed } from '../use-deed.ts'
import type { PartyProps } from './party-view.tsx'

/** All who are in the open room are invited at once, as many as there are places. */
export const InviteRoom = ({ party: { party, members, most, game } }: PartyProps) => {
  const { parley } = useChat()
  const room = useOpenRoom()
  const { run, busy, fault } = useDeed()
  if (room === undefined) return null
  const invite = () => {
    const text = game === undefined ? t`Who plays along?` : t`Who plays ${game}?`
    return run(() => cardsOf(parley).create(room, text, { party, places: Math.min(255, most - members.length) }))
  }
  return (
    <>
      <button type="button" disabled={busy} onClick={() => void invite()}>
        <Trans>Invite the open conversation</Trans>
      </button>
      <Fault text={fault} />
    </>
  )
}
