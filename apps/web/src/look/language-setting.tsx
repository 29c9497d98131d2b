import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useChat } from '../chat/chat-context.ts'
import { noteFault } from '../faults/faults.ts'
import { languageKey, languages, readLanguage } from '../language/languages.ts'
import { keepLanguage } from '../push/worker.ts'

const systems = 'system'

/** Kept on this device. The page is loaded again, as all that it holds is written in one language. */
export const LanguageSetting = () => {
  const { storage } = useChat()
  const choose = async (chosen: string) => {
    const language = readLanguage(chosen)
    if (language) storage.setItem(languageKey, language)
    else storage.removeItem(languageKey)
    await keepLanguage(language).catch(noteFault)
    location.reload()
  }
  return (
    <div className="field">
      <label htmlFor="look-language">
        <Trans>Language</Trans>
      </label>
      <select
        id="look-language"
        value={readLanguage(storage.getItem(languageKey)) ?? systems}
        onChange={({ target }) => void choose(target.value)}
      >
        <option value={systems}>{t`As my browser says`}</option>
        {Object.entries(languages).map(([language, name]) => (
          <option key={language} value={language} lang={language}>
            {name}
          </option>
        ))}
      </select>
    </div>
  )
}
