import { t } from '@lingui/core/macro'
import type { Room } from '@parley/client'
import { apart } from '../apart.tsx'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { Confirm } from '../confirm.tsx'
import { Fault } from '../fault.tsx'
import { useHost } from '../host/host.ts'
import { listAddress } from '../route.ts'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'

/** Leaving it, and for its owner the end of it, each with what it means. */
export const Ending = ({ room }: { readonly room: Room }) => {
  const { goTo } = useHost().route
  const { parley } = useChat()
  const name = tame(useSelected(room, (room) => room.name))
  const isOwner = useSelected(room, (room) => room.role === 'owner')
  const isLast = useSelected(room, (room) => room.memberCount === 1)
  const { run, fault } = useDeed()
  const end = (deed: () => Promise<unknown>) =>
    run(async () => {
      await deed()
      goTo(listAddress)
    })
  return (
    <section aria-label={t`Leaving`}>
      <Confirm
        label={t`Leave the group`}
        question={t`Leave ${apart(name)}? ${meaningOf(isOwner, isLast)}`}
        className="quiet danger-text"
        onConfirm={() => end(() => parley.call('room.leave', { room: room.id }))}
      />
      {isOwner && (
        <Confirm
          label={t`Delete the group`}
          question={t`Delete ${apart(name)} with all that was said in it, for everybody and for good?`}
          className="quiet danger-text"
          onConfirm={() => end(() => room.delete())}
        />
      )}
      <Fault text={fault} />
    </section>
  )
}

const meaningOf = (isOwner: boolean, isLast: boolean): string => {
  if (isLast) return t`You are the last one in it: nobody can come back.`
  const back = t`You come back by an invitation, or when somebody adds you.`
  return isOwner ? t`The admin who has been in it longest becomes owner, or else the member. ${back}` : back
}
