/** The styles of the page, once for all elements: a strict policy takes no other. */
import text from '../style/main.css?inline'
import around from './around.css?inline'

let sheets: CSSStyleSheet[] | undefined

const sheetOf = (css: string): CSSStyleSheet => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  return sheet
}

export const styles = (): CSSStyleSheet[] => {
  sheets ??= [around, text].map(sheetOf)
  return sheets
}
