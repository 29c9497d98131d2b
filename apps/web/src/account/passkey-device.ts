/** What the browser asks of a device that holds passkeys. It comes when it is used: the first load does without. */
import { t } from '@lingui/core/macro'
import { ParleyError } from '@parley/client'
import type { Input, Output } from '@parley/protocol'
import type { startAuthentication, startRegistration } from '@simplewebauthn/browser'

type Assertion = Extract<Input<'session.confirm'>, { passkey: unknown }>['passkey']
type Attestation = Input<'passkey.create'>['passkey']
type AuthenticationOptions = Parameters<typeof startAuthentication>[0]['optionsJSON']
type RegistrationOptions = Parameters<typeof startRegistration>[0]['optionsJSON']

export const hasPasskeys = 'PublicKeyCredential' in globalThis

/** The browser tells no page why, so that none finds out who has a passkey. */
const refused = (cause: unknown): ParleyError =>
  new ParleyError(
    { name: 'PASSKEY_WRONG', code: 1137, text: t`The browser gave no passkey. Try again, or use another way.` },
    { cause },
  )

const library = () => import('@simplewebauthn/browser')

export const signWithPasskey = async ({ options }: Output<'passkey.ask'>): Promise<Assertion> => {
  const { startAuthentication } = await library()
  const optionsJSON = options as AuthenticationOptions
  const { id, response } = await startAuthentication({ optionsJSON }).catch((cause) => Promise.reject(refused(cause)))
  const { clientDataJSON, authenticatorData, signature } = response
  return { id, clientDataJSON, authenticatorData, signature }
}

export const makePasskey = async ({ options }: Output<'passkey.start'>): Promise<Attestation> => {
  const { startRegistration } = await library()
  const optionsJSON = options as RegistrationOptions
  const { id, response } = await startRegistration({ optionsJSON }).catch((cause) => Promise.reject(refused(cause)))
  const { clientDataJSON, attestationObject, transports = [] } = response
  return { id, clientDataJSON, attestationObject, transports }
}
