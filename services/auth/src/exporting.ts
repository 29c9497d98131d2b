/** What auth tells of somebody who takes along what there is of them. What opens their account, as hashes and keys do, is none of it. */
import { type ExportStep, exportRows } from '@parley/service-kit'

export const authExporting: readonly ExportStep[] = [
  exportRows({
    table: 'account',
    of: ['id'],
    told: 'id, name, created_at, findable',
    key: 'id',
  }),
  exportRows({
    table: 'username',
    what: 'usernames',
    of: ['account'],
    told: 'name, reserved_until',
    key: 'name',
  }),
  exportRows({ table: 'email', of: ['account'], told: 'address, since', key: 'account' }),
  exportRows({
    table: 'mail',
    what: 'mails',
    of: ['account'],
    told: 'kind, address, made_at',
    key: `lpad(id::text, 20, '0')`,
  }),
  exportRows({ table: 'profile', of: ['account'], told: 'pronouns, colour, bio, links', key: 'account' }),
  exportRows({
    table: 'session',
    what: 'sessions',
    of: ['account'],
    told: 'id, device, address, created_at, used_at, expires_at, ended_at, second_factor',
    key: 'id',
  }),
  exportRows({ table: 'totp', what: 'apps', of: ['account'], told: 'started_at, confirmed_at', key: 'account' }),
  exportRows({
    table: 'passkey',
    what: 'passkeys',
    of: ['account'],
    told: 'id, name, transports, created_at, used_at',
    key: 'id',
  }),
  exportRows({
    table: 'identity',
    what: 'identities',
    of: ['account'],
    told: 'issuer, subject, created_at, used_at',
    key: `issuer || ' ' || subject`,
  }),
  exportRows({
    table: 'scim_user',
    what: 'directory',
    of: ['account'],
    told: 'external_id, about, active, created_at, changed_at',
    key: 'account',
  }),
  exportRows({
    table: 'scim_member',
    what: 'directory_groups',
    of: ['account'],
    told: '(select name from scim_group where id = scim_group) as name',
    key: 'scim_group',
  }),
  exportRows({ table: 'staff', what: 'roles', of: ['account'], told: 'role, appointed_at', key: 'account' }),
  exportRows({
    table: 'restriction',
    what: 'restrictions',
    of: ['account'],
    told: 'kind, reason, at, until, lifted_at, appeal, appealed_at',
    key: 'kind',
  }),
  exportRows({ table: 'closing', of: ['account'], told: 'messages, asked_at, due_at', key: 'account' }),
]
