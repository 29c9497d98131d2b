import { webPage } from '@parley/web'

/** Builds the page before the tests of it: two of their files begin at the same moment, and it is to be built once. */
export default async function setup(): Promise<void> {
  await webPage()
}
