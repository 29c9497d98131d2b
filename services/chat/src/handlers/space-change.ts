import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { changeOf, noteAct } from '../audit.ts'
import type { Chat } from '../context.ts'
import { holdPicture } from '../pictures.ts'
import { hasChange, others } from '../settings.ts'
import { changeKeepingOfSpace } from '../space-keeping.ts'
import { lockOwnSpace, lockSpace } from '../space-lock.ts'
import { hasFactor } from '../store/factors.ts'
import { changeSpace, getSpace, livesIn } from '../store/spaces.ts'

export const spaceChange: Handler<'space.change', Chat> = async ({ space, ...wanted }, { user }, chat) => {
  const { db, config } = chat
  if (!(await livesIn(db, space, user))) fail('SPACE_NOT_FOUND')
  for (const as of ['icon', 'banner'] as const) await holdPicture(chat, { user, of: space, as, file: wanted[as] })
  return db.transaction(
    async (tx) => {
      const { name, description, entry, icon, banner, plain_links, second_factor, ...keeping } = wanted
      const isOfRules = second_factor !== undefined || hasChange(keeping)
      const rules = isOfRules ? { rules: true as const } : {}
      const lock = second_factor === undefined ? lockSpace : lockOwnSpace
      const { stream } = await lock(tx, space, user, { may: 'manage_space', ...rules })
      if (second_factor && !(await hasFactor(tx, user))) fail('FACTOR_MISSING')
      const now = await getSpace(tx, space)
      const said = {
        name: name?.normalize('NFC'),
        description: description?.trim().normalize('NFC'),
        entry,
        icon,
        banner,
        plain_links,
        second_factor,
      }
      const profile = others(said, now)
      const kept = others(keeping, { ...now, keep_hours: now.keep_hours ?? 0 })
      const changed = { ...profile, ...kept }
      if (!hasChange(changed)) return { seq: stream.head }
      if (hasChange(profile)) await changeSpace(tx, space, profile)
      const change = { stream, by: user, now, changed: kept, config }
      const told = hasChange(kept) ? await changeKeepingOfSpace(tx, change) : {}
      await noteAct(tx, stream, user, { did: 'space.change', ...changeOf(now, changed) })
      const { seq } = tx.emit(stream, 'space.changed', user, { ...profile, ...told })
      // Who moderates there may do less from now on, or more again.
      return { seq: 'second_factor' in profile ? tx.emit(stream, 'rights.changed', user, {}).seq : seq }
    },
    { account: user },
  )
}
