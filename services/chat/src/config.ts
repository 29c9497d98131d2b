import { forGoodHours } from '@parley/protocol'
import { flag, optional, text, whole } from '@parley/service-kit'

export const chatConfig = {
  ROOM_MEMBERS: whole({ about: 'members a room may have', default: 2_000, min: 2, max: 100_000 }),
  ROOMS_PER_ACCOUNT: whole({
    about: 'rooms an account may be in, direct ones and groups together; who is in more already stays in them',
    default: 1_000,
    min: 1,
    max: 100_000,
  }),
  NEW_ACCOUNT_HOURS: whole({
    about:
      'hours for which an account is new; that of a guest stays so, and those of who runs the platform and of programs are not. The same for chat and contacts',
    default: 72,
    min: 0,
    max: 8_760,
  }),
  DIRECTS_OF_NEW: optional(
    whole({
      about:
        'direct rooms with people who are no contacts of theirs that an account may have begun while it is new; it then adds its contacts alone to groups, and asks others in. Not given: as any account',
      min: 0,
      max: 10_000,
    }),
  ),
  INVITES_OF_NEW: optional(
    whole({
      about:
        'links of invitation to groups and spaces that a new account may have open, with those of people whom it asks into groups by name. Not given: as any account',
      min: 0,
      max: 10_000,
    }),
  ),
  LINKS_OF_NEW: flag({
    about: 'whether new accounts may send addresses of the web',
    default: true,
  }),
  SPACES_PER_ACCOUNT: whole({
    about: 'spaces an account may live in; who lives in more already stays there',
    default: 100,
    min: 1,
    max: 10_000,
  }),
  SPACE_GRACE_MS: whole({
    about:
      'milliseconds from the deletion of a space until it is gone for good: for so long its owner can take that back',
    default: 604_800_000,
    min: 0,
    max: 31_536_000_000,
  }),
  TEMPORARY_GRACE_SECONDS: whole({
    about:
      'seconds without a device, as presence knows it, after which somebody leaves a space who lives there until they go offline; without presence nobody does',
    default: 120,
    min: 1,
    max: 86_400,
  }),
  AUDIT_DAYS: whole({
    about: 'days for which it is kept who has done what in a space',
    default: 365,
    min: 1,
    max: 36_500,
  }),
  THREADS_PER_ROOM: whole({
    about: 'threads a room may have: public ones together, and of private ones those that one person has begun',
    default: 10_000,
    min: 1,
    max: 1_000_000,
  }),
  ACTIVE_THREADS_PER_ROOM: whole({
    about: 'of these, so many may be active: those that are archived do not count',
    default: 1_000,
    min: 1,
    max: 100_000,
  }),
  KEEP_HOURS: whole({
    about:
      'hours after which what was said is removed, where neither a room nor its space says otherwise; 0: it is kept for good',
    default: 0,
    min: 0,
    max: forGoodHours,
  }),
  KEEP_HOURS_MOST: whole({
    about: 'hours for which anything is kept at most, whatever a room or its space says; 0: without a bound',
    default: 0,
    min: 0,
    max: forGoodHours,
  }),
  KEEP_PINS: flag({
    about: 'whether pinned messages stay when their time is over, where neither a room nor its space says so',
    default: false,
  }),
  KEEP_THREADS: flag({
    about: 'whether what was said in threads stays when its time is over, where neither a room nor its space says so',
    default: false,
  }),
  LINK_PREVIEWS: flag({
    about:
      'whether what links in messages lead to is looked up by the service that keeps files, and shown. The same for both',
    default: false,
  }),
  SEND_BATCH: whole({
    about: 'messages written to Postgres in one statement at most',
    default: 500,
    min: 1,
    max: 5_000,
  }),
  SEND_IN_FLIGHT: whole({ about: 'such statements under way at once', default: 2, min: 1, max: 16 }),
  SEARCH_CONFIGURATION: text({
    about:
      'text search configuration of Postgres by which search finds other forms of a word, such as english or german (`select cfgname from pg_ts_config`); simple finds the word itself. Another one takes what was said before anew, in the background',
    default: 'simple',
  }),
  SEARCH_POOL: whole({
    about: 'connections to Postgres for searches, besides POSTGRES_POOL; two of three search at once, and others wait',
    default: 3,
    min: 2,
    max: 100,
  }),
  SEARCH_MS: whole({
    about: 'milliseconds that one statement of a search may take',
    default: 3_000,
    min: 100,
    max: 15_000,
  }),
}
