import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Room } from '@parley/client'
import { useChat, useName } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { useOther } from '../rooms/room-avatar.tsx'
import { useDeed } from '../use-deed.ts'
import { useRelation } from './use-contacts.ts'

/** In a direct room: that one blocks the other, and so sees nothing of what they say. */
export const BlockedHere = ({ room }: { readonly room: Room }) => {
  const other = useOther(room)
  return other === undefined ? null : <Blocked user={other} />
}

const Blocked = ({ user }: { readonly user: string }) => {
  const { parley } = useChat()
  const name = useName(user)
  const isBlocked = useRelation(user)?.blocked === true
  const { run, busy, fault } = useDeed()
  if (!isBlocked) return null
  return (
    <section className="blocked-here" aria-label={t`Blocked`}>
      <p>
        <Trans>
          You block <bdi>{name}</bdi>, and see nothing of what they write.
        </Trans>
      </p>
      <button
        type="button"
        className="quiet"
        disabled={busy}
        onClick={() => run(() => parley.call('block.remove', { user }))}
      >
        <Trans>Unblock</Trans>
      </button>
      <Fault text={fault} />
    </section>
  )
}
