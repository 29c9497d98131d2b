import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Space } from '@parley/client/spaces'
import { BesidePane } from '../beside/beside-pane.tsx'
import type { OpenSpace } from '../beside/open.ts'
import { useSelected } from '../chat/chat-context.ts'
import { useHost } from '../host/host.ts'
import { Loading } from '../loading.tsx'
import { tame } from '../tame.ts'
import { About } from './about.tsx'
import { Audit } from './audit.tsx'
import { Residents } from './residents.tsx'
import { Roles } from './roles.tsx'
import { RoomSettings } from './room-settings.tsx'
import { SpaceContext } from './space-context.ts'
import { useFound } from './use-spaces.ts'

const titles = { about: t`About`, residents: t`Members of`, roles: t`Roles of`, audit: t`Log of` } as const

/** What a space is, who lives there and may do what, beside the conversation. */
export const SpacePane = ({ opened }: { readonly opened: OpenSpace }) => {
  const { space } = useFound(opened.space)
  if (!space)
    return (
      <BesidePane title={t`Space`} closeLabel={t`Close`}>
        <Loading />
      </BesidePane>
    )
  return (
    <SpaceContext value={space}>
      <Shown space={space} opened={opened} />
    </SpaceContext>
  )
}

const Shown = ({ space, opened }: { readonly space: Space; readonly opened: OpenSpace }) => {
  const name = tame(useSelected(space, ({ name }) => name))
  const room = useSelected(space, (space) => space.room(opened.room ?? ''))
  const title =
    opened.shows === 'room' ? t`About ${tame(room?.name ?? t`this room`)}` : `${titles[opened.shows]} ${name}`
  return (
    <BesidePane title={title} closeLabel={t`Close`} key={`${space.id} ${opened.shows} ${opened.room}`}>
      <div className="space-pane">
        {opened.shows !== 'room' && <Tabs space={space} shows={opened.shows} />}
        {opened.shows === 'about' && <About space={space} />}
        {opened.shows === 'residents' && <Residents space={space} />}
        {opened.shows === 'roles' && <Roles space={space} />}
        {opened.shows === 'audit' && <Audit space={space} />}
        {opened.shows === 'room' &&
          (room ? (
            <RoomSettings space={space} room={room} />
          ) : (
            <p className="hint">
              <Trans>You see this room no longer.</Trans>
            </p>
          ))}
      </div>
    </BesidePane>
  )
}

const tabs = [
  ['about', t`Space`],
  ['residents', t`Members`],
  ['roles', t`Roles`],
  ['audit', t`Log`],
] as const

const Tabs = ({ space, shows }: { readonly space: Space; readonly shows: OpenSpace['shows'] }) => {
  const { openSpace } = useHost().beside
  const seesLog = useSelected(space, (space) => space.may('view_audit'))
  return (
    <fieldset className="space-tabs" aria-label={t`Shown`}>
      {tabs
        .filter(([of]) => of !== 'audit' || seesLog)
        .map(([of, label]) => (
          <button
            key={of}
            type="button"
            className="quiet"
            aria-pressed={shows === of}
            onClick={() => openSpace(space.id, of)}
          >
            {label}
          </button>
        ))}
    </fieldset>
  )
}
