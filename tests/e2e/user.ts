/** What people do with the page, and what they see on it, in its own words. */
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { type Person, password } from '../setup/world.ts'

type Account = Pick<Person, 'username' | 'name'>

export const signUp = async (page: Page, { username, name }: Account): Promise<void> => {
  await page.getByRole('button', { name: 'Create an account' }).click()
  await page.getByLabel('Display name').fill(name)
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign up' }).click()
  await online(page)
}

export const logIn = async (page: Page, { username }: Pick<Account, 'username'>): Promise<void> => {
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await online(page)
}

export const connection = (page: Page): Locator => page.getByRole('status', { name: 'Connection' })

export const online = (page: Page): Promise<void> => connection(page).getByText('Online').waitFor()

/** Ticks people in the open search. */
export const pick = async (page: Page, ...names: string[]): Promise<void> => {
  for (const name of names) {
    await page.getByLabel('Search people by name').fill(name)
    await page.getByRole('list', { name: 'People' }).getByText(name, { exact: true }).click()
  }
}

export const startWith = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('button', { name: 'New conversation' }).click()
  await pick(page, name)
  await page.getByRole('button', { name: 'Start conversation' }).click()
  await composer(page).waitFor()
}

export const rooms = (page: Page): Locator => page.getByRole('navigation', { name: 'Conversations' })

/** A conversation in the list, by its name and whatever else stands there. */
export const roomLink = (page: Page, name: string | RegExp): Locator => rooms(page).getByRole('link', { name })

export const openRoom = async (page: Page, name: string): Promise<void> => {
  await roomLink(page, name).click()
  await composer(page).waitFor()
}

export const composer = (page: Page): Locator => page.getByRole('textbox', { name: /^Message to/ })

export const send = async (page: Page, text: string): Promise<void> => {
  await composer(page).fill(text)
  await composer(page).press('Enter')
}

export const timeline = (page: Page): Locator => page.getByRole('log', { name: 'Messages' })

export const message = (page: Page, text: string): Locator =>
  timeline(page).getByRole('article').filter({ hasText: text })

/** The texts of all messages that are laid out, oldest first. */
export const texts = (page: Page): Promise<string[]> => timeline(page).locator('.text').allInnerTexts()

/** Waits until the open conversation shows these messages and no other. */
export const shows = (page: Page, expected: string[]): Promise<void> => expect.poll(() => texts(page)).toEqual(expected)
