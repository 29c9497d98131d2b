/** Turns `t` and `Trans` into what the page runs. For what is built, and for tests of its parts. */
import { lingui } from '@lingui/vite-plugin'

export const texts = () => lingui({ cwd: `${import.meta.dirname}/..`, macroTransform: true, failOnCompileError: true })
