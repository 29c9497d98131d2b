import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Message, Room } from '@parley/client'
import { useChat } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { useAddress } from '../files/picture.tsx'
import { tame } from '../tame.ts'
import { useRights } from '../threads/ruler.ts'
import { safeLink } from '../timeline/safe-link.ts'
import { useDeed } from '../use-deed.ts'
import { useShown } from './shown.ts'

type Preview = NonNullable<Message['previews']>[number]

interface PreviewsProps {
  readonly room: Room
  readonly message: Message & { readonly seq: number; readonly previews: readonly Preview[] }
}

/** What the links of a message lead to, as the server found it. */
export const MessagePreviews = ({ room, message: { seq, by, previews } }: PreviewsProps) => {
  const { me, parley } = useChat()
  const { isShown } = useShown()
  const { mayModerate } = useRights(room)
  const { run, busy, fault } = useDeed()
  if (!isShown) return null
  return (
    <section className="previews" aria-label={t`What its links lead to`}>
      {previews.map((preview) => (
        <Card key={preview.link} room={room.id} seq={seq} preview={preview} />
      ))}
      {(by === me || mayModerate) && (
        <button
          type="button"
          className="quiet"
          disabled={busy}
          onClick={() => void run(() => parley.call('preview.remove', { room: room.id, seq }))}
        >
          <Trans>Remove what links lead to</Trans>
        </button>
      )}
      <Fault text={fault} />
    </section>
  )
}

interface CardProps {
  readonly room: string
  readonly seq: number
  readonly preview: Preview
}

/** What the page says of itself may be said by anybody: the host says where it is. */
const Card = ({ room, seq, preview: { link, title, description, site, picture } }: CardProps) => {
  const followed = safeLink(link)
  if (!followed) return null
  return (
    <div className="preview">
      <div>
        <p className="hint">
          {new URL(followed).hostname}
          {site && (
            <>
              {' · '}
              <bdi>{tame(site)}</bdi>
            </>
          )}
        </p>
        <a href={followed} target="_blank" rel="noopener noreferrer" dir="auto">
          {tame(title)}
        </a>
        {description && <p dir="auto">{tame(description)}</p>}
      </div>
      {picture && <Picture asked={{ file: picture.file, room, seq }} />}
    </div>
  )
}

/** It says nothing that the title does not. */
const Picture = ({ asked }: { readonly asked: { file: string; room: string; seq: number } }) => {
  const { address, fail, crossOrigin } = useAddress(asked, (links) => links?.small ?? links?.whole)
  return (
    <span className="preview-picture">
      {address && <img src={address} crossOrigin={crossOrigin} alt="" decoding="async" onError={fail} />}
    </span>
  )
}
