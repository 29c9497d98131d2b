import type { ServerName, Started } from './backing.ts'

export type Startable = AsyncDisposable & { readonly url: string }

/** Starts them at once. When one fails, those that are up are stopped again; disposing stops them in reverse order. */
export async function startAllOrNone(
  wanted: ServerName[],
  start: (name: ServerName) => Promise<Startable>,
): Promise<Started> {
  await using servers = new AsyncDisposableStack()
  const results = await Promise.allSettled(wanted.map(start))
  const started = results.filter((result) => result.status === 'fulfilled').map((result) => servers.use(result.value))
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
  const kept = servers.move()
  return {
    urls: Object.fromEntries(wanted.map((name, index) => [name, started[index]?.url])),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
