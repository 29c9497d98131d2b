import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { summaryOf } from './statement-span.ts'

test.each([
  ['select id from stream where id = $1 order by id for update', 'select stream'],
  ['insert into person (id) values ($1) on conflict (id) do update set name = $2', 'insert person'],
  [
    'with a as (insert into event (x) select 1 from unnest($1) n), b as (update stream set head = 1) insert into outbox values (1)',
    'insert event update stream insert outbox',
  ],
  ['delete from outbox where xid in (select xid from outbox)', 'delete outbox select outbox'],
  ['select 1 from event join stream on true', 'select event select stream'],
  ['-- from nowhere\n select outcome from send($1)', 'select send'],
  ['begin', 'begin'],
])('%s shows as %s', (sql, name) => {
  expect(summaryOf(sql)).toBe(name)
})

test('who does not trace loads nothing of the SDK that does', () => {
  const script = `
    import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
    await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)})
    console.log(loaded.filter((url) => /sdk-trace|otlp|tracing-sdk/.test(url)).length, loaded.length > 10)`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  expect(stdout.trim(), stderr).toBe('0 true')
})
