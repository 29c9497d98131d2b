/** Who uploads: by an access token, as at a gateway, or by an address that was sealed for them. */
import { fail } from '@parley/protocol'
import { bearerOf, checkMay } from '@parley/service-kit'
import type { Request } from 'express'
import type { Context } from './context.ts'

/** The user. Fails with TOKEN_MISSING, as the check of a token does, or with LINK_ENDED; and where they may not upload at the moment. */
export const uploaderOf = async (request: Request, { tokens, seals }: Context): Promise<string> => {
  const { seal } = request.params
  if (typeof seal === 'string') {
    const { user } = seals.readUpload(seal) ?? fail('LINK_ENDED')
    // It is good for an hour, in which much may be said of whom it was given to.
    checkMay(tokens.standingOf(user))
    return user
  }
  const token = bearerOf(request) ?? fail('TOKEN_MISSING')
  const { user, scopes } = await tokens.verify(token, request.ip ?? '')
  checkMay(tokens.standingOf(user))
  if (scopes && !scopes.has('file.upload') && !scopes.has('file:write')) fail('SCOPE_MISSING', { scope: 'file.upload' })
  return user
}
