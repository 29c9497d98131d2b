import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { pendingOf, positionOf } from '../test/kept.ts'
import { fileStore } from './file-store.ts'

let folder: string
let path: string
const children = new Set<ChildProcess>()
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-store-'))
  path = join(folder, 'bot.json')
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
  await rm(folder, { recursive: true })
})

/** Another program that writes to the file. */
const writer = (first = 0) => {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../test/file-store-writer.ts'), path, `${first}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.add(child)
  const told: string[] = []
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => told.push(line))
  return {
    told,
    says: (count: number) =>
      vi.waitUntil(() => told.length >= count || child.exitCode !== null, { timeout: 30_000, interval: 5 }),
    kill: async () => {
      child.kill('SIGKILL')
      await once(child, 'close')
    },
    failure: async () => {
      let text = ''
      child.stderr.on('data', (data) => {
        text += data
      })
      const [code] = await once(child, 'close')
      return { code, text }
    },
  }
}

const keptIn = async () => {
  await using store = await fileStore(path)
  return { unsent: await store.unsent.load(), positions: await store.positions.load() }
}

describe('a file of positions and unsent messages', () => {
  test('is empty at first, and gives back what was kept, in order', async () => {
    expect(await keptIn()).toEqual({ unsent: [], positions: {} })
    await using store = await fileStore(path)
    for (const number of [1, 2, 3]) await store.unsent.save(pendingOf(number))
    await store.unsent.remove(pendingOf(2).id)
    await store.unsent.save({ ...pendingOf(1), text: 'changed' })
    await store.positions.save(positionOf(7))
    await store.close()
    const unsent = [{ ...pendingOf(1), text: 'changed' }, pendingOf(3)]
    expect(await keptIn()).toEqual({ unsent, positions: positionOf(7) })
  })

  test('holds what was kept when that resolves, however much is kept at once, and nothing lies about after', async () => {
    const store = await fileStore(path)
    const numbers = Array.from({ length: 200 }, (_, number) => number)
    await Promise.all(numbers.map((number) => store.unsent.save(pendingOf(number))))
    expect(JSON.parse(await readFile(path, 'utf8')).unsent).toEqual(numbers.map(pendingOf))
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    await store.close()
    expect(await readdir(folder)).toEqual(['bot.json'])
  })

  test('survives being killed in the midst of writing, again and again', async () => {
    let next = 0
    for (let round = 0; round < 4; round++) {
      const child = writer(next)
      await child.says(3 + 5 * round)
      await child.kill()
      const last = Number(child.told.at(-1))
      const { unsent, positions } = await keptIn()
      const seq = Object.values(positions)[0]?.seq ?? -1
      expect(seq).toBeGreaterThanOrEqual(last)
      expect(seq).toBeLessThanOrEqual(last + 1)
      for (const { id, text } of unsent) expect(text).toBe(pendingOf(Number(id.slice(-12))).text)
      expect(unsent.map(({ id }) => id)).toContain(pendingOf(last).id)
      next = seq + 1
    }
  })

  test('is for one program: another is refused while the first lives, also by another name of the file', async () => {
    await using store = await fileStore(path)
    await store.unsent.save(pendingOf(1))
    await expect(fileStore(path)).rejects.toThrow(/bot\.json is in use by process \d+ on .*: give each program a file/)
    const name = join(folder, 'other-name.json')
    await symlink(path, name)
    await expect(fileStore(name)).rejects.toThrow('in use')
    const { code, text } = await writer().failure()
    expect(code).toBe(1)
    expect(text).toContain('is in use by process')
    await store.unsent.save(pendingOf(2))
    await store.close()
    expect((await keptIn()).unsent).toHaveLength(2)
  })

  test('of a killed program is free at once, and of two that come for it one gets it', async () => {
    const child = writer()
    await child.says(2)
    await child.kill()
    const both = await Promise.allSettled([fileStore(path), fileStore(path)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    for (const one of both) if (one.status === 'fulfilled') await one.value.close()
  })

  test('is free also where the number of the killed one is in use again, as in a container', async () => {
    const id = 'of before'
    const { hostname } = await import('node:os')
    await writeFile(`${path}.lock`, JSON.stringify({ id, pid: process.pid, host: hostname() }))
    expect(await keptIn()).toEqual({ unsent: [], positions: {} })
  })

  test('that was taken over meanwhile is not written to', async () => {
    const store = await fileStore(path)
    await store.unsent.save(pendingOf(1))
    await unlink(`${path}.lock`)
    await using taker = await fileStore(path)
    await expect(store.unsent.save(pendingOf(2))).rejects.toThrow('taken over by another program')
    await store.close()
    await taker.unsent.save(pendingOf(3))
    expect((await taker.unsent.load()).map(({ id }) => id)).toEqual([1, 3].map((number) => pendingOf(number).id))
  })

  test.each(['', '{"parley":1', 'hello', 'null', '{"parley":2,"positions":{},"unsent":[]}', '[]'])(
    'is not overwritten where something else is in it: %j',
    async (text) => {
      await writeFile(path, text)
      await expect(fileStore(path)).rejects.toThrow('move it away, or name another file')
      expect(await readFile(path, 'utf8')).toBe(text)
      expect(await readdir(folder)).toEqual(['bot.json'])
    },
  )

  test('that cannot be written to says so, and goes on when it can', async () => {
    await using store = await fileStore(path)
    await store.unsent.save(pendingOf(1))
    await chmod(folder, 0o500)
    const isRoot = process.getuid?.() === 0
    if (!isRoot) await expect(store.unsent.save(pendingOf(2))).rejects.toThrow('EACCES')
    else void store.unsent.save(pendingOf(2))
    await chmod(folder, 0o700)
    await store.unsent.save(pendingOf(3))
    expect(JSON.parse(await readFile(path, 'utf8')).unsent).toHaveLength(3)
  })

  test('of a folder that is not there is refused', async () => {
    await expect(fileStore(join(folder, 'none', 'bot.json'))).rejects.toThrow('ENOENT')
  })
})
