import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'

export const waysGet: Handler<'ways.get', Auth> = async (_input, _caller, { config, codeFlow }) => ({
  sign_up: config.SIGN_UP,
  ...(config.GUESTS === 'on' && { guests: true as const }),
  issuers: codeFlow.clients.map(({ issuer, label }) => ({ issuer, label })),
})
