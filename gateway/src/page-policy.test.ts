/** What the page may load and do, by what its answer says, and who may frame it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Routes } from '@parley/service-kit'
import express from 'express'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addWebPage } from './http-routes.ts'

const app = express()
const server = createServer(app)
let folder: string
let url: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'page-policy-'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Parley</title>')
  addWebPage(app, new Routes(app), {
    root: folder,
    look: '',
    mediaOrigins: ['https://files.example.org'],
    uploadOrigins: ['https://up.example.org'],
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  await rm(folder, { recursive: true })
})

const policyOf = async (path: string): Promise<Record<string, string>> => {
  const policy = (await fetch(`${url}${path}`)).headers.get('content-security-policy') ?? ''
  const parts = policy.split('; ').map((part): [string, string] => {
    const [name = '', ...sources] = part.split(' ')
    return [name, sources.join(' ')]
  })
  return Object.fromEntries(parts)
}

test('scripts, styles and connections of the page are its own, nobody frames it, and pictures come from where the operator says', async () => {
  const policy = await policyOf('/')
  expect(policy).toMatchObject({
    'default-src': "'self'",
    'connect-src': "'self' https://up.example.org",
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
    'img-src': expect.stringContaining('https://files.example.org'),
    'media-src': expect.stringContaining('https://files.example.org'),
  })
  expect(policy).not.toHaveProperty('script-src')
  expect(JSON.stringify(policy)).not.toContain('unsafe')
  expect(await policyOf('/index.html')).toEqual(policy)
})
