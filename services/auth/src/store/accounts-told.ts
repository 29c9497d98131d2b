/** All accounts, as others are told of them. */
import { beforeIds, type Snapshot, type Summary } from '@parley/service-kit'

const sql = `
  select account.id as place, account.id as stream, stream.head as seq, 'account.created' as ev, account.id as by,
    floor(extract(epoch from account.created_at) * 1000)::bigint as at,
    json_strip_nulls(json_build_object('user', account.id, 'name', account.name, 'profile', profile.version,
      'picture', profile.picture,
      'program', nullif(program, false), 'guest', nullif(guest, false))) as is, (select current_epoch()) as epoch
  from account join stream on stream.id = account.id left join profile on profile.account = account.id
  where account.id > coalesce($1::uuid, '${beforeIds}')
  order by account.id limit $2`

export const accounts: Snapshot<'account.created' | 'account.changed'> = {
  kinds: ['account.created', 'account.changed'],
  read: (db, after, limit) => db.query<Summary<'account.created'>>(sql, [after, limit]),
}
