import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { listIdentities } from '../store/identity.ts'

export const identityList: Handler<'identity.list', Auth> = async (_input, { user }, { db, trusted }) => {
  const identities = (await listIdentities(db, user)).map(({ issuer: url, subject, createdAt, usedAt }) => {
    const issuer = trusted.nameOf(url)
    return {
      ...(issuer === undefined ? {} : { issuer }),
      url,
      subject,
      created_at: createdAt.getTime(),
      used_at: usedAt.getTime(),
    }
  })
  return { identities }
}
