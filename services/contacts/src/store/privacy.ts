/** Who may contact somebody, and add them to groups. Written under the lock of their own stream. */
import type { Output } from '@parley/protocol'
import type { Database, InEpoch, Queryable } from '@parley/service-kit'
import type { ReachQuestion } from '@parley/wire'
import { tiesOf } from './ties.ts'

export type Privacy = Pick<Output<'privacy.get'>, 'contact' | 'groups'>

/** Of who has said nothing. */
const usual: Privacy = { contact: 'everyone', groups: 'everyone' }

const findSql = 'select contact, groups from privacy where person = $1'

export const findPrivacy = async (db: Queryable, person: string): Promise<Privacy> =>
  (await db.query<Privacy>(findSql, [person]))[0] ?? usual

const putSql = `
  insert into privacy (person, contact, groups) values ($1, $2, $3)
  on conflict (person) do update set contact = excluded.contact, groups = excluded.groups`

export const putPrivacy = async (db: Queryable, person: string, { contact, groups }: Privacy): Promise<void> =>
  void (await db.query(putSql, [person, contact, groups]))

const reachedSql = (to: 'contact' | 'groups') => `
  select id from unnest($2::uuid[]) id left join privacy on privacy.person = id
  where case coalesce(privacy.${to}, 'everyone')
    when 'everyone' then true
    when 'nobody' then false
    else exists (select from relation where person = id and other = $1 and stands = 'contact')
      or privacy.${to} = 'contacts_of_contacts' and exists (
        select from relation own join relation theirs on theirs.person = own.other and theirs.other = $1 and theirs.stands = 'contact'
        where own.person = id and own.stands = 'contact'
      )
  end`

/** Those of them whom somebody may contact, or add to groups, as far as they say who may. Blocks are another matter. */
export const whomReached = async (db: Queryable, { by, to, users }: ReachQuestion): Promise<string[]> =>
  to === 'contacts'
    ? [...(await tiesOf(db, { user: by, people: users })).contacts]
    : (await db.query<{ id: string }>(reachedSql(to), [by, users])).map(({ id }) => id)

const tellSql = `
  select head, (select current_epoch()) as epoch, contact, groups
  from stream left join privacy on privacy.person = stream.id where stream.id = $1`

type Row = InEpoch & { readonly head: number } & { readonly [Name in keyof Privacy]: Privacy[Name] | null }

/** With where their stream stands. */
export const tellPrivacy = async (db: Database, person: string): Promise<Output<'privacy.get'>> => {
  const rows = await db.query<Row>(tellSql, [person])
  const [{ head, contact, groups } = { head: 0, contact: null, groups: null }] = rows
  return { epoch: db.read(rows), head, contact: contact ?? usual.contact, groups: groups ?? usual.groups }
}
