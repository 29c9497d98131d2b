import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { request as ask, createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import express from 'express'
import { afterEach, describe, expect, test } from 'vitest'
import { serveWebPage } from './web-page.ts'

const released: (() => unknown)[] = []
afterEach(async () => {
  for (const release of released.splice(0).reverse()) await release()
})

const script = `console.log(${JSON.stringify('a'.repeat(500))})`
const html = '<!doctype html><title>Parley</title><script src="/assets/index-a1.js"></script>'

const page = {
  'index.html': html,
  'favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'assets/index-a1.js': script,
  'assets/index-a1.js.br': brotliCompressSync(script),
  'assets/index-a1.js.gz': gzipSync(script),
  'assets/index-b2.css': 'body{}',
}

type Files = Readonly<Record<string, string | Buffer>>

const folderWith = async (files: Files): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'web-page-'))
  released.push(() => rm(folder, { recursive: true }))
  await fill(folder, files)
  return folder
}

const fill = async (folder: string, files: Files): Promise<void> => {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true })
    await writeFile(join(folder, path), content)
  }
}

interface Answer {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Not by `fetch`, which unpacks and asks for what it likes. */
const serve = async (folder: string, look?: string) => {
  const app = express()
    .use(serveWebPage(folder, look))
    .use((_request, response) => void response.status(404).json({}))
  const server = createServer(app).listen(0, '127.0.0.1')
  released.push(() => server.close())
  await new Promise((done) => server.once('listening', done))
  const { port } = server.address() as AddressInfo
  return (path: string, headers = {}, method = 'GET'): Promise<Answer> =>
    new Promise((done, failed) => {
      const request = ask({ host: '127.0.0.1', port, path, headers, method, agent: false }, async (response) => {
        const parts: Buffer[] = []
        for await (const part of response) parts.push(part as Buffer)
        done({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) })
      })
      request.on('error', failed).end()
    })
}

const get = async (files: Files = page) => serve(await folderWith(files))

