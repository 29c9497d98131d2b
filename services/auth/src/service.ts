import {
  answerExport,
  answerQuestion,
  ConfigFaults,
  type ConfigOf,
  defineService,
  type Edge,
  edgeBehindGateway,
  type Handlers,
  type Log,
  type Mailer,
  openClock,
  openMailer,
  originText,
} from '@parley/service-kit'
import { type AttemptLimits, openAttempts } from './attempts.ts'
import { authChecks } from './checks.ts'
import { authConfig } from './config.ts'
import type { Auth } from './context.ts'
import { openDevices } from './devices.ts'
import { authExporting } from './exporting.ts'
import { accountChange } from './handlers/account-change.ts'
import { accountClose } from './handlers/account-close.ts'
import { accountCreate } from './handlers/account-create.ts'
import { accountExport } from './handlers/account-export.ts'
import { accountGet } from './handlers/account-get.ts'
import { accountKeep } from './handlers/account-keep.ts'
import { deviceAnswer, deviceCheck, deviceLook, deviceStart } from './handlers/device-commands.ts'
import { emailChange } from './handlers/email-change.ts'
import { emailGet } from './handlers/email-get.ts'
import { emailRemove } from './handlers/email-remove.ts'
import { emailVerify } from './handlers/email-verify.ts'
import { factorList } from './handlers/factor-list.ts'
import { guestBecome } from './handlers/guest-become.ts'
import { guestCreate } from './handlers/guest-create.ts'
import { identityArrive } from './handlers/identity-arrive.ts'
import { identityCreate } from './handlers/identity-create.ts'
import { identityList } from './handlers/identity-list.ts'
import { identityRemove } from './handlers/identity-remove.ts'
import { identityStart } from './handlers/identity-start.ts'
import { issuerStart } from './handlers/issuer-start.ts'
import { passkeyAsk } from './handlers/passkey-ask.ts'
import { passkeyCreate } from './handlers/passkey-create.ts'
import { passkeyRemove } from './handlers/passkey-remove.ts'
import { passkeyRename } from './handlers/passkey-rename.ts'
import { passkeyStart } from './handlers/passkey-start.ts'
import { passwordChange } from './handlers/password-change.ts'
import { passwordForget } from './handlers/password-forget.ts'
import { passwordReset } from './handlers/password-reset.ts'
import { profileChange } from './handlers/profile-change.ts'
import { profileGet } from './handlers/profile-get.ts'
import { recoveryCreate } from './handlers/recovery-create.ts'
import { sessionArrive } from './handlers/session-arrive.ts'
import { sessionConfirm } from './handlers/session-confirm.ts'
import { sessionCreate } from './handlers/session-create.ts'
import { sessionEnd } from './handlers/session-end.ts'
import { sessionExchange } from './handlers/session-exchange.ts'
import { sessionJoin } from './handlers/session-join.ts'
import { sessionList } from './handlers/session-list.ts'
import { sessionRefresh } from './handlers/session-refresh.ts'
import { sessionRename } from './handlers/session-rename.ts'
import { sessionRevoke, sessionRevokeAll } from './handlers/session-revoke.ts'
import { staffHandlers } from './handlers/staff-commands.ts'
import { totpCreate } from './handlers/totp-create.ts'
import { totpRemove } from './handlers/totp-remove.ts'
import { totpStart } from './handlers/totp-start.ts'
import { userGet } from './handlers/user-get.ts'
import { userSearch } from './handlers/user-search.ts'
import { usernameChange } from './handlers/username-change.ts'
import { usernameResolve } from './handlers/username-resolve.ts'
import { waysGet } from './handlers/ways-get.ts'
import { addRoutes } from './http.ts'
import { startJobs } from './jobs.ts'
import { sendLetter } from './letters.ts'
import { makeSendMail } from './mails.ts'
import { authMetrics, countLimits, countLogins, watchAuth } from './metrics.ts'
import { clientsOf } from './oidc/clients.ts'
import { openCodeFlow } from './oidc/code-flow.ts'
import { type FetchJson, makeFetchJson } from './oidc/fetch-json.ts'
import { issuersOf } from './oidc/issuers.ts'
import { type Trusted, trustIssuers } from './oidc/trusted.ts'
import { passkeyPlace } from './passkeys.ts'
import { openPasswords } from './passwords.ts'
import { answerPortraits } from './portraits.ts'
import { openRedis } from './redis.ts'
import { issuerOfScim } from './scim/directory.ts'
import { answerBearers } from './service-keys.ts'
import { openSigningKeys } from './signing-keys.ts'
import { mayAsStaff } from './staff.ts'
import { accounts } from './store/accounts-told.ts'
import { factors } from './store/factor-told.ts'
import { areOpen } from './store/session.ts'

