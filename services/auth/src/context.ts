import type { Bus, Clock, ConfigOf, Database, Edge, Log, Mailer, SecurityLog } from '@parley/service-kit'
import type { Attempts } from './attempts.ts'
import type { authConfig } from './config.ts'
import type { Devices } from './devices.ts'
import type { LoginCounts } from './metrics.ts'
import type { CodeFlow } from './oidc/code-flow.ts'
import type { Trusted } from './oidc/trusted.ts'
import type { PasskeyPlace } from './passkeys.ts'
import type { Passwords } from './passwords.ts'
import type { SigningKeys } from './signing-keys.ts'

/** What every handler of this service is given. */
export interface Auth {
  readonly config: ConfigOf<typeof authConfig>
  readonly db: Database
  readonly bus: Bus
  readonly log: Log
  readonly clock: Clock
  /** Who asks over HTTP. */
  readonly edge: Edge
  readonly security: SecurityLog
  /** Undefined where this server sends no mail. */
  readonly mailer: Mailer | undefined
  /** What is committed and due is sent now; nothing waits for it. */
  readonly sendMail: () => void
  readonly counts: LoginCounts
  readonly attempts: Attempts
  readonly devices: Devices
  readonly passkeys: PasskeyPlace
  readonly passwords: Passwords
  readonly trusted: Trusted
  readonly codeFlow: CodeFlow
  readonly keys: SigningKeys
}
