/** For tests of the page in a browser. */

export { mostDepth, mostPieces } from '@parley/markdown'
export { hostileTexts } from './src/timeline/hostile-texts.ts'
