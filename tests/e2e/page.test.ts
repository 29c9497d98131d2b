/** One file, so that the page is built once, and by one. */
import { afterAll, afterEach, beforeAll, describe, expect, inject } from 'vitest'
import { describeInBrowser } from './chromium.ts'
import { comingBackTests } from './coming-back.ts'
import { connectionTests } from './connection.ts'
import { conversationTests } from './conversation.ts'
import { groupTests } from './group.ts'
import { hostileTests } from './hostile.ts'
import { keptTests } from './kept.ts'
import { loadingTests } from './loading.ts'
import { type Site, startSite } from './site.ts'

describeInBrowser('on the web page', () => {
  let site: Site
  beforeAll(async () => {
    site = await startSite(inject('backing'))
  }, 120_000)
  afterAll(() => site?.[Symbol.asyncDispose]())
  afterEach(async () => {
    await site.closePages()
    expect(site.complaints()).toEqual([])
  })

  describe('in a conversation', () => conversationTests(() => site))
  describe('in a group', () => groupTests(() => site))
  describe('while it comes', () => loadingTests(() => site))
  describe('with hostile messages', () => hostileTests(() => site))
  describe('with what a browser keeps', () => keptTests(() => site))
  describe('without a connection', () => connectionTests(() => site))
  describe('on the way back', () => comingBackTests(() => site))
})
