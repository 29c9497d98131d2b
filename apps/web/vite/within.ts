/**
 * The styles of the page for the root of an element. There `:root` is nothing: what it has stands at the element, where the page around it may set
 * it, and what somebody chose of the look stands at `.page`. No room gives the plain look back that the page around has changed.
 */
import type { Plugin } from 'vite'

export const withinElement = (css: string): string =>
  css
    .replaceAll(/:root(?=\[)/g, '.page')
    .replaceAll(/:root\s*,\s*\[data-theme=\\?"?plain\\?"?\]/g, ':host')
    .replaceAll(':root', ':host')

/** For `…/style/main.css?inline`. */
export const stylesWithin = (): Plugin => ({
  name: 'parley-styles-within',
  enforce: 'post',
  transform: (code, id) =>
    /\/style\/main\.css\?inline$/.test(id) ? { code: withinElement(code), map: null } : undefined,
})
