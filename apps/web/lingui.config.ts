import type { LinguiConfig } from '@lingui/conf'
import { formatter } from '@lingui/format-po'

export default {
  sourceLocale: 'en',
  locales: ['en', 'de'],
  catalogs: [{ path: '<rootDir>/src/language/{locale}', include: ['<rootDir>/src'], exclude: ['**/*.test.*'] }],
  format: formatter({ lineNumbers: false }),
  orderBy: 'origin',
  /** What macros call: see `src/language/texts.ts`. */
  runtimeConfigModule: { i18n: ['#language', 'i18n'], Trans: ['#language', 'Trans'] },
} satisfies LinguiConfig
