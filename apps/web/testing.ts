/** For tests of the page in a browser. */

export { compileMessage } from '@lingui/message-utils/compileMessage'
export { mostDepth, mostPieces } from '@parley/markdown'
export { readCatalogue } from './catalogues.ts'
export { languages } from './src/language/languages.ts'
export { hostileTexts } from './src/timeline/hostile-texts.ts'
