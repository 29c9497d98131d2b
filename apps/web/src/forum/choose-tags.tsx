import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Message, Room } from '@parley/client'
import { useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { mostPostTags } from '../protocol.inline.ts'
import { useAllowed, useForumTags } from '../spaces/space-context.ts'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'

interface ChooseTagsProps {
  readonly room: Room
  readonly message: Message & { readonly seq: number }
  readonly onClose: () => void
}

/** Whether one may say which tags a post has, where the room has any. */
export const useMayTag = (room: Room, { by }: Pick<Message, 'by'>): boolean => {
  const { me } = useChat()
  const manages = useAllowed('manage_threads', room.id)
  return useForumTags(room.id).length > 0 && (by === me || manages === true)
}

export const ChooseTags = ({ room, message: { seq, tags = [] }, onClose }: ChooseTagsProps) => {
  const { parley } = useChat()
  const all = useForumTags(room.id)
  const [chosen, choose] = useState(() => tags.filter((tag) => all.some((one) => one.tag === tag)))
  const { run, busy, fault } = useDeed()
  const save = () => run(() => parley.call('post.tag', { room: room.id, seq, tags: [...chosen] }).then(onClose))
  return (
    <Dialog title={t`Tags of this post`} onClose={onClose}>
      <fieldset className="checks">
        <legend>
          <Trans>{mostPostTags} at most</Trans>
        </legend>
        {all.map(({ tag, name }) => (
          <label key={tag}>
            <input
              type="checkbox"
              checked={chosen.includes(tag)}
              disabled={chosen.length >= mostPostTags && !chosen.includes(tag)}
              onChange={({ target }) => choose(target.checked ? [...chosen, tag] : chosen.filter((one) => one !== tag))}
            />
            {tame(name)}
          </label>
        ))}
      </fieldset>
      <Fault text={fault} />
      <button type="button" className="primary" disabled={busy} onClick={() => void save()}>
        <Trans>Save</Trans>
      </button>
    </Dialog>
  )
}