describe('the web page', () => {
  test.each(['/', '/index.html', '/favicon.svg'])(
    'has a browser ask each time whether its %s is still the one',
    async (path) => {
      const fetched = await get()
      const { status, headers } = await fetched(path)
      expect(status).toBe(200)
      expect(headers['cache-control']).toBe('no-cache')
      const again = await fetched(path, { 'if-none-match': headers.etag })
      expect(again).toMatchObject({
        status: 304,
        headers: { etag: headers.etag, 'cache-control': 'no-cache', vary: 'Accept-Encoding' },
      })
      expect(again.body.length).toBe(0)
    },
  )

  test('is another one after an upgrade, also where nothing but its content tells', async () => {
    const before = await (await get())('/')
    const after = await get({ ...page, 'index.html': html.replace('a1', 'b7') })
    const asked = await after('/', {
      'if-none-match': before.headers.etag,
      'if-modified-since': new Date().toUTCString(),
    })
    expect(asked.status).toBe(200)
    expect(asked.body.toString()).toContain('index-b7.js')
    expect(asked.headers['last-modified']).toBeUndefined()
  })

  test('keeps its assets for good in the browser', async () => {
    const { headers } = await (await get())('/assets/index-a1.js')
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
  })

  test('says that it has no such asset without a page, and nobody may remember it', async () => {
    const fetched = await get()
    for (const path of [
      '/assets/gone.js',
      '/assets/',
      '/assets/index-a1.js.br',
      '/assets/..%2findex.html',
      '/elsewhere',
    ]) {
      const { status, headers, body } = await fetched(path, { accept: 'text/html' })
      expect([path, status, headers['cache-control']]).toEqual([path, 404, 'no-store'])
      expect(body.toString()).not.toContain('Parley')
    }
  })

  test('serves what it began with, whatever becomes of its folder', async () => {
    const folder = await folderWith(page)
    const fetched = await serve(folder)
    await rm(join(folder, 'assets'), { recursive: true })
    await fill(folder, { 'index.html': 'half written' })
    expect((await fetched('/')).body.toString()).toBe(html)
    expect((await fetched('/assets/index-a1.js')).body.toString()).toBe(script)
  })

  test.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0, gzip;q=0', undefined],
    ['*', 'br'],
    ['*;q=0', undefined],
    ['identity', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('for %j comes as %s', async (accepted, encoding) => {
    const fetched = await get()
    const answer = await fetched('/assets/index-a1.js', accepted === undefined ? {} : { 'accept-encoding': accepted })
    const unpacked = { br: brotliDecompressSync, gzip: gunzipSync }[encoding ?? ''] ?? ((bytes: Buffer) => bytes)
    expect(answer.headers['content-encoding']).toBe(encoding)
    expect(answer.headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(answer.headers.vary).toBe('Accept-Encoding')
    expect(unpacked(answer.body).toString()).toBe(script)
  })

  test('has a tag of its own for each form, so that none is taken for the other', async () => {
    const fetched = await get()
    const forms = ['br', 'gzip', 'identity'].map((form) => fetched('/assets/index-a1.js', { 'accept-encoding': form }))
    const tags = (await Promise.all(forms)).map(({ headers }) => headers.etag)
    expect(new Set(tags).size).toBe(3)
    const other = await fetched('/assets/index-a1.js', { 'accept-encoding': 'gzip', 'if-none-match': tags[0] })
    expect(other.status).toBe(200)
  })

  test('does not take the packed form of another build for its own', async () => {
    const stale = { ...page, 'index.html.br': brotliCompressSync('before'), 'index.html.gz': Buffer.from('nonsense') }
    const { headers, body } = await (await get(stale))('/', { 'accept-encoding': 'br, gzip' })
    expect(headers['content-encoding']).toBeUndefined()
    expect(body.toString()).toBe(html)
  })

  test('answers HEAD as GET, without the body', async () => {
    const fetched = await get()
    const [whole, head] = await Promise.all(
      ['GET', 'HEAD'].map((method) => fetched('/assets/index-a1.js', { 'accept-encoding': 'br' }, method)),
    )
    const { date: _, ...headers } = whole?.headers ?? {}
    expect(head).toMatchObject({ status: 200, headers })
    expect(head?.body.length).toBe(0)
    expect(whole?.headers['content-length']).toBe(String(whole?.body.length))
  })

  test.each([
    ['bytes=0-3', 206, script.slice(0, 4)],
    ['bytes=-4', 206, script.slice(-4)],
    ['bytes=4-', 206, script.slice(4)],
    ['bytes=0-1,4-5', 200, script],
    ['lines=1-2', 200, script],
    ['nonsense', 200, script],
    ['bytes=900000-', 416, ''],
  ])('asked for %s answers %i', async (range, status, expected) => {
    const answer = await (await get())('/assets/index-a1.js', { range })
    expect(answer.status).toBe(status)
    expect(answer.body.toString()).toBe(expected)
    if (status === 206) expect(answer.headers['content-range']).toMatch(/^bytes \d+-\d+\/515$/)
  })

  test('gives no part of another form or build', async () => {
    const answer = await (await get())('/assets/index-a1.js', { range: 'bytes=0-3', 'if-range': '"another"' })
    expect(answer.status).toBe(200)
  })

  test('takes nothing else than reading', async () => {
    const fetched = await get()
    for (const method of ['POST', 'PUT', 'DELETE']) expect((await fetched('/', {}, method)).status).toBe(404)
  })

  test('has the look of the deployment, and does not begin with one that cannot be read', async () => {
    const table = {
      colours: { ink: ['#000000', '#ffffff'], paper: ['#ffffff', '#000000'] },
      measures: {},
      pairs: [['ink', 'paper', 4.5]],
    }
    const folder = await folderWith({
      ...page,
      'look.css': '',
      'look.css.br': '',
      'tokens.json': JSON.stringify(table),
    })
    const own = await folderWith({
      'look.json': '{"ink":["#101010","#f0f0f0"]}',
      'faint.json': '{"ink":["#e0e0e0","#f0f0f0"]}',
    })
    const { headers, body } = await (await serve(folder, join(own, 'look.json')))('/look.css', {
      'accept-encoding': 'br',
    })
    expect(headers).toMatchObject({ 'content-type': 'text/css; charset=utf-8', 'cache-control': 'no-cache' })
    expect(body.toString()).toContain('--ink: light-dark(#101010, #f0f0f0);')
    expect((await (await serve(folder))('/look.css')).body.toString()).toBe('')
    expect(() => serveWebPage(folder, join(own, 'faint.json'))).toThrow('ink on paper has a contrast of 1.3 in light')
    expect(() => serveWebPage(folder, join(own, 'gone.json'))).toThrow('gone.json, which cannot be read')
    await rm(join(folder, 'tokens.json'))
    expect(() => serveWebPage(folder, join(own, 'look.json'))).toThrow('does not say what can be set')
  })

  test('does not begin without a page, and says which setting is wrong', async () => {
    const empty = await folderWith({})
    expect(() => serveWebPage(empty)).toThrow(`WEB_ROOT is ${empty}, where there is no index.html`)
    expect(() => serveWebPage(join(empty, 'missing'))).toThrow('WEB_ROOT')
    const full = await folderWith(page)
    await writeFile(join(full, 'disk.img'), '')
    await truncate(join(full, 'disk.img'), 65 << 20)
    expect(() => serveWebPage(full)).toThrow('more than a web page does')
  })
})
