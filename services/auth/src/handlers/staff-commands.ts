/** Commands for those who run the platform. */
import type { Handlers } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { accountAppeal } from './account-appeal.ts'
import { deedList } from './deed-list.ts'
import { entryCreate } from './entry-create.ts'
import { entryList } from './entry-list.ts'
import { entryRevoke } from './entry-revoke.ts'
import { keyCreate } from './key-create.ts'
import { keyList } from './key-list.ts'
import { keyRevoke } from './key-revoke.ts'
import { keyRotate } from './key-rotate.ts'
import { personFind } from './person-find.ts'
import { personLogOut } from './person-log-out.ts'
import { personRelease } from './person-release.ts'
import { personReset } from './person-reset.ts'
import { personRestrict } from './person-restrict.ts'
import { staffAppoint } from './staff-appoint.ts'
import { staffList } from './staff-list.ts'

export const staffHandlers = {
  'account.appeal': accountAppeal,
  'person.find': personFind,
  'person.restrict': personRestrict,
  'person.release': personRelease,
  'person.log_out': personLogOut,
  'person.reset': personReset,
  'staff.list': staffList,
  'staff.appoint': staffAppoint,
  'key.create': keyCreate,
  'key.list': keyList,
  'key.rotate': keyRotate,
  'key.revoke': keyRevoke,
  'deed.list': deedList,
  'entry.create': entryCreate,
  'entry.list': entryList,
  'entry.revoke': entryRevoke,
} satisfies Partial<Handlers<'auth', Auth>>