const handlers: Handlers<'auth', Auth> = {
  'account.create': accountCreate,
  'account.get': accountGet,
  'account.change': accountChange,
  'account.close': accountClose,
  'account.keep': accountKeep,
  'account.export': accountExport,
  'session.create': sessionCreate,
  'session.confirm': sessionConfirm,
  'session.exchange': sessionExchange,
  'ways.get': waysGet,
  'issuer.start': issuerStart,
  'session.arrive': sessionArrive,
  'session.join': sessionJoin,
  'session.refresh': sessionRefresh,
  'session.end': sessionEnd,
  'session.list': sessionList,
  'session.rename': sessionRename,
  'session.revoke': sessionRevoke,
  'session.revoke_all': sessionRevokeAll,
  'password.change': passwordChange,
  'password.forget': passwordForget,
  'password.reset': passwordReset,
  'email.get': emailGet,
  'email.change': emailChange,
  'email.remove': emailRemove,
  'email.verify': emailVerify,
  'username.change': usernameChange,
  'username.resolve': usernameResolve,
  'profile.get': profileGet,
  'profile.change': profileChange,
  'factor.list': factorList,
  'totp.start': totpStart,
  'totp.create': totpCreate,
  'totp.remove': totpRemove,
  'recovery.create': recoveryCreate,
  'passkey.ask': passkeyAsk,
  'passkey.start': passkeyStart,
  'passkey.create': passkeyCreate,
  'passkey.rename': passkeyRename,
  'passkey.remove': passkeyRemove,
  'device.start': deviceStart,
  'device.check': deviceCheck,
  'device.look': deviceLook,
  'device.answer': deviceAnswer,
  'guest.create': guestCreate,
  'guest.become': guestBecome,
  'identity.list': identityList,
  'identity.create': identityCreate,
  'identity.start': identityStart,
  'identity.arrive': identityArrive,
  'identity.remove': identityRemove,
  'user.get': userGet,
  'user.search': userSearch,
  ...staffHandlers,
}

/** A `*` among the origins counts for nothing here: with the cookie, a page acts for whoever sits before it. */
const edgeOf = (config: ConfigOf<typeof authConfig>, log: Log): Edge =>
  edgeBehindGateway({ ...config, ALLOWED_ORIGINS: config.ALLOWED_ORIGINS.filter((origin) => origin !== '*') }, log)

const attemptLimitsOf = (config: ConfigOf<typeof authConfig>): AttemptLimits => ({
  loginsPerSecond: config.RATE_LOGIN,
  refreshesPerSecond: config.RATE_REFRESH,
  perPair: config.LOGIN_FAILURES_PER_ACCOUNT,
  perAddress: config.LOGIN_FAILURES_PER_ADDRESS,
  everywhere: config.LOGIN_FAILURES_EVERYWHERE,
  signUpsPerAddress: config.SIGN_UPS_PER_ADDRESS,
  nameChanges: config.NAME_CHANGES_PER_ACCOUNT,
  mails: config.MAILS_PER_ACCOUNT,
  windowSeconds: config.ATTEMPT_WINDOW_SECONDS,
})

/** A link has to lead somewhere: what a request says of where it came from is anybody's word. */
const openMail = (config: ConfigOf<typeof authConfig>, log: Log, scope: AsyncDisposableStack): Mailer | undefined => {
  if (config.MAIL_URL !== null && config.MAIL_URL !== 'log:' && !config.PUBLIC_URL)
    throw new ConfigFaults(['MAIL_URL needs PUBLIC_URL, which the links in mails begin with'])
  const mailer = openMailer(config, log)
  return mailer && scope.use(mailer)
}

