import { t } from '@lingui/core/macro'
import type { Output } from '@parley/protocol'
import { useEffect, useState } from 'react'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { noteFault } from '../faults/faults.ts'
import { Badge } from '../files/later.tsx'
import { tame } from '../tame.ts'
import { safeLink } from '../timeline/safe-link.ts'
import { personTag } from './namesakes.ts'

type Profile = Output<'profile.get'>

/** What somebody tells of themselves now, and again when that is another. */
const useProfile = (user: string): Profile | undefined => {
  const { parley } = useChat()
  const latest = useSelected(parley.people, (people) => people.get(user)?.profile)
  const [profile, setProfile] = useState<Profile>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked up again where there is another one
  useEffect(() => {
    let current = true
    parley.call('profile.get', { user }).then((told) => current && setProfile(told), noteFault)
    return () => {
      current = false
    }
  }, [parley, user, latest])
  return profile?.user === user ? profile : undefined
}

export const ProfileCard = ({ user }: { readonly user: string }) => {
  const { guest, pronouns, colour, bio, links = [], banner } = useProfile(user) ?? {}
  return (
    <div className="profile-card" style={colour ? { borderColor: colour } : undefined}>
      {banner && (
        <div className="banner">
          <Badge of={user} file={banner} size="large" />
        </div>
      )}
      <p className="hint">
        {guest && t`Guest `}
        {pronouns && <bdi>{tame(pronouns)}</bdi>} {personTag(user)}
      </p>
      {bio && (
        <p className="bio" dir="auto">
          {tame(bio)}
        </p>
      )}
      {links.map(({ url, label }) => {
        const href = safeLink(url)
        return (
          href && (
            <p key={url}>
              <a href={href} target="_blank" rel="noopener noreferrer" dir="auto">
                {tame(label || url)}
              </a>
              {label && <span className="hint"> {new URL(href).host}</span>}
            </p>
          )
        )
      })}
    </div>
  )
}
