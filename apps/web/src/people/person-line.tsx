import { type ReactNode, useRef } from 'react'
import { useName } from '../chat/chat-context.ts'
import { useHost } from '../host/host.ts'
import { Portrait } from './portrait.tsx'
import { Dot } from './presence-dot.tsx'
import { presenceText } from './presence-text.ts'
import { usePresence } from './use-presence.ts'

interface PersonLineProps {
  /** Their id. */
  readonly user: string
  /** What stands below the name, or nothing. Not given: how they are there. */
  readonly said?: string | undefined
  /** Tells them apart from another of their name. */
  readonly tag?: string | undefined
  readonly tags?: readonly string[]
  /** What can be done, at the end of the line. */
  readonly children?: ReactNode
}

/** Somebody in a list. The name leads to who they are. */
export const PersonLine = ({ user, said, tag, tags = [], children }: PersonLineProps) => {
  const { openPerson } = useHost().beside
  const name = useName(user)
  const place = useRef<HTMLLIElement>(null)
  const presence = usePresence(user, place)
  const line = said ?? (presence && presenceText(presence))
  return (
    <li ref={place} className="person-line">
      <button type="button" className="quiet person" onClick={() => openPerson(user)}>
        <span className="face">
          <Portrait user={user} name={name} />
          <Dot state={presence?.state} />
        </span>
        <span className="who">
          <span className="person-name" dir="auto">
            {name}
            {tag && <span className="hint"> {tag}</span>}
          </span>
          {said !== '' && (
            <span className={said === undefined ? 'hint' : 'hint said'} dir="auto">
              {line}
            </span>
          )}
        </span>
        {tags.length > 0 && (
          <span className="tags">
            {tags.map((tag) => (
              <span key={tag} className="tag" dir="auto">
                {tag}
              </span>
            ))}
          </span>
        )}
      </button>
      {children && <div className="line-deeds">{children}</div>}
    </li>
  )
}
