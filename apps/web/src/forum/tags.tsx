/** Tags of a forum: above its posts, at each of them, and what is found by one. */

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { EventFrame, Message, Output, Room } from '@parley/client'
import type { SpaceRoom } from '@parley/client/spaces'
import { useEffect, useState } from 'react'
import { apart } from '../apart.tsx'
import { useChat } from '../chat/chat-context.ts'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { Loading } from '../loading.tsx'
import { useForumTags } from '../spaces/space-context.ts'
import { tame } from '../tame.ts'
import { MessageLink } from '../timeline/message-link.tsx'
import { useDeed } from '../use-deed.ts'

type Tag = SpaceRoom['tags'][number]

interface TagsProps {
  readonly room: Room
  readonly tags: readonly Tag[]
  readonly label: string
}

/** Each opens the posts that have it. */
const Tags = ({ room, tags, label }: TagsProps) => {
  const [opened, open] = useState<Tag>()
  if (tags.length === 0) return null
  return (
    <ul className="tags" aria-label={label}>
      {tags.map((tag) => (
        <li key={tag.tag}>
          <button type="button" className="reaction" dir="auto" onClick={() => open(tag)}>
            {tame(tag.name)}
          </button>
        </li>
      ))}
      {opened && <Tagged room={room} tag={opened} onClose={() => open(undefined)} />}
    </ul>
  )
}

/** All that a forum has; nothing in other rooms. */
export const ForumTags = ({ room }: { readonly room: Room }) => (
  <Tags room={room} tags={useForumTags(room.id)} label={t`Tags of this forum`} />
)

/** Those of one post, as the forum orders them. */
export const PostTags = ({ room, message }: { readonly room: Room; readonly message: Message }) => {
  const all = useForumTags(room.id)
  return <Tags room={room} tags={all.filter(({ tag }) => message.tags?.includes(tag))} label={t`Tags`} />
}

type Page = Output<'post.list'>

interface TaggedProps {
  readonly room: Room
  readonly tag: Tag
  readonly onClose: () => void
}

/** The posts that have a tag, as the list is opened; each leads to its place. */
const Tagged = ({ room, tag: { tag, name }, onClose }: TaggedProps) => {
  const { parley } = useChat()
  const [page, setPage] = useState<Pick<Page, 'posts' | 'states' | 'more'>>()
  const { run, busy, fault } = useDeed()
  const load = (known?: typeof page) =>
    run(async () => {
      const before = known?.posts.at(-1)?.seq
      const told = await parley.call('post.list', { room: room.id, tag, ...(before ? { before } : {}) })
      const [posts, states] = [
        [...(known?.posts ?? []), ...told.posts],
        [...(known?.states ?? []), ...(told.states ?? [])],
      ]
      setPage({ posts, states, more: told.more })
    })
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is loaded once
  useEffect(() => void load(), [room, tag])
  /** What it says since it was edited. */
  const nowOf = (seq: number) => page?.states?.find((state) => state.seq === seq)?.edited?.text
  const seen = page?.posts.filter((post): post is EventFrame => post.ev === 'message.sent')
  return (
    <Dialog title={t`Posts with ${apart(tame(name))}`} onClose={onClose}>
      <Fault text={fault} />
      {!page && !fault && <Loading />}
      {seen?.length === 0 && !page?.more && (
        <p className="hint">
          <Trans>No post has this tag.</Trans>
        </p>
      )}
      <ul className="pins" aria-label={t`Posts`}>
        {seen?.map(({ seq, by = '', at, is }) => (
          <li key={seq}>
            <MessageLink seq={seq} by={by} at={at} text={nowOf(seq) ?? String(is.text)} onGo={onClose} />
          </li>
        ))}
      </ul>
      {page?.more && (
        <button type="button" className="quiet" disabled={busy} onClick={() => void load(page)}>
          <Trans>Show more</Trans>
        </button>
      )}
    </Dialog>
  )
}
