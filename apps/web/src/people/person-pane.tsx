import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useRef } from 'react'
import { apart } from '../apart.tsx'
import { BesidePane } from '../beside/beside-pane.tsx'
import { useChat, useName } from '../chat/chat-context.ts'
import { PlayTogether } from '../party/play-together.tsx'
import { tame } from '../tame.ts'
import { dateText } from '../timeline/times.ts'
import { Keeping } from './keeping.tsx'
import { MessageButton } from './message-button.tsx'
import { Portrait } from './portrait.tsx'
import { Dot } from './presence-dot.tsx'
import { presenceText } from './presence-text.ts'
import { ProfileCard } from './profile-card.tsx'
import { Asking, Guard } from './standing.tsx'
import { useAreKnown, useRelation } from './use-contacts.ts'
import { usePresence } from './use-presence.ts'

interface PersonPaneProps {
  /** Their id. */
  readonly user: string
}

/** Who somebody is, and how one stands with them, beside the conversation. */
export const PersonPane = ({ user }: PersonPaneProps) => {
  const { me } = useChat()
  const name = useName(user)
  const areKnown = useAreKnown()
  const relation = useRelation(user)
  return (
    <BesidePane title={apart(name)} closeLabel={t`Close`}>
      <div className="person-pane">
        <Face user={user} name={name} />
        <ProfileCard user={user} />
        {user === me ? (
          <p className="hint">
            <Trans>This is you.</Trans>
          </p>
        ) : (
          <>
            {!relation?.blocked && <MessageButton user={user} name={name} isWide />}
            {areKnown ? (
              <>
                {!relation?.blocked && <Asking user={user} relation={relation} />}
                {relation?.stands === 'contact' && (
                  <>
                    <p className="hint">
                      <Trans>Your contact since {dateText(relation.at ?? 0)}</Trans>
                    </p>
                    <PlayTogether user={user} name={name} />
                    <Keeping relation={relation} />
                  </>
                )}
                <Guard user={user} name={name} relation={relation} />
              </>
            ) : (
              <p className="hint">
                <Trans>Whether they are your contact is not to be had at the moment.</Trans>
              </p>
            )}
          </>
        )}
      </div>
    </BesidePane>
  )
}

const Face = ({ user, name }: { readonly user: string; readonly name: string }) => {
  const place = useRef<HTMLDivElement>(null)
  const presence = usePresence(user, place)
  const memo = useRelation(user)?.memo
  return (
    <div ref={place} className="person-face">
      <span className="face">
        <Portrait user={user} name={name} />
        <Dot state={presence?.state} />
      </span>
      <div>
        <p role="status" dir="auto">
          {presence && presenceText(presence)}
        </p>
        {memo && (
          <p className="hint" dir="auto">
            {tame(memo)}
          </p>
        )}
      </div>
    </div>
  )
}
