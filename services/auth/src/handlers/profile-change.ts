import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { holdPortrait } from '../portraits.ts'
import { changeProfile, readProfile } from '../store/profile.ts'
import { tellOf } from '../telling.ts'

/** What is as it was is no change: nobody is told anything. */
export const profileChange: Handler<'profile.change', Auth> = async (input, { user }, auth) => {
  const texts = [input.pronouns, input.bio].map((text) => text?.normalize('NFC').trim())
  const given = {
    ...input,
    ...(texts[0] !== undefined && { pronouns: texts[0] }),
    ...(texts[1] !== undefined && { bio: texts[1] }),
  }
  if (!(await readProfile(auth.db, user))) fail('SESSION_ENDED')
  await auth.attempts.changeName(user)
  for (const as of ['picture', 'banner'] as const) await holdPortrait(auth, { user, as, file: input[as] })
  await tellOf(auth.db, user, (tx) => changeProfile(tx, user, given))
  return (await readProfile(auth.db, user)) ?? fail('SESSION_ENDED')
}