/** Issuers send people back to our page, at the address that they know, and to no other. */
const codeFlowOf = (config: ConfigOf<typeof authConfig>, trusted: Trusted, fetchJson: FetchJson, log: Log) => {
  const { OIDC_ISSUERS, OIDC_PRIVATE, OIDC_SCOPE, PUBLIC_URL } = config
  const names = issuersOf(OIDC_ISSUERS, OIDC_PRIVATE).map(({ name }) => name)
  const clients = clientsOf(config, names)
  if (clients.length > 0 && !PUBLIC_URL)
    throw new ConfigFaults(['OIDC_CLIENTS needs PUBLIC_URL, to which issuers send people back'])
  const redirectUri = PUBLIC_URL ? `${originText(PUBLIC_URL)}/` : ''
  return openCodeFlow({ clients, trusted, fetchJson, redirectUri, scope: OIDC_SCOPE, log })
}

export const auth = defineService({
  name: 'auth',
  config: authConfig,
  metrics: authMetrics,
  migrations: new URL('../migrations/', import.meta.url),
  checks: authChecks,
  async start(kit) {
    const { config, log, security, db, bus, metrics, scope, http } = kit
    const prefix = `${config.NATS_PREFIX}:auth`
    issuerOfScim(config)
    const redis = scope.use(openRedis(config.REDIS_URL, `${prefix}:here`, log))
    const clock = await openClock(db)
    const mailer = openMail(config, log, scope)
    const fetchJson = makeFetchJson(config.OIDC_PRIVATE)
    const trusted = trustIssuers(issuersOf(config.OIDC_ISSUERS, config.OIDC_PRIVATE), {
      fetchJson,
      clock,
      log,
      groupsClaim: config.OIDC_GROUPS_CLAIM,
    })
    const context: Auth = {
      config,
      log,
      clock,
      edge: edgeOf(config, log),
      mailer,
      sendMail: makeSendMail({ db, log, mailer, config }),
      security,
      db,
      bus,
      counts: countLogins(metrics),
      attempts: openAttempts(redis.store, prefix, attemptLimitsOf(config), countLimits(metrics)),
      devices: await openDevices(db),
      passkeys: passkeyPlace(config),
      trusted,
      codeFlow: codeFlowOf(config, trusted, fetchJson, log),
      passwords: await openPasswords(
        { memoryCost: config.HASH_MEMORY_KIB, timeCost: config.HASH_PASSES, parallelism: config.HASH_LANES },
        config.HASHES_AT_ONCE,
      ),
      keys: await openSigningKeys(db, {
        clock,
        issuer: config.ISSUER,
        tokenSeconds: config.ACCESS_TOKEN_SECONDS,
        rotateSeconds: config.SIGNING_KEY_SECONDS,
        made: (kid) => security('key-made', { kid }),
        withdrawn: (kids) => {
          bus.publish(bus.subjects.keysChanged, '')
          for (const kid of kids) security('key-withdrawn', { kid })
        },
      }),
    }
    watchAuth(metrics, context, redis)
    answerQuestion(bus, 'auth', 'keys', async () => {
      await context.keys.look().catch((err) => log.warn({ err }, 'the keys could not be looked at'))
      return { ...context.keys.published(), at: clock.now() }
    })
    answerBearers(bus, context)
    answerPortraits(bus, db)
    answerQuestion(bus, 'auth', 'staffed', (question) => mayAsStaff(context, question))
    answerQuestion(bus, 'auth', 'mail', (asked) => sendLetter({ db, log, mailer, config }, asked))
    answerQuestion(bus, 'auth', 'sessions', (sessions) => areOpen(db, sessions))
    answerExport({ bus, db }, 'auth', authExporting)
    addRoutes(http, context)
    await startJobs(kit, context)
    return { handlers, context, snapshots: { accounts, factors } }
  },
})
